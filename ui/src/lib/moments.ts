// Moments as the core keeps them: "2026-11-19", or "2026-11-19T12:00[Europe/London]". Pure but for the locale.
import { CalendarDate, parseZonedDateTime } from '@internationalized/date';
import { m } from '$words';
import { clock, dayHead, daysAway } from './format';
import { dateFormat } from './intl';

const KEPT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})\[([^\]]+)\])?$/;

/** When it is, ms since 1970; a day begins with midnight here. Null for what is no moment. */
export function instantOf(kept: string): number | null {
	const [, day, time] = KEPT.exec(kept) ?? [];
	if (day === undefined) return null;
	if (time === undefined) return new Date(`${day}T00:00`).getTime();
	try {
		return parseZonedDateTime(kept).toDate().getTime();
	} catch {
		return new Date(`${day}T${time}`).getTime(); // a zone that this platform does not know
	}
}

export const isTimed = (kept: string): boolean => KEPT.exec(kept)?.[2] !== undefined;

const dayNumber = (at: Date): number => Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000);

/** Days from today to that; null for what is no moment. */
export function daysTo(kept: string, now_ms: number): number | null {
	const at = instantOf(kept);
	return at === null ? null : dayNumber(new Date(at)) - dayNumber(new Date(now_ms));
}

/** Past: a moment that went by, a day before today. */
export function isOverdue(kept: string, now_ms: number): boolean {
	const at = instantOf(kept);
	if (at === null) return false;
	return isTimed(kept) ? at < now_ms : (daysTo(kept, now_ms) ?? 0) < 0;
}

/** "by 12:00", "today", "yesterday", "tomorrow 09:00", "Thu 19 Nov, 12:00". */
export function dueWords(kept: string, now_ms: number): string {
	const at = instantOf(kept);
	const days = daysTo(kept, now_ms);
	if (at === null || days === null) return kept;
	if (days === 0 && isTimed(kept)) return m.time_by({ time: clock(at) });
	if (days < 0 && days > -7) return daysAway(days);
	if (Math.abs(days) < 2) return isTimed(kept) ? m.time_day_at({ day: daysAway(days), time: clock(at) }) : daysAway(days);
	const year = new Date(at).getFullYear() === new Date(now_ms).getFullYear() ? {} : ({ year: 'numeric' } as const);
	const date = dateFormat({ weekday: 'short', day: 'numeric', month: 'short', ...year }).format(at).replace(/^(\p{L}{2,4}),(?= \d)/u, '$1');
	return isTimed(kept) ? `${date}, ${clock(at)}` : date;
}

/** "today" inside a sentence; a weekday keeps the capital that its language gives it. */
export function dayInSentence(at: number, now_ms: number): string {
	const head = dayHead(at, now_ms);
	const near = [-1, 0, 1].map((days) => daysAway(days)).find((words) => words.toLocaleLowerCase() === head.toLocaleLowerCase());
	return near ?? head;
}

/** The same moment in full, for a sentence: "Thursday 19 November, 12:00", "tomorrow". */
export function byWords(kept: string, now_ms: number): string {
	const at = instantOf(kept);
	if (at === null) return kept;
	const day = dayInSentence(at, now_ms);
	return isTimed(kept) ? m.records_day_at({ day, time: clock(at) }) : day;
}

/** "Thu 19 Nov 2026, 12:00": as a date is read on a card, with its hour. */
export function momentWords(kept: string): string {
	const at = instantOf(kept);
	if (at === null) return kept;
	const day = dateFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at).replace(/^(\p{L}{2,4}),(?= \d)/u, '$1');
	return isTimed(kept) ? `${day}, ${clock(at)}` : day;
}

/** To the minute, for whoever hovers. */
export function exactMoment(kept: string): string {
	const at = instantOf(kept);
	if (at === null) return kept;
	return dateFormat(isTimed(kept) ? { dateStyle: 'full', timeStyle: 'short' } : { dateStyle: 'full' }).format(at);
}

const two = (figure: number): string => String(figure).padStart(2, '0');

/** A day from today on, in the kept form. */
export function dayIn(days: number, now_ms: number): string {
	const at = new Date(now_ms);
	return new CalendarDate(at.getFullYear(), at.getMonth() + 1, at.getDate()).add({ days }).toString();
}

/** A moment here, in the kept form. */
export function momentAt(at_ms: number): string {
	const at = new Date(at_ms);
	return `${dayIn(0, at_ms)}T${two(at.getHours())}:${two(at.getMinutes())}[${Intl.DateTimeFormat().resolvedOptions().timeZone}]`;
}
