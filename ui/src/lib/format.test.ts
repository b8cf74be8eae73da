import { describe, expect, test } from 'vitest';
import { locale } from '$words';
import { dayHead, daysAway, initials, meaningWords, readInList, readValue, when, whoAndWhen } from './format';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-17T09:25:00');
const here = { person: 'Mara Ivens', device: "Mara's laptop" };

describe('a moment', () => {
	test.each([
		['2026-11-17T09:24:40', 'just now'],
		['2026-11-17T09:25:20', 'just now'],
		['2026-11-17T09:13:00', '12 min ago'],
		['2026-11-17T07:02:00', 'today 07:02'],
		['2026-11-16T17:05:00', 'yesterday 17:05']
	])('%s is said as %s', (moment, words) => expect(when(at(moment), now)).toBe(words));

	test('is said with its day when it is far, and with its year when that is another', () => {
		expect(when(at('2026-11-03T10:12:00'), now)).toContain('10:12');
		expect(when(at('2024-11-03T10:12:00'), now)).toContain('2024');
	});

	test('just before midnight is yesterday, not today', () => {
		expect(when(at('2026-11-16T23:59:00'), at('2026-11-17T01:30:00'))).toBe('yesterday 23:59');
		expect(dayHead(at('2026-11-16T23:59:00'), now)).toBe('Yesterday');
	});
});

describe('who and when', () => {
	test('the person here is You, the device here is this device', () => {
		expect(whoAndWhen({ by: 'Mara Ivens', on: "Mara's laptop", at: at('2026-11-17T08:44:00') }, here, now)).toBe('You, 41 min ago, on this device');
	});
	test('others keep their names', () => {
		expect(whoAndWhen({ by: 'Noor Haddad', on: 'Temple desk', at: at('2026-11-16T17:05:00') }, here, now)).toBe('Noor Haddad, yesterday 17:05, on Temple desk');
	});
	test('a field that nobody filled in names nobody', () => {
		expect(whoAndWhen({ by: '', on: '', at: 0 }, here, now)).toBe('Nobody has filled this in yet');
	});
});

test.each([[-1, 'yesterday'], [0, 'today'], [2, 'in 2 days']])('%i days from now are %s', (days, words) => expect(daysAway(days)).toBe(words));

describe('in a list', () => {
	const field = (key: string, type: string) => ({ key, type });
	test.each([
		['deal', 'amount', 'money', '29752 GBP', '£29,752'],
		['task', 'due', 'date', '2026-11-19', 'in 2 days'],
		['task', 'due', 'date', '2026-11-16', 'yesterday'],
		['issue', 'triage.status', 'choice', 'In progress', 'In progress']
	])('%s %s, a %s, %s is read as %s', (kind, key, type, shown, words) => expect(readInList(kind, field(key, type), shown, now)).toBe(words));

	test('the words follow the language of the person', () => {
		locale.choice = 'fr';
		expect(readInList('deal', field('amount', 'money'), '29752 GBP', now)).toMatch(/29\s752\s£/u);
		expect(readInList('task', field('due', 'date'), '2026-11-18', now)).toBe('demain');
		expect(when(at('2026-11-16T17:05:00'), now)).toBe('hier à 17:05');
		locale.choice = 'system';
	});
});

test('what is to come is said by how far it is', () => {
	expect(when(at('2026-11-17T09:45:00'), now)).toBe('in 20 min');
	expect(when(at('2026-11-18T09:45:00'), now)).toBe('tomorrow 09:45');
});

test('initials come from the first and the last name', () => {
	expect(initials('Mara van Ivens')).toBe('MI');
	expect(initials('Mara')).toBe('M');
	expect(initials('')).toBe('?');
});

describe('a value as it is read', () => {
	test('an amount without cents is shown without them', () => expect(readValue('6240.00 GBP', 'money')).toMatch(/£\s?6,240$/));
	test('cents that are there stay', () => expect(readValue('1100.04 EUR', 'money')).toContain('1,100.04'));
	test('a date has its weekday', () => expect(readValue('2026-11-19', 'date')).toMatch(/Thu.*2026/));
	test.each([['Removed for privacy', 'date'], ['Not shown to you', 'money'], ['99999999999999999999 EUR', 'money'], ['2026-11-19', 'text']])(
		'%s as %s stays as the core says it',
		(shown, type) => expect(readValue(shown, type)).toBe(shown)
	);
});

test('a line of meaning says its days and amounts as people do, and leaves the rest', () =>
	expect(meaningWords('Engineer · 2026-11-18 · 6240.00 GBP', now)).toBe('Engineer · tomorrow · £6,240'));
