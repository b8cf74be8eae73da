// The platform's formats, each made once: making one takes as long as drawing a whole row of a list. Pure but for the locale.
import { locale } from '$words';

type Make<F, O> = (tag: string, options?: O) => F;

/** Formats of one kind by language and options. There are as many as the window has ways to say a date or an amount. */
function once<F, O>(make: Make<F, O>): (options?: O) => F {
	const made = new Map<string, F>();
	return (options) => {
		const key = options === undefined ? locale.tag : locale.tag + JSON.stringify(options);
		const known = made.get(key);
		if (known !== undefined) return known;
		const format = make(locale.tag, options);
		made.set(key, format);
		return format;
	};
}

export const numberFormat = once<Intl.NumberFormat, Intl.NumberFormatOptions>((tag, options) => new Intl.NumberFormat(tag, options));
export const dateFormat = once<Intl.DateTimeFormat, Intl.DateTimeFormatOptions>((tag, options) => new Intl.DateTimeFormat(tag, options));
export const relativeFormat = once<Intl.RelativeTimeFormat, Intl.RelativeTimeFormatOptions>((tag, options) => new Intl.RelativeTimeFormat(tag, options));

/** From when to when: "22 Sept 2026, 10:00–11:30"; of days from midnight to midnight the days. */
export function stretch(start_ms: number, end_ms: number): string {
	const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
	const midnight = (at_ms: number): boolean => new Date(at_ms).getHours() === 0 && new Date(at_ms).getMinutes() === 0;
	if (midnight(start_ms) && midnight(end_ms) && start_ms < end_ms) return dateFormat(day).formatRange(start_ms, end_ms - 1);
	return dateFormat({ ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatRange(start_ms, end_ms);
}
