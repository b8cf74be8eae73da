import { expect, test } from 'vitest';
import type { Calendar, CalendarEntry, CalendarLane } from '$lib/api';
import { dayColumns, freeWithin, weekColumns } from './columns';
import { longWords } from './words';

const M = 60_000;
const H = 60 * M;
const DAY = new Date(2026, 10, 17).getTime();
const lane = (id: string, person: boolean, free: [number, number][], said = true): CalendarLane => ({
	id, name: id, person, what: person ? '' : 'bay', capacity: 1, buffer: 0, said, closed: '', open: [{ start: DAY + 8 * H, end: DAY + 17 * H }], free: free.map(([start, end]) => ({ start: DAY + start * H, end: DAY + end * H }))
});
const entry = (id: string, start: number, of: Partial<CalendarEntry>): CalendarEntry => ({
	id, original: '', title: id, customer: '', contact: '', company: '', service: '', start: DAY + start * H, end: DAY + (start + 1) * H, zone: '', repeats: '', status: 'booked', resources: [], people: [], place: '', mark: 'saved', loses_to: '', instead: null, ...of
});
const calendar = (entries: CalendarEntry[]): Calendar => ({
	from: '2026-11-17', midnights: [DAY, DAY + 24 * H], zone: 'UTC', me: 'mara', services: [], token: '', entries,
	lanes: [lane('bay', false, [[8, 10], [11, 17]]), lane('ilse', true, [[8, 17]]), lane('noor', true, [[8, 17]], false), lane('mara', true, [[8, 17]], false)]
});

test('a colleague who has said no hours stands there when something is booked with them, and whoever works here always', () => {
	expect(dayColumns(calendar([]), 'all', DAY).map((column) => column.key)).toEqual(['bay', 'ilse', 'mara']);
	expect(dayColumns(calendar([entry('a', 9, { people: ['noor'] })]), 'people', DAY).map((column) => column.key)).toEqual(['ilse', 'noor', 'mara']);
	expect(dayColumns(calendar([]), 'resources', DAY).map((column) => column.key)).toEqual(['bay']);
});

test('what nobody is named for has a column of its own', () => {
	const columns = dayColumns(calendar([entry('a', 9, {}), entry('b', 9, { resources: ['bay'], people: ['ilse'] })]), 'all', DAY);
	expect(columns.map((column) => column.entries.map((one) => one.id).join())).toEqual(['b', 'b', '', 'a']);
});

test('what is past is not offered, and a column says whether it is free now', () => {
	const bay = lane('bay', false, [[8, 10], [11, 17]]);
	expect(freeWithin(bay, DAY, DAY + 24 * H, DAY + 9 * H + M)).toEqual([{ start: DAY + 9 * H + 15 * M, end: DAY + 10 * H }, { start: DAY + 11 * H, end: DAY + 17 * H }]);
	const now = (at: number) => dayColumns(calendar([]), 'resources', DAY + at)[0];
	expect(now(9 * H)).toMatchObject({ now: true, words: 'Free now' });
	expect(now(10 * H + 40 * M)).toMatchObject({ now: false, words: 'Free from 11:00' });
	expect(now(7 * H)).toMatchObject({ words: 'Starts at 08:00' });
	expect(now(18 * H)).toMatchObject({ words: 'Nothing free today' });
});

test('a week has a column for each day', () => {
	const week = { ...calendar([entry('a', 9, { resources: ['bay'] }), entry('b', 33, { people: ['ilse'] })]), midnights: [DAY, DAY + 24 * H, DAY + 48 * H] };
	expect(weekColumns(week, '', DAY).map((column) => column.entries.map((one) => one.id))).toEqual([['a'], ['b']]);
	expect(weekColumns(week, 'bay', DAY).map((column) => column.entries.map((one) => one.id))).toEqual([['a'], []]);
});

test('how long is said as people say it', () => expect([45, 60, 90, 135].map((minutes) => longWords(minutes * M))).toEqual(['45 min', '1 h', '1 h 30', '2 h 15']));
