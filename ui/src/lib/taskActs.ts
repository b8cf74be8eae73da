// What can be done to a task wherever it is shown, each with its undo.
import { m } from '$words';
import { act } from './acts';
import { api, fieldOf, saidChoice, wordsOf, type Row } from './api';
import { clock } from './format';
import { dateFormat } from './intl';
import { dayIn, momentAt } from './moments';
import { goOutside } from './outside';
import { toasts } from './toasts.svelte';

export type TaskRef = { id: string; title: string };

const tokenOf = async (id: string): Promise<string> => (await api.card(id)).token;

export const complete = (task: TaskRef) => act(m.tasks_done_it({ name: task.title }), async () => api.completeTask(task.id, await tokenOf(task.id), null));

export const reopen = (task: TaskRef) => act(m.tasks_open_again({ name: task.title }), async () => api.editRecord(task.id, await tokenOf(task.id), { done: 'no' }, null));

export const snooze = (task: TaskRef, until: string, words: string) =>
	act(m.tasks_snoozed_it({ name: task.title, until: words }), async () => api.snoozeTask(task.id, await tokenOf(task.id), until));

export type Later = { words: string; aside: string; until: string };

const HALF_HOUR_MS = 1_800_000;

/** Later today (in three hours, while that is still today's work), tomorrow, next Monday. On a Sunday the last two are one. */
export function laters(now_ms: number): Later[] {
	const soon = Math.ceil((now_ms + 6 * HALF_HOUR_MS) / HALF_HOUR_MS) * HALF_HOUR_MS;
	const toMonday = ((8 - new Date(now_ms).getDay()) % 7) || 7;
	const today = new Date(soon).getDate() === new Date(now_ms).getDate() && new Date(soon).getHours() < 21;
	return [
		...(today ? [{ words: m.tasks_later_today(), aside: clock(soon), until: momentAt(soon) }] : []),
		{ words: m.tasks_tomorrow(), aside: dayWord(1, now_ms), until: dayIn(1, now_ms) },
		...(toMonday > 1 ? [{ words: m.tasks_next_week(), aside: dayWord(toMonday, now_ms), until: dayIn(toMonday, now_ms) }] : [])
	];
}

const dayWord = (days: number, now_ms: number): string => weekday(new Date(`${dayIn(days, now_ms)}T12:00`));
const weekday = (at: Date): string => dateFormat({ weekday: 'short', day: 'numeric', month: 'short' }).format(at);

/** The number of a person or company, or of whom a task is about; empty where there is none on this device. */
async function numberOf(id: string): Promise<string> {
	const card = await api.card(id);
	const value = (key: string) => card.fields.find((field) => field.key === key)?.value ?? '';
	const own = value('mobile') || value('phone');
	if (own !== '') return own;
	const next = [value('promised_to'), value('about'), value('contact'), value('company')].find((one) => one !== '' && one !== id);
	return next === undefined ? '' : numberOf(next);
}

/** Hands the number to the device's own telephone. */
export async function call(record: TaskRef): Promise<void> {
	try {
		const number = await numberOf(record.id);
		if (number === '') toasts.said(m.tasks_no_number(), m.tasks_no_number_then());
		else await goOutside({ way: 'call', text: number });
	} catch (error) {
		toasts.failed(wordsOf(error));
	}
}

/** Whether a task's row is a call; the core shows the choice in English. */
export function isCall(row: Row): boolean {
	const words = fieldOf('task', 'what')?.choices.find(([key]) => key === 'call')?.[1];
	return words !== undefined && saidChoice('task', 'what', row.fields.what ?? '') === words;
}
