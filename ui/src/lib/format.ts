// Numbers, times and people as words, in the person's language. Pure but for the locale: the moment comes in as an argument.
import { locale, m } from '$words';
import { saidChoice } from './api';
import { dateFormat as date, numberFormat, relativeFormat } from './intl';
import { dueWords, momentWords } from './moments';

export const number = (value: number): string => numberFormat().format(value);

/** "2.5 MB", "740 kB", "12 bytes". */
export function bytes(count: number): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
	const step = count < 1_000 ? 0 : count < 999_500 ? 1 : count < 999_950_000 ? 2 : 3;
	return numberFormat({ style: 'unit', unit: units[step], unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step > 1 ? 1 : 0 }).format(count / 1_000 ** step);
}

/** "40 %", of a share from 0 to 1. */
export const percent = (share: number): string => numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(share);

const DAY_MS = 86_400_000;

/** Some platforms write "Thu, 19 Nov" where others write "Thu 19 Nov". */
const oneComma = (words: string): string => words.replace(/^(\p{L}{2,4}),(?= \d)/u, '$1');

function dayOf(at: Date): number {
	return Math.round(new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() / DAY_MS);
}

export function clock(at_ms: number): string {
	return date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at_ms);
}

/** "3:12", "1:02:03". */
export function lengthClock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "12 min 41 s", "3 s", "1 h 2 min". */
export function lengthWords(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	const say = (value: number, unit: string): string => numberFormat({ style: 'unit', unit, unitDisplay: 'short' }).format(value);
	if (hours > 0) return `${say(hours, 'hour')} ${say(minutes, 'minute')}`;
	return minutes > 0 ? `${say(minutes, 'minute')} ${say(rest, 'second')}` : say(rest, 'second');
}

/** "yesterday", "today", "in 2 days". */
export function daysAway(days: number): string {
	return relativeFormat({ numeric: 'auto' }).format(days, 'day');
}

