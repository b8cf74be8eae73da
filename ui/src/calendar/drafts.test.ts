import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CalendarEntry } from '$lib/api';
import { Booking } from './book.svelte';
import EntrySheet from './EntrySheet.svelte';

type Kept = { key: string; form: Record<string, string> };
let kept: Kept | null = null;

beforeEach(() => {
	kept = null;
	mockIPC((command, args) => {
		if (command === 'drafts') return kept === null ? [] : [{ ...kept, kind: 'appointment', record: null, title: '', token: null, at: 1 }];
		if (command === 'keep_draft') kept = { key: (args as { key: string }).key, form: (args as { fields: Record<string, string> }).fields };
		return command === 'free_slots' ? [] : null;
	});
});
afterEach(() => clearMocks());

const entry: CalendarEntry = {
	id: '01V', original: '', title: 'Gasket change', customer: 'Krahl', contact: '', company: '', service: '', start: Date.UTC(2026, 10, 19, 9, 45), end: Date.UTC(2026, 10, 19, 11, 30), zone: 'Europe/London', repeats: '',
	status: 'started', resources: [], people: [], place: '', mark: 'saved', loses_to: '', instead: null
};
const show = () => render(EntrySheet, { entry, lanes: [], token: 'T', onclose: () => undefined, onrebook: () => undefined });

test('what came of a visit, half told, is there again after the app has ended', async () => {
	const { unmount } = show();
	await userEvent.type(screen.getByTestId('entry-outcome'), 'Seal replaced');
	await expect.poll(() => kept).toEqual({ key: 'visit/01V/', form: { outcome: 'Seal replaced', day: '2026-11-19' } });
	unmount();
	show();
	await expect.poll(() => screen.getByTestId<HTMLTextAreaElement>('entry-outcome').value).toBe('Seal replaced');
});

test('what was chosen for an appointment comes back with what was typed', async () => {
	const first = new Booking({ walkin: false });
	Object.assign(first, { title: 'Valve check', resources: ['B1', 'B2'], people: ['P'], long: '45' });
	first.typed();
	await expect.poll(() => kept?.form.title).toBe('Valve check');
	const again = new Booking({ walkin: false });
	await again.take();
	expect([again.title, again.resources, again.people, again.long]).toEqual(['Valve check', ['B1', 'B2'], ['P'], '45']);
});
