import { expect, test } from 'vitest';
import { laters } from './taskActs';

const DAY_MS = 86_400_000;
const week = Array.from({ length: 7 }, (_, day) => new Date('2026-11-16T09:00').getTime() + day * DAY_MS);

test('whatever day of the week it is, no two choices of later mean the same day', () => {
	for (const now of week) {
		const untils = laters(now).map((one) => one.until);
		expect(new Set(untils).size, new Date(now).toDateString()).toBe(untils.length);
	}
});

test('next week is the Monday to come', () => {
	expect(week.map((now) => laters(now)[2]?.until)).toEqual([...Array<string>(6).fill('2026-11-23'), undefined]);
});
