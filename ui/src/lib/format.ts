// Numbers, times and people as words. Pure: the moment comes in as an argument.

export const number = (value: number): string => new Intl.NumberFormat().format(value);

/** "1 change", "12 changes", "1,204 changes". */
export function count(value: number, one: string, many: string = `${one}s`): string {
	return `${number(value)} ${value === 1 ? one : many}`;
}

const DAY_MS = 86_400_000;

function dayOf(at: Date): number {
	return Math.round(new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() / DAY_MS);
}

export function clock(at_ms: number): string {
	return new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at_ms);
}

/** Near: "just now", "12 min ago", "today 08:44", "yesterday 17:05"; further: "Tue 3 Nov, 10:12", "3 Nov 2024". */
export function when(at_ms: number, now_ms: number): string {
	const at = new Date(at_ms);
	const days = dayOf(new Date(now_ms)) - dayOf(at);
	const minutes = Math.floor((now_ms - at_ms) / 60_000);
	if (minutes >= -1 && minutes < 1) return 'just now';
	if (minutes >= 1 && minutes < 60) return `${minutes} min ago`;
	if (days === 0) return `today ${clock(at_ms)}`;
	if (days === 1) return `yesterday ${clock(at_ms)}`;
	const sameYear = at.getFullYear() === new Date(now_ms).getFullYear();
	if (!sameYear) return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
	const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' }).format(at);
	return `${day}, ${clock(at_ms)}`;
}

/** To the second with its zone, for whoever hovers. */
export function exactly(at_ms: number): string {
	return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(at_ms);
}

/** The head over a group of notes: "Today", "Yesterday", "Tuesday 3 November", "3 November 2024". */
export function dayHead(at_ms: number, now_ms: number): string {
	const at = new Date(at_ms);
	const days = dayOf(new Date(now_ms)) - dayOf(at);
	if (days === 0) return 'Today';
	if (days === 1) return 'Yesterday';
	const sameYear = at.getFullYear() === new Date(now_ms).getFullYear();
	return new Intl.DateTimeFormat(
		undefined,
		sameYear ? { weekday: 'long', day: 'numeric', month: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' }
	).format(at);
}

export function initials(name: string): string {
	const words = name.trim().split(/\s+/u).filter(Boolean);
	const first = words[0]?.[0] ?? '';
	const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
	return (first + last).toUpperCase() || '?';
}

export type Here = { person: string; device: string };

export const whoWords = (by: string, here: Here): string => (by === here.person ? 'You' : by);

export const whereWords = (on: string, here: Here): string => (on === here.device ? 'on this device' : `on ${on}`);

/** "You, today 08:44, on this device". */
export function whoAndWhen(of: { by: string; on: string; at: number }, here: Here, now_ms: number): string {
	if (of.at === 0) return 'Nobody has filled this in yet';
	const parts = [whoWords(of.by, here), when(of.at, now_ms)];
	if (of.on) parts.push(whereWords(of.on, here));
	return parts.filter(Boolean).join(', ');
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONEY = /^(-?\d{1,13}(?:\.(\d{1,4}))?) ([A-Z]{3})$/;

/** A value as it is read here: a date with its weekday, an amount with its sign. Anything else stays as the core says it. */
export function readValue(shown: string, type: string): string {
	if (type === 'date') {
		const date = ISO_DATE.exec(shown);
		if (!date) return shown;
		const [, year, month, day] = date;
		const at = new Date(Number(year), Number(month) - 1, Number(day));
		return new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at);
	}
	if (type === 'money') {
		const money = MONEY.exec(shown);
		if (!money) return shown;
		const [, amount, fraction = '', currency = ''] = money;
		const digits = /[1-9]/.test(fraction) ? {} : { maximumFractionDigits: 0 };
		try {
			return new Intl.NumberFormat(undefined, { style: 'currency', currency, ...digits }).format(Number(amount));
		} catch {
			return shown; // not a currency that this platform knows
		}
	}
	return shown;
}
