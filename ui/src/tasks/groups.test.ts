import { expect, test } from 'vitest';
import type { Row } from '$lib/api';
import { groupOf, inGroups } from './groups';

const now_ms = new Date('2026-11-17T09:25').getTime();
const task = (id: string, due: string, more: Record<string, string> = {}): Row => ({ id, kind: 'task', title: id, subtitle: '', mark: 'saved', fields: { ...(due ? { due } : {}), ...more } });

test.each([
	['2026-11-16', 'overdue'],
	['2026-11-17', 'today'],
	['2026-11-23', 'week'],
	['2026-11-24', 'later'],
	['', 'some_day']
])('a task due %s stands under %s', (due, group) => expect(groupOf(task('A', due), now_ms)).toBe(group));

test('a snoozed task is out of sight until then, and back after', () => {
	expect(groupOf(task('A', '2026-11-16', { snoozed: '2026-11-18' }), now_ms)).toBe('snoozed');
	expect(groupOf(task('A', '2026-11-16', { snoozed: '2026-11-17' }), now_ms)).toBe('overdue');
});

test('within a group the earliest stands first', () => {
	expect(inGroups([task('B', '2026-11-15'), task('A', '2026-11-10')], now_ms)[0]?.rows.map((row) => row.id)).toEqual(['A', 'B']);
});
