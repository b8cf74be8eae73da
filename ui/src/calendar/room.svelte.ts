// Which days the calendar shows, and how: kept while the window is open, so that coming back loses no place.
import { CalendarDate, parseDate } from '@internationalized/date';
import { dayIn } from '$lib/moments';
import type { Which } from './columns';

export type View = 'day' | 'week' | 'agenda';

/** Empty: today, also after midnight. */
let day = $state('');
let view = $state<View>('day');
let which = $state<Which>('all');
let lane = $state('');

const days: Record<View, number> = { day: 1, week: 7, agenda: 14 };

/** The first day of the week that a day is in; it begins on a Monday. */
function monday(of: CalendarDate): CalendarDate {
	const weekday = (of.toDate('UTC').getUTCDay() + 6) % 7;
	return of.subtract({ days: weekday });
}

export const room = {
	get view(): View { return view; },
	set view(next: View) { view = next; },
	get which(): Which { return which; },
	set which(next: Which) { which = next; },
	get lane(): string { return lane; },
	set lane(next: string) { lane = next; },
	get day(): string { return day; },
	/** The first day that is shown. */
	from(now_ms: number): string {
		const at = parseDate(day || dayIn(0, now_ms));
		return (view === 'week' ? monday(at) : at).toString();
	},
	get days(): number { return days[view]; },
	go(to: string): void { day = to; },
	step(by: number, now_ms: number): void {
		day = parseDate(day || dayIn(0, now_ms)).add({ days: by * (view === 'day' ? 1 : 7) }).toString();
	},
	today(): void { day = ''; }
};
