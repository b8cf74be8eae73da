import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { draftKey, Drafts } from './drafts.svelte';

const draft = (text: string) => ({ text, token: 't', error: null });

test('the fields of one new form are one unfinished entry', () => {
	const drafts = new Drafts();
	drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
	drafts.keep(draftKey.created('contact', 'phone'), draft('07'));
	drafts.keep(draftKey.field('A', 'phone'), draft('08'));
	expect(drafts.unfinished).toBe(2);
});

test('discarding a new form drops all of its fields and nothing else', () => {
	const drafts = new Drafts();
	drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
	drafts.keep(draftKey.created('company', 'name'), draft('Acme'));
	drafts.dropAll(draftKey.createdAll('contact'));
	expect(drafts.get(draftKey.created('contact', 'name'))).toBeUndefined();
	expect(drafts.get(draftKey.created('company', 'name'))?.text).toBe('Acme');
});

describe('in the core', () => {
	let calls: [string, Record<string, unknown>][] = [];
	beforeEach(() => {
		vi.useFakeTimers();
		calls = [];
		mockIPC((command, args) => {
			calls.push([command, args as Record<string, unknown>]);
			if (command === 'drafts') return [{ key: 'new/contact', kind: 'contact', record: null, title: '', token: null, form: { name: 'Ana' }, at: 1 }, { key: 'field/A/phone', kind: 'any', record: 'A', title: 'Ana', token: 'seen', form: { phone: '08' }, at: 1 }];
			return null;
		});
	});
	afterEach(() => {
		vi.useRealTimers();
		clearMocks();
	});

	test('a burst of typing is one write, within a second of its first letter', async () => {
		const drafts = new Drafts(true);
		for (const text of ['A', 'An', 'Ana']) drafts.keep(draftKey.created('contact', 'name'), draft(text));
		await vi.advanceTimersByTimeAsync(1_000);
		expect(calls).toEqual([['keep_draft', { key: 'new/contact', kind: 'contact', record: null, token: 't', fields: { name: 'Ana' } }]]);
	});

	test('what was begun before is here again, each field with the token of the card it was filled from', async () => {
		const drafts = new Drafts(true);
		const stop = drafts.begin();
		await drafts.loaded;
		stop();
		expect(drafts.get(draftKey.created('contact', 'name'))?.text).toBe('Ana');
		expect(drafts.get(draftKey.field('A', 'phone'))).toMatchObject({ text: '08', token: 'seen' });
		expect(drafts.begun.length).toBe(2);
	});

	test('nothing is kept behind the back of the act that a form becomes', async () => {
		const drafts = new Drafts(true);
		drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
		await drafts.committing('new/contact', async (key) => expect(key).toBe('new/contact'));
		await vi.advanceTimersByTimeAsync(2_000);
		expect(calls).toEqual([]);
		expect(drafts.unfinished).toBe(0);
	});

	test('where the act fails the form is kept again', async () => {
		const drafts = new Drafts(true);
		drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
		await expect(drafts.committing('new/contact', () => Promise.reject(new Error('no')))).rejects.toThrow();
		await vi.advanceTimersByTimeAsync(1_000);
		expect(calls.map(([command]) => command)).toEqual(['keep_draft']);
		expect(drafts.unfinished).toBe(1);
	});
});
