import { expect, test } from 'vitest';
import type { SyncState } from './api';
import { cardPhrase, truthLine } from './truth';

const truth = { waiting: 9, last_saved_at: null, records: 412, person: 'Mara', device: 'laptop' };
const at = (time: string) => new Date(`2026-11-19T${time}:00`).getTime();
const now = at('12:50');
const receipt = { at: at('09:24'), position: 40, changes: 2, head: 'ab'.repeat(32) };
const sync = (part: Partial<SyncState>): SyncState => ({
	phase: 'online', cause: null, since: 0, next_try: null, url: 'https://example.org', organisation: 'Org', person: 'Mara', role: 'field', waiting: 0, oldest: null, refused: 0,
	position: 40, last: 40, taken: 0, whole: 0, skew: 0, contact: null, receipt: null, failures: 0, bytes: 0, goes_on_since: null, days: 7, age: 'young', stale: false, ...part
});
const said = (state: SyncState | undefined, unsaved = 0): string => {
	const { strong, then, mark } = truthLine(truth, unsaved, null, state, now);
	return `${mark}: ${[strong, then].filter(Boolean).join(' · ')}`;
};

test('what is saved is said first, what is kept for a server after it', () => {
	const line = truthLine(truth, 0, null);
	expect(line.strong).toBe('Everything you did is saved on this device');
	expect(line.then).toBe('9 changes kept here until there is a server');
});

test('while something typed is not saved, the line does not claim everything', () => {
	expect(truthLine(truth, 1, null).strong).toBe('Saved on this device, except 1 entry you have not finished');
	expect(said(sync({ receipt }), 1)).toBe('saved: Saved on this device, except 1 entry you have not finished · Synced · receipt 09:24');
});

test('a database that cannot be read is a failure, not a saved state', () => {
	expect(truthLine(truth, 0, 'The disk is gone.', sync({ receipt })).mark).toBe('failed');
});

test('without a server nothing is ever said to be synced or held elsewhere', () => {
	for (const state of [undefined, sync({ phase: 'alone' })]) {
		for (const waiting of [0, 1, 5000]) {
			const line = truthLine({ ...truth, waiting }, 0, null, state);
			expect(line.mark).toBe('saved');
			expect(`${line.strong} ${line.then} ${cardPhrase(waiting).then}`).not.toMatch(/synced|held by/i);
		}
	}
});

test.each<[Partial<SyncState>, string]>([
	[{ receipt }, 'synced: Synced · receipt 09:24'],
	[{ contact: at('12:31') }, 'synced: Synced · server reached 12:31'],
	[{}, 'saved: Saved here · connected'],
	[{ waiting: 3, receipt }, 'waiting: 3 on the way'],
	[{ waiting: 1, refused: 1, receipt }, 'failed: 1 on the way · 1 needs you'],
	[{ refused: 2, receipt }, 'failed: Synced · receipt 09:24 · 2 need you'],
	[{ phase: 'connecting', waiting: 2 }, 'waiting: Saved here · 2 wait · connecting'],
	[{ phase: 'offline', cause: 'no_network', since: at('12:40'), waiting: 1, receipt }, 'waiting: Saved here · 1 waits · no network since 12:40'],
	[{ phase: 'offline', cause: 'portal', since: at('12:40'), receipt }, 'saved: Saved here · nothing waits · network wants a sign-in since 12:40'],
	[{ phase: 'offline', waiting: 4, refused: 1 }, 'failed: Saved here · 4 wait · no connection · 1 needs you'],
	[{ waiting: 2, age: 'near', oldest: at('09:10') }, 'waiting: 2 on the way · oldest today 09:10'],
	[{ receipt, stale: true, contact: at('09:05') }, 'synced: Synced · receipt 09:24 · others as of today 09:05'],
	[{ phase: 'signed_out', waiting: 7 }, 'waiting: Signed out · 7 wait'],
	[{ phase: 'signed_out' }, 'saved: Signed out · nothing waits']
])('%j is told as it is known', (part, words) => expect(said(sync(part))).toBe(words));

test('only what is online, proven and without a wait is green', () => {
	for (const phase of ['alone', 'signed_out', 'connecting', 'offline', 'online'] as const) {
		for (const waiting of [0, 2]) for (const proof of [null, receipt]) {
			expect(truthLine(truth, 0, null, sync({ phase, waiting, receipt: proof }), now).mark === 'synced').toBe(phase === 'online' && waiting === 0 && proof !== null);
		}
	}
});

test('on a narrow screen, what needs somebody comes before the proof', () => {
	expect(truthLine(truth, 0, null, sync({ refused: 2, receipt }), now).brief).toBe('Synced · 2 need you · receipt 09:24');
});

test('a card says of itself what its changes wait for', () => {
	expect(cardPhrase(2).then).toBe('2 changes on this card stay here until there is a server');
	expect(cardPhrase(2, 'saved', 'offline').then).toBe('2 changes on this card wait for the server');
	expect(cardPhrase(0, 'synced', 'online')).toEqual({ strong: 'Synced', then: 'held by the server' });
});
