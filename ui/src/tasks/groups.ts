// The list of tasks by when they are due. Pure: the moment comes in.
import type { Row } from '$lib/api';
import { daysTo, instantOf } from '$lib/moments';

export type GroupKey = 'overdue' | 'today' | 'week' | 'later' | 'some_day' | 'snoozed';
export type TaskGroup = { key: GroupKey; rows: Row[] };

const ORDER: GroupKey[] = ['overdue', 'today', 'week', 'later', 'some_day', 'snoozed'];
const WEEK = 7;

export function groupOf(row: Row, now_ms: number): GroupKey {
	const { due = '', snoozed = '' } = row.fields;
	const until = instantOf(snoozed);
	if (until !== null && until > now_ms) return 'snoozed';
	const days = daysTo(due, now_ms);
	if (days === null) return 'some_day';
	if (days < 0) return 'overdue';
	if (days === 0) return 'today';
	return days < WEEK ? 'week' : 'later';
}

/** Groups with something in them, each by when it is due. */
export function inGroups(rows: readonly Row[], now_ms: number): TaskGroup[] {
	const at = (row: Row): number => instantOf(row.fields.due ?? '') ?? Number.MAX_SAFE_INTEGER;
	const sorted = [...rows].sort((a, b) => at(a) - at(b));
	return ORDER.map((key) => ({ key, rows: sorted.filter((row) => groupOf(row, now_ms) === key) })).filter((group) => group.rows.length > 0);
}
