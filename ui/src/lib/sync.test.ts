import { describe, expect, test } from 'vitest';
import { ageWords } from './age';
import type { DeviceSeen, SyncState, WaitingItem } from './api';
import { CAUSES, causeWords, deviceMark, deviceWords, diagnostics, fleetSums, goesOnWords, headWords, invites, itemWords, lagWords, lostWords, manages, queueOf, REASONS, reasonWords, shortHead, skewWords, stateMark, unsafeFirst, wantsSignIn } from './sync';

const now = new Date('2026-11-19T12:50:00').getTime();
const state = (part: Partial<SyncState> = {}): SyncState => ({
	phase: 'online', cause: null, since: 0, next_try: null, url: 'https://secret.example.org', organisation: 'Elmfield Clinic', person: 'Mara Ivens', role: 'field', waiting: 0, oldest: null, refused: 0,
	position: 40, last: 40, taken: 0, whole: 0, skew: 0, contact: now, receipt: { at: now, position: 40, changes: 2, head: 'ab'.repeat(32) }, failures: 0, bytes: 1_240_000, goes_on_since: null, days: 7, age: 'young', stale: false, ...part
});
const item = (part: Partial<WaitingItem> = {}): WaitingItem => ({ change: 'CHANGE1', record: 'RECORD1', kind: 'deal', title: 'Ana’s extension', act: 'Changed', fields: ['x_private'], at: now, refused: null, ...part });
const device = (name: string, part: Partial<DeviceSeen> = {}): DeviceSeen => ({ device: name, name, person: 'Mara', role: 'field', heard: now - 60_000, skew: 0, here: false, revoked: false, copy_of: null, succeeded: null, waiting: 0, oldest: null, refused: 0, behind: 0, retries: 0, bytes: 0, stake: { records: {}, amounts: {} }, queue: [], queue_at: null, ...part });

describe('causes', () => {
	test('there are twelve', () => expect(CAUSES).toHaveLength(12));

	test.each(CAUSES)('%s has a name of its own, a title and a way forward', (cause) => {
		const { short, title, next } = causeWords(cause);
		expect(short.length).toBeLessThan(30);
		expect(title).not.toBe(causeWords(null).title);
		expect(next).toMatch(/\.$/);
		const head = headWords(state({ phase: 'offline', cause, since: now - 60_000 }), now);
		expect(head.title).toBe(title);
		expect(head.words).toContain(next);
	});

	test('one that this window does not know is still said', () => expect(causeWords('tomorrow' as never)).toEqual(causeWords(null)));

	test('the next try is said in seconds, and where there is none, that somebody has to ask', () => {
		expect(headWords(state({ phase: 'offline', cause: 'slow', since: now, next_try: now + 20_000 }), now).words).toContain('Next try in 20 s.');
		expect(headWords(state({ phase: 'offline', cause: 'version', since: now }), now).words).toContain('when you say so');
	});

	test('an account asks for the password, as being signed out does', () => {
		expect(wantsSignIn(state({ phase: 'offline', cause: 'account' }))).toBe(true);
		expect(wantsSignIn(state({ phase: 'offline', cause: 'copied' }))).toBe(true);
		expect(wantsSignIn(state({ phase: 'signed_out' }))).toBe(true);
		expect(wantsSignIn(state({ phase: 'offline', cause: 'slow' }))).toBe(false);
	});
});

test('the head claims that the server holds everything only with a receipt and without a wait', () => {
	expect(headWords(state(), now).title).toBe('Everything you did is held by the server');
	expect(headWords(state({ waiting: 3 }), now).title).toBe('3 changes are on the way');
	expect(headWords(state({ receipt: null }), now).title).toBe('Connected, and nothing waits');
	expect(stateMark(state())).toBe('synced');
	expect(stateMark(state({ waiting: 1 }))).toBe('waiting');
	expect(stateMark(state({ phase: 'offline' }))).toBe('saved');
});

test('an older copy that goes on as a new device says so for a while', () => {
	expect(goesOnWords(state({ goes_on_since: now - 60_000 }), now)).toContain('goes on as a new device');
	expect(goesOnWords(state({ goes_on_since: now - 30 * 86_400_000 }), now)).toBe('');
	expect(goesOnWords(state(), now)).toBe('');
});

test('what waits for too long is said before it is, and what is known of others when it is old', () => {
	const day = 86_400_000;
	expect(ageWords(state({ waiting: 1, oldest: now - 5 * day }), now)).toBe('');
	expect(ageWords(state({ waiting: 1, oldest: now - 6 * day, age: 'near' }), now)).toMatch(/7 days.*find a network/i);
	expect(ageWords(state({ waiting: 1, oldest: now - 8 * day, age: 'over' }), now)).toContain('nowhere else');
	expect(ageWords(state({ stale: true, contact: now - 8 * day }), now)).toContain('What others did');
	expect(ageWords(undefined, now)).toBe('');
});

