import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Drafts } from '$lib/drafts.svelte';
import { Capture } from './capture.svelte';

let calls: [string, unknown][] = [];
let refuse = '';
const saved = { record: 'N', gesture: 'G', token: 'T', at: 1 };

beforeEach(() => {
	calls = [];
	refuse = '';
	mockIPC((command, args) => {
		calls.push([command, args]);
		if (command === refuse) throw { code: 'invalid', message: 'Due: that is no day.' };
		return saved;
	});
});
afterEach(() => clearMocks());

const ana = { id: 'A', kind: 'contact', title: 'Ana' };
const made = () => calls.filter(([command]) => command === 'create_record' || command === 'follow_up').map(([command]) => command);

test('a note with a promise is a note and a follow-up that is promised to that person', async () => {
	const capture = new Capture(ana, 'call', new Drafts());
	Object.assign(capture.form, { body: 'Wants a price. ', promise: 'Send the price', due: '2026-11-19' });
	expect(await capture.save()).toBe(true);
	expect(calls[0]).toEqual(['create_record', { kind: 'note', fields: { about: 'A', body: 'Wants a price.', how: 'call' }, draft: 'new/capture' }]);
	expect(calls[1]).toEqual(['follow_up', { ask: { about: 'A', text: 'Send the price', due: '2026-11-19', assignee: '', promised_to: 'A' }, draft: 'new/promise' }]);
});

test('where the promise is not taken the note is written all the same, and once', async () => {
	const capture = new Capture(ana, 'note', new Drafts());
	Object.assign(capture.form, { body: 'Wants a price', promise: 'Send it', due: 'soon' });
	refuse = 'follow_up';
	expect(await capture.save()).toBe(false);
	expect(capture.error).toContain('Due: that is no day.');
	refuse = '';
	expect(await capture.save()).toBe(true);
	expect(made()).toEqual(['create_record', 'follow_up', 'follow_up']);
});

test('a draft about one person is not put under another', () => {
	const drafts = new Drafts();
	const first = new Capture(ana, 'note', drafts);
	first.form.body = 'Leaks at the weld';
	first.keep();
	const again = new Capture({ id: 'B', kind: 'contact', title: 'Ben' }, 'note', drafts);
	expect([again.form.about_title, again.form.body]).toEqual(['Ana', 'Leaks at the weld']);
});

test('nothing typed is nothing saved, and says so', async () => {
	const capture = new Capture(ana, 'note', new Drafts());
	expect(await capture.save()).toBe(false);
	expect(capture.error).not.toBeNull();
	expect(calls).toEqual([]);
});
