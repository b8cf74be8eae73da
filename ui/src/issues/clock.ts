// An issue's clock as words: what runs out next, how far it is, and how that stands. Pure: the moment comes in.
import type { IssueClock } from '$lib/api';
import { m } from '$words';

export type ClockTone = 'plain' | 'waiting' | 'failed';
export type ClockWords = { words: string; tone: ClockTone; sign: 'running' | 'paused' | 'late' | 'met' | 'none'; /** The moment that it speaks of, ms since 1970; 0 for none. */ at: number };

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
/** From here on the eye should find it. */
const SOON = 60;

/** "42 min", "3 h 20 min", "2 days". */
export function spanWords(minutes: number): string {
	const left = Math.abs(Math.round(minutes));
	if (left < HOUR) return m.issues_minutes({ count: left });
	if (left >= 2 * DAY) return m.issues_days({ count: Math.round(left / DAY) });
	const hours = Math.floor(left / HOUR);
	return left % HOUR === 0 || left >= DAY / 2 ? m.issues_hours({ count: Math.round(left / HOUR) }) : m.issues_hours_minutes({ hours, minutes: left % HOUR });
}

const over = (status: string): boolean => status === 'resolved' || status === 'closed';

/** The answer that nobody has given yet comes before the end. */
export function clockWords(clock: IssueClock, now_ms: number): ClockWords {
	const answerOpen = clock.responded === null && clock.respond_by > 0 && !over(clock.status);
	if (clock.state === 'none') return { words: m.issues_no_clock(), tone: 'plain', sign: 'none', at: 0 };
	if (clock.state === 'breached') return { words: over(clock.status) ? m.issues_was_late({ time: spanWords(clock.left_minutes) }) : m.issues_late({ time: spanWords(clock.left_minutes) }), tone: 'failed', sign: 'late', at: clock.resolve_by };
	if (clock.state === 'met') return { words: m.issues_in_time(), tone: 'plain', sign: 'met', at: clock.resolve_by };
	if (clock.state === 'paused') return { words: m.issues_paused({ time: spanWords(clock.left_minutes) }), tone: 'plain', sign: 'paused', at: clock.resolve_by };
	if (answerOpen) {
		const left = Math.floor((clock.respond_by - now_ms) / MINUTE_MS);
		if (left < 0) return { words: m.issues_answer_late({ time: spanWords(left) }), tone: 'failed', sign: 'late', at: clock.respond_by };
		return { words: m.issues_answer_due({ time: spanWords(left) }), tone: left <= SOON ? 'waiting' : 'plain', sign: 'running', at: clock.respond_by };
	}
	return { words: m.issues_due({ time: spanWords(clock.left_minutes) }), tone: clock.left_minutes <= SOON ? 'waiting' : 'plain', sign: 'running', at: clock.resolve_by };
}

/** How an issue can go on from where it stands. */
export const STEPS = ['new', 'in_progress', 'waiting'] as const;
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export { over };
