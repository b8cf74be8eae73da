// What the calendar says of times, steps and rules.
import { m } from '$words';
import { fieldOf, type CalendarEntry, type CalendarLane } from '$lib/api';
import { clock } from '$lib/format';
import { MINUTE } from './layout';

export const timesOf = ({ start, end }: { start: number; end: number }): string => `${clock(start)}–${clock(end)}`;

/** "45 min", "1 h", "1 h 30". */
export function longWords(ms: number): string {
	const minutes = Math.round(ms / MINUTE);
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	if (hours === 0) return m.calendar_minutes({ count: minutes });
	return rest === 0 ? m.calendar_hours({ hours }) : m.calendar_hours_and({ hours, minutes: String(rest).padStart(2, '0') });
}

export const statusWords = (status: string): string => fieldOf('appointment', 'status')?.choices.find(([key]) => key === status)?.[1] ?? status;

/** Who it is for; without anybody, what it is about. */
export const headOf = (entry: CalendarEntry): string => entry.customer || entry.title;

/** What it is about, and what is to be known of it. */
export function linesOf(entry: CalendarEntry): string {
	const told = ['cancelled', 'no_show', 'arrived', 'started', 'done'].includes(entry.status) ? statusWords(entry.status) : '';
	const instead = entry.loses_to === '' ? '' : entry.instead === null ? m.calendar_taken_by({ by: entry.loses_to }) : m.calendar_else({ time: clock(entry.instead) });
	return [told, entry.customer ? entry.title : '', instead].filter(Boolean).join(' · ');
}

export const lanesOf = (entry: CalendarEntry, lanes: readonly CalendarLane[]): string =>
	lanes.filter((lane) => entry.resources.includes(lane.id) || entry.people.includes(lane.id)).map((lane) => lane.name).join(', ');

/** What the grid shows by place and ground only. */
export const asideOf = (entry: CalendarEntry, lanes: readonly CalendarLane[]): string =>
	[timesOf(entry), entry.status === 'booked' || entry.status === 'confirmed' ? statusWords(entry.status) : '', lanesOf(entry, lanes), entry.original ? m.calendar_repeats() : ''].filter(Boolean).join(', ');

/** Everything at once. */
export const readOut = (entry: CalendarEntry, lanes: readonly CalendarLane[]): string => [headOf(entry), linesOf(entry), asideOf(entry, lanes)].filter(Boolean).join(', ');

/** The rules that a form offers; others are kept as they are. */
export const rules = (): { value: string; label: string }[] => [
	{ value: '', label: m.calendar_once() },
	{ value: 'FREQ=DAILY', label: m.calendar_daily() },
	{ value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: m.calendar_weekdays() },
	{ value: 'FREQ=WEEKLY', label: m.calendar_weekly() },
	{ value: 'FREQ=WEEKLY;INTERVAL=2', label: m.calendar_fortnightly() },
	{ value: 'FREQ=MONTHLY', label: m.calendar_monthly() }
];
