// What stands in which column: the lanes of one day, or the days of one lane. Pure but for the words.
import { m } from '$words';
import type { Calendar, CalendarEntry, CalendarLane } from '$lib/api';
import { clock } from '$lib/format';
import { dateFormat } from '$lib/intl';
import { nextStep, within, without, type Span } from './layout';

export type Column = {
	key: string;
	name: string;
	/** "Free from 11:30". */
	words: string;
	/** Free at this moment. */
	now: boolean;
	lane: CalendarLane | null;
	/** The midnights of its day. */
	from: number;
	until: number;
	entries: CalendarEntry[];
	/** What can be booked, from now on. */
	free: Span[];
};

export type Which = 'all' | 'resources' | 'people';

/** Whether an appointment takes anything up. */
export const holds = (entry: CalendarEntry): boolean => entry.status !== 'cancelled' && entry.status !== 'no_show';

const needs = (entry: CalendarEntry, lane: string): boolean => entry.resources.includes(lane) || entry.people.includes(lane);

/** What can be booked from now on. Where something is drawn, called off or one of several at once, no gap is offered: the forms do. */
export function freeWithin(lane: CalendarLane, from: number, until: number, now_ms: number, drawn: readonly Span[] = []): Span[] {
	const first = Math.max(from, nextStep(now_ms));
	const free = lane.free.map((one) => within(one, first, until)).filter((one) => one !== null);
	return without(free, drawn);
}

/** What a lane says of itself, on the day that is today. */
function wordsOf(lane: CalendarLane, from: number, until: number, now_ms: number): { words: string; now: boolean } {
	if (lane.closed !== '') return { words: lane.closed, now: false };
	if (now_ms < from || now_ms >= until) return { words: '', now: false };
	const opens = lane.open[0]?.start;
	if (opens === undefined) return { words: m.calendar_not_open(), now: false };
	if (now_ms < opens) return { words: m.calendar_starts_at({ time: clock(opens) }), now: false };
	const next = lane.free.find((free) => free.end > now_ms);
	if (next === undefined) return { words: m.calendar_full(), now: false };
	return next.start <= now_ms ? { words: m.calendar_free_now(), now: true } : { words: m.calendar_free_from({ time: clock(next.start) }), now: false };
}

export function dayColumns(calendar: Calendar, which: Which, now_ms: number): Column[] {
	const [from = 0, until = from] = calendar.midnights;
	const shown = calendar.lanes.filter((lane) => {
		if (!lane.person) return which !== 'people';
		return which !== 'resources' && (lane.said || lane.id === calendar.me || calendar.entries.some((entry) => entry.people.includes(lane.id)));
	});
	const columns = shown.map((lane): Column => ({
		key: lane.id, name: lane.name, ...wordsOf(lane, from, until, now_ms), lane, from, until,
		entries: calendar.entries.filter((entry) => needs(entry, lane.id)),
		free: freeWithin(lane, from, until, now_ms, calendar.entries.filter((entry) => needs(entry, lane.id)))
	}));
	const rest = calendar.entries.filter((entry) => !shown.some((lane) => needs(entry, lane.id)) && entry.resources.length + entry.people.length === 0);
	return rest.length === 0 ? columns : [...columns, { key: '', name: m.calendar_nobody(), words: '', now: false, lane: null, from, until, entries: rest, free: [] }];
}

/** A week of one lane, or of everything. */
export function weekColumns(calendar: Calendar, lane: string, now_ms: number): Column[] {
	const of = calendar.lanes.find((one) => one.id === lane) ?? null;
	return calendar.midnights.slice(0, -1).map((from, day): Column => {
		const until = calendar.midnights[day + 1] ?? from;
		return {
			key: String(from),
			name: dateFormat({ weekday: 'short', day: 'numeric' }).format(from),
			words: '', now: now_ms >= from && now_ms < until, lane: of, from, until,
			entries: calendar.entries.filter((entry) => within(entry, from, until) && (lane === '' || needs(entry, lane))),
			free: of ? freeWithin(of, from, until, now_ms, calendar.entries.filter((entry) => needs(entry, lane))) : []
		};
	});
}
