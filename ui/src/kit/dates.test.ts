import { describe, expect, test } from 'vitest';
import { momentOf, momentValue, readDay, readMoment, showDay } from './dates';

const today = '2026-11-17'; // a Tuesday

describe('a day is read as it is typed', () => {
	test.each([
		['en-GB', '2026-11-19', '2026-11-19'],
		['en-GB', '19/11/2026', '2026-11-19'],
		['en-US', '11/19/2026', '2026-11-19'],
		['de', '19.11.', '2026-11-19'],
		['de', '19.11.26', '2026-11-19'],
		['en-GB', '19 Nov', '2026-11-19'],
		['en-US', 'Nov 19, 2027', '2027-11-19'],
		['en-GB', 'Thu 19 Nov', '2026-11-19'],
		['fr', '19 novembre 2026', '2026-11-19'],
		['es', '19 de noviembre', '2026-11-19'],
		['de', '3. März', '2027-03-03'],
		['en-GB', 'tomorrow', '2026-11-18'],
		['de', 'übermorgen', '2026-11-19'],
		['en-GB', 'thu', '2026-11-19'],
		['en-GB', 'Tuesday', '2026-11-24'],
		['en-GB', '3 Jan', '2027-01-03']
	])('%s: %s', (tag, typed, iso) => expect(readDay(typed, tag, today)).toBe(iso));

	test.each(['30/2/2026', '2026-02-30', 'soon', '', '7'])('%j is none', (typed) => expect(readDay(typed, 'en-GB', today)).toBeNull());
});

test('what is shown can be read back', () => {
	for (const tag of ['en-GB', 'en-US', 'de', 'fr', 'es']) {
		for (const iso of ['2026-11-19', '2027-03-01']) expect(readDay(showDay(iso, tag, today), tag, today), tag).toBe(iso);
	}
});

describe('a moment', () => {
	const from = { day: today, time: '09:00', zone: 'Europe/London' };
	test.each([
		['en-GB', 'Thu 19 Nov, 12:00', '2026-11-19T12:00'],
		['en-GB', 'tomorrow 14:30', '2026-11-18T14:30'],
		['en-GB', '17:15', '2026-11-17T17:15'],
		['en-US', 'tomorrow 4pm', '2026-11-18T16:00'],
		['fr', 'demain 14h30', '2026-11-18T14:30'],
		['en-GB', '19/11/2026', '2026-11-19T09:00'],
		['en-GB', '2026-11-19T12:00', '2026-11-19T12:00']
	])('%s: %s', (tag, typed, iso) => {
		const read = readMoment(typed, tag, from);
		expect(read && momentValue(read)).toBe(`${iso}[Europe/London]`);
	});
	test('keeps the zone it was written in', () => expect(momentOf('2026-11-19T12:00[Asia/Tokyo]', 'Europe/London')?.zone).toBe('Asia/Tokyo'));
	test('an hour that no clock has is none', () => expect(readMoment('tomorrow 25:00', 'en-GB', from)).toBeNull());
});
