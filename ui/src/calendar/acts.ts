// What can be done to an appointment wherever it is shown, each with its undo.
import { m } from '$words';
import { act } from '$lib/acts';
import { api, type CalendarEntry, type MoveAsk, type Saved } from '$lib/api';
import { clock } from '$lib/format';
import { momentAt } from '$lib/moments';
import { headOf, statusWords } from './words';

type Change = { start?: number; minutes?: number; resources?: string[]; people?: string[]; following?: boolean };

export const askOf = (entry: CalendarEntry, token: string, change: Change): MoveAsk => ({
	appointment: entry.id, original: entry.original, token, following: change.following ?? false, start: change.start === undefined ? '' : momentAt(change.start),
	minutes: change.minutes ?? 0, resources: change.resources ?? null, people: change.people ?? null
});

export const move = (entry: CalendarEntry, token: string, change: Change): Promise<Saved | null> =>
	act(change.start === undefined ? m.calendar_changed_it({ name: headOf(entry) }) : m.calendar_moved_it({ name: headOf(entry), time: clock(change.start) }), () => api.moveAppointment(askOf(entry, token, change)));

export const step = (entry: CalendarEntry, token: string, status: string, outcome = '', following = false): Promise<Saved | null> =>
	act(m.calendar_step_done({ name: headOf(entry), status: statusWords(status) }), () =>
		api.stepAppointment({ appointment: entry.id, original: entry.original, token, following, status, outcome })
	);

/** The steps that lead on from a status, the likeliest first. */
export const stepsFrom = (status: string): string[] =>
	({
		booked: ['confirmed', 'arrived', 'no_show', 'cancelled'],
		confirmed: ['arrived', 'no_show', 'cancelled'],
		arrived: ['started', 'done', 'cancelled'],
		started: ['done'],
		done: ['started'],
		cancelled: ['booked'],
		no_show: ['arrived', 'booked']
	})[status] ?? [];

/** The letters that do a step. */
export const stepKeys: Record<string, string> = { c: 'confirmed', a: 'arrived', s: 'started', d: 'done', x: 'no_show' };