test('the fleet says which device is a copy of which, and which one has gone', () => {
	expect(deviceWords(device('B', { copy_of: 'Tablet 4' }), now).what).toBe('Restored copy of Tablet 4');
	expect(deviceWords(device('A', { succeeded: now - 60_000 }), now).what).toContain('restored copy goes on');
	// What a copy goes on for holds nothing any more.
	expect(fleetSums([device('A', { behind: 1 }), device('B', { behind: 0, succeeded: now }), device('C', { behind: 7 })], 40).once).toBe(7);
});

test('every reason has its own words; an unknown one is named', () => {
	expect(new Set(REASONS.map(reasonWords)).size).toBe(REASONS.length);
	expect(reasonWords('new-reason')).toContain('new-reason');
});

test('an item is told by kind, act and fields, never by a key', () => {
	expect(itemWords(item({ fields: ['x_1', 'x_2'] }))).toBe('Deal · Changed · a field of your organisation');
	expect(itemWords(item({ act: 'Created', fields: [] }))).toBe('Deal · Created');
});

test('a clock is spoken of from two seconds on', () => {
	expect(skewWords(1_999)).toBe('');
	expect(skewWords(5_000)).toBe('5 seconds ahead of the server’s');
	expect(skewWords(-7_200_000)).toBe('2 hours behind the server’s');
});

test('a head is short enough to be compared aloud', () => expect(shortHead('0123456789abcdef0123')).toBe('01234567…cdef0123'));

describe('devices', () => {
	const safe = device('Counter', { here: true });
	const far = device('Tablet 7', { waiting: 4 });
	const refused = device('Phone', { here: true, refused: 1 });

	test('unsafe work comes first', () => expect(unsafeFirst([safe, refused, far]).map((one) => one.name)).toEqual(['Tablet 7', 'Phone', 'Counter']));

	test('the one whose loss would hurt most is named', () => {
		expect(lostWords([safe, far], now).title).toBe('If Tablet 7 were lost now: 4 changes.');
		const told = device('Tablet 7', { waiting: 4, stake: { records: { deal: 1, note: 3 }, amounts: { GBP: '12400' } } });
		expect(lostWords([safe, told], now).title).toBe('If Tablet 7 were lost now: 3 notes, 1 deal, £12,400 in deals.');
		expect(lostWords([safe], now).title).toBe('No device has told of work that the server lacks');
	});

	test('what a device has not told of its queue is not known', () => {
		const half = 1_800_000;
		const told = device('Van', { queue: [0, 2], queue_at: now - 3 * half });
		expect(queueOf(told, now)).toHaveLength(48);
		expect(queueOf(told, now).slice(-6)).toEqual([null, 0, 2, null, null, null]);
		expect(queueOf({ ...told, here: true }, now).slice(-3)).toEqual([null, 0, 2]);
		expect(queueOf(device('Van'), now)).toEqual([]);
	});

	test('what only one device holds beside the server is told, and what waits out of reach', () => {
		const devices = [device('A', { here: true }), device('B', { behind: 31 }), device('C', { behind: 90, waiting: 2 }), device('D', { behind: 0, revoked: true })];
		expect(fleetSums(devices, 18_402)).toEqual({ waiting: 2, holders: 1, away: 1, once: 31 });
		expect(fleetSums([device('A')], 7).once).toBe(7);
	});

	test('how long the oldest has waited is said only where something waits', () => {
		expect(lagWords(device('Van', { waiting: 1, oldest: now - 17 * 3_600_000 }), now)).toBe('17 hours');
		expect(lagWords(device('Van', { oldest: now - 60_000 }), now)).toBe('—');
	});

	test('who manages sees devices, and an administrator alone invites', () => {
		expect(['field', 'office', 'manager', 'admin', 'auditor'].filter((role) => manages(state({ role })))).toEqual(['manager', 'admin']);
		expect(['manager', 'admin'].filter((role) => invites(state({ role })))).toEqual(['admin']);
	});

	test('one out of reach is never green', () => {
		expect(deviceMark(device('Van'))).toBe('saved');
		expect(deviceMark(safe)).toBe('synced');
	});
});

test('diagnostics hold the state, and nothing about people, records or places', () => {
	const text = diagnostics(state({ phase: 'offline', cause: 'portal', waiting: 2 }), [item(), item({ refused: 'not-yours' })], now);
	expect(text).toContain('cause portal');
	expect(text).toContain('item deal changed not-yours 1');
	for (const personal of ['secret', 'example', 'http', 'Elmfield', 'Mara', 'Ivens', 'Ana', 'extension', 'RECORD1', 'CHANGE1', 'x_private']) expect(text).not.toContain(personal);
});
