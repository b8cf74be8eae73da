// Days and moments as people type them. Pure: the language's tag and today come in. What is read comes out as ISO 8601,
// moments with their zone in brackets (RFC 9557): "2026-11-19T12:00[Europe/London]".
import { CalendarDate, parseDate } from '@internationalized/date';

export type Moment = { day: string; time: string; zone: string };

const ISO = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?(?:\[([^\]]+)\])?$/;

const bare = (words: string): string => words.toLocaleLowerCase().replaceAll('.', '').trim();
const utc = (iso: string): Date => new Date(`${iso}T00:00:00Z`);

/** Today on this device, as ISO. */
export function todayHere(now_ms: number): string {
	const at = new Date(now_ms);
	return new CalendarDate(at.getFullYear(), at.getMonth() + 1, at.getDate()).toString();
}

/** A day that exists, or null. */
function day(year: number, month: number, date: number): string | null {
	const made = month >= 1 && month <= 12 && date >= 1 && year >= 1000 ? new CalendarDate(year, month, date) : null;
	return made && made.day === date && made.month === month ? made.toString() : null;
}

/** Without a year: the one that brings the day nearest to today. */
function nearest(month: number, date: number, today: string): string | null {
	const year = Number(today.slice(0, 4));
	const around = [year - 1, year, year + 1].flatMap((one) => day(one, month, date) ?? []);
	const away = (iso: string): number => Math.abs(utc(iso).getTime() - utc(today).getTime());
	return around.sort((a, b) => away(a) - away(b))[0] ?? null;
}

const fullYear = (typed: string): number => (typed.length === 2 ? 2000 + Number(typed) : Number(typed));

function names(tag: string, options: Intl.DateTimeFormatOptions, many: number, at: (index: number) => Date): string[] {
	const format = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' });
	return Array.from({ length: many }, (_, index) => bare(format.format(at(index))));
}

const months = (tag: string): string[][] =>
	(['long', 'short'] as const).map((month) => names(tag, { month, day: 'numeric' }, 12, (index) => new Date(Date.UTC(2024, index, 1))).map((one) => one.replace(/\d+|\bde\b/gu, '').trim()));

const weekdays = (tag: string): string[][] =>
	(['long', 'short'] as const).map((weekday) => names(tag, { weekday }, 7, (index) => new Date(Date.UTC(2024, 0, 7 + index))));

/** Which of the names is meant: the same, or the only one that begins so (three letters at least). */
function indexIn(lists: string[][], word: string): number {
	const wanted = bare(word);
	for (const list of lists) {
		const at = list.indexOf(wanted);
		if (at >= 0) return at;
	}
	return wanted.length < 3 ? -1 : (lists[0]?.findIndex((name) => name.startsWith(wanted)) ?? -1);
}

function numeric(text: string, tag: string, today: string): string | null {
	const parts = text.split(/[./\-\s]+/u).filter(Boolean);
	if (!parts.every((part) => /^\d{1,4}$/.test(part)) || parts.length < 2 || parts.length > 3) return null;
	const order = new Intl.DateTimeFormat(tag).formatToParts(utc('2026-11-19')).map((part) => part.type).filter((type) => ['day', 'month', 'year'].includes(type));
	const shown = parts[0]?.length === 4 ? ['year', 'month', 'day'] : parts.length === 2 ? order.filter((type) => type !== 'year') : order;
	const of = (type: string): string => parts[shown.indexOf(type)] ?? '';
	if (parts.length === 2) return nearest(Number(of('month')), Number(of('day')), today);
	return day(fullYear(of('year')), Number(of('month')), Number(of('day')));
}

function written(text: string, tag: string, today: string): string | null {
	const words = text.split(/[\s,.]+/u).filter((word) => word !== '' && bare(word) !== 'de');
	const named = words.filter((word) => /\p{L}/u.test(word)).map((word) => indexIn(months(tag), word)).find((index) => index >= 0);
	const figures = words.map((word) => /^(\d{1,4})(?:st|nd|rd|th|er)?$/u.exec(word)?.[1]).filter((one) => one !== undefined);
	const date = figures.find((one) => one.length <= 2);
	if (named === undefined || date === undefined) return null;
	const year = figures.find((one) => one.length === 4);
	return year === undefined ? nearest(named + 1, Number(date), today) : day(Number(year), named + 1, Number(date));
}

/** "2026-11-19", "19/11", "19 Nov", "tomorrow", "Thursday" (the next one): the day as ISO, or null where none is meant. */
export function readDay(text: string, tag: string, today: string): string | null {
	const typed = text.trim();
	if (ISO.test(typed)) return day(Number(typed.slice(0, 4)), Number(typed.slice(5, 7)), Number(typed.slice(8)));
	const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
	for (let away = -2; away <= 14; away += 1) {
		if (bare(relative.format(away, 'day')) === bare(typed)) return parseDate(today).add({ days: away }).toString();
	}
	const weekday = indexIn(weekdays(tag), typed);
	if (weekday >= 0) {
		const ahead = (weekday - utc(today).getUTCDay() + 7) % 7;
		return parseDate(today).add({ days: ahead === 0 ? 7 : ahead }).toString();
	}
	return numeric(typed, tag, today) ?? written(typed, tag, today);
}

/** "Thu 19 Nov"; with its year where that is another. */
export function showDay(iso: string, tag: string, today: string): string {
	if (!ISO.test(iso)) return iso;
	const year = iso.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
	const words = new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC', ...year }).format(utc(iso));
	return oneComma(words);
}

/** Some platforms write "Thu, 19 Nov" where others write "Thu 19 Nov"; a time may follow after a comma, so none stands before. */
const oneComma = (words: string): string => words.replace(/^(\p{L}{2,4}),(?= \d)/u, '$1');

export function momentOf(value: string, zoneHere: string): Moment | null {
	const [, date, time, zone = zoneHere] = MOMENT.exec(value) ?? [];
	return date === undefined || time === undefined ? null : { day: date, time, zone };
}

export const momentValue = ({ day: date, time, zone }: Moment): string => `${date}T${time}[${zone}]`;

const TIME = /(?:^|[\s,T])(\d{1,2})(?:[:h](\d{2})?\s*(am|pm)?|\s*(am|pm))$/iu;

/** A day and a time of day, in any order people type them; one alone keeps the other from `from`. */
export function readMoment(text: string, tag: string, from: Moment): Moment | null {
	const typed = text.trim().replace(/\[[^\]]*\]$/u, '');
	const found = TIME.exec(typed);
	const rest = (found ? typed.slice(0, found.index) : typed).replace(/[,\s]+(?:at|um|à|a las|kl)?$/iu, '').trim();
	const plain = rest.replace(/^\p{L}{2,4}\.?,?\s+(?=\d)/u, ''); // the weekday before a date is only for the eye
	const date = rest === '' ? from.day : (readDay(rest, tag, from.day) ?? readDay(plain, tag, from.day));
	if (date === null) return null;
	if (!found) return { ...from, day: date };
	const half = (found[3] ?? found[4])?.toLowerCase();
	const hour = (Number(found[1]) % (half ? 12 : 24)) + (half === 'pm' ? 12 : 0);
	const minute = Number(found[2] ?? 0);
	if (Number(found[1]) > 24 || minute > 59) return null;
	return { ...from, day: date, time: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` };
}