/** Near: "just now", "12 min ago", "today 08:44", "yesterday 17:05", "tomorrow 09:00"; further: "Tue 3 Nov, 10:12". */
export function when(at_ms: number, now_ms: number): string {
	const at = new Date(at_ms);
	const days = dayOf(at) - dayOf(new Date(now_ms));
	const minutes = Math.floor((now_ms - at_ms) / 60_000);
	if (minutes >= -1 && minutes < 1) return m.time_just_now();
	if (minutes >= 1 && minutes < 60) return m.time_minutes_ago({ count: minutes });
	if (minutes < -1 && minutes > -60) return m.time_in_minutes({ count: -minutes });
	if (Math.abs(days) <= 1) return m.time_day_at({ day: daysAway(days), time: clock(at_ms) });
	const sameYear = at.getFullYear() === new Date(now_ms).getFullYear();
	if (!sameYear) return date({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
	return `${oneComma(date({ weekday: 'short', day: 'numeric', month: 'short' }).format(at))}, ${clock(at_ms)}`;
}

/** To the second with its zone, for whoever hovers. */
export function exactly(at_ms: number): string {
	return date({ dateStyle: 'full', timeStyle: 'long' }).format(at_ms);
}

const upper = (words: string): string => words.charAt(0).toLocaleUpperCase(locale.tag) + words.slice(1);

/** The head over a group: "Today", "Yesterday", "Tuesday 3 November", "3 November 2024". */
export function dayHead(at_ms: number, now_ms: number): string {
	const at = new Date(at_ms);
	const days = dayOf(at) - dayOf(new Date(now_ms));
	if (Math.abs(days) <= 1) return upper(daysAway(days));
	const sameYear = at.getFullYear() === new Date(now_ms).getFullYear();
	return upper(date(sameYear ? { weekday: 'long', day: 'numeric', month: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' }).format(at));
}

/** A day in little room: "Tue, Nov 17". */
export const dayShort = (at_ms: number): string => oneComma(date({ weekday: 'short', day: 'numeric', month: 'short' }).format(at_ms));

/** The title of a day: "Tuesday 17 November". */
export const dayTitle = (at_ms: number): string => upper(date({ weekday: 'long', day: 'numeric', month: 'long' }).format(at_ms).replace(/^(\p{L}+), (?=\d)/u, '$1 '));

export function initials(name: string): string {
	const words = name.trim().split(/\s+/u).filter(Boolean);
	const first = words[0]?.[0] ?? '';
	const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
	return (first + last).toUpperCase() || '?';
}

export type Here = { person: string; device: string; /** May change what the organisation has agreed on. */ admin?: boolean };

export const whoWords = (by: string, here: Here): string => (by === here.person ? m.who_you() : by);

export const whereWords = (on: string, here: Here): string => (on === here.device ? m.where_here() : m.where_on({ device: on }));

/** "You, today 08:44, on this device". */
export function whoAndWhen(of: { by: string; on: string; at: number }, here: Here, now_ms: number): string {
	if (of.at === 0) return m.who_nobody();
	const parts = [whoWords(of.by, here), when(of.at, now_ms)];
	if (of.on) parts.push(whereWords(of.on, here));
	return parts.filter(Boolean).join(', ');
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONEY = /^(-?\d{1,13}(?:\.(\d{1,4}))?) ([A-Z]{3})$/;

function dayFrom(iso: string): Date | null {
	const found = ISO_DATE.exec(iso);
	return found ? new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3])) : null;
}

/** "£6,240": cents only where there are some. What is no amount stays as it is. */
export function money(shown: string): string {
	const found = MONEY.exec(shown);
	if (!found) return shown;
	const [, amount, fraction = '', currency = ''] = found;
	const digits = /[1-9]/.test(fraction) ? {} : { maximumFractionDigits: 0 };
	try {
		return numberFormat({ style: 'currency', currency, ...digits }).format(Number(amount));
	} catch {
		return shown; // not a currency that this platform knows
	}
}

/** A value as it is read here: a date with its weekday, an amount with its sign. Anything else stays as the core says it. */
export function readValue(shown: string, type: string): string {
	if (type === 'date') {
		const at = dayFrom(shown);
		return at ? oneComma(date({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at)) : shown;
	}
	if (type === 'moment') return momentWords(shown);
	if (type === 'money') return money(shown);
	if (type === 'whole') return /^-?\d{5,15}$/.test(shown) ? number(Number(shown)) : shown;
	if (type === 'flag') return shown === 'Yes' ? m.value_yes() : shown === 'No' ? m.value_no() : shown;
	return shown;
}

/** A value in a list: as it is read, but a day that is near is said by how far it is. */
export function readInList(kind: string, field: { key: string; type: string } | undefined, shown: string, now_ms: number): string {
	if (!field || shown === '') return shown;
	if (field.type === 'moment') return dueWords(shown, now_ms);
	const day = field.type === 'date' ? dayFrom(shown) : null;
	if (day) {
		const days = dayOf(day) - dayOf(new Date(now_ms));
		if (Math.abs(days) < 7) return daysAway(days);
		const sameYear = day.getFullYear() === new Date(now_ms).getFullYear();
		return oneComma(date({ weekday: 'short', day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(day));
	}
	return readValue(saidChoice(kind, field.key, shown), field.type);
}

const byRegion: Record<string, string> = { GB: 'GBP', US: 'USD', CH: 'CHF', LI: 'CHF' };

/** The currency of a device's region. */
export const currencyOf = (tag: string): string => byRegion[new Intl.Locale(tag).maximize().region ?? ''] ?? 'EUR';

/** A line of meaning as the core joins it, with its days, moments and amounts as people say them. */
export const meaningWords = (subtitle: string, now_ms: number): string => subtitle.split(' · ').map((part) => dueWords(money(part), now_ms)).join(' · ');
