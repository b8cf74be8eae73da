// What is due, in the order of the day: what is late, then the hours with what has one, then what may be done at any time.
import { m } from '$words';
import { fieldOf, saidChoice, type Today, type TodayRow } from '$lib/api';
import { instantOf, isTimed } from '$lib/moments';
import { isCall } from '$lib/taskActs';

export type DueItem = {
	id: string;
	kind: 'task' | 'contact' | 'issue';
	title: string;
	words: string;
	due: string;
	/** A call, or a person to be called: the telephone stands beside it. */
	call: boolean;
	overdue: boolean;
	mark: TodayRow['row']['mark'];
};

export type DueGroups = { late: DueItem[]; hours: DueItem[]; any: DueItem[] };

const said = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ');

function item(kind: DueItem['kind'], { row, due, overdue }: TodayRow, words: string, call: boolean): DueItem {
	return { id: row.id, kind, title: row.title || m.value_unnamed(), words, due, call, overdue, mark: row.mark };
}

function taskWords({ fields }: TodayRow['row']): string {
	const repeats = fields.repeats ? saidChoice('task', 'repeats', fields.repeats) : '';
	return said(fields.promised_to ? m.today_promised_to({ name: fields.promised_to }) : '', fields.about === fields.promised_to ? '' : fields.about, repeats);
}

export function dueItems(today: Today): DueItem[] {
	return [
		...today.tasks.map((one) => item('task', one, taskWords(one.row), isCall(one.row))),
		...today.follow_ups.map((one) => item('contact', one, said(m.today_follow_up(), one.row.fields.role, one.row.fields.company), true)),
		...today.issues.map((one) =>
			item('issue', one, said(fieldOf('issue', 'triage.priority') && saidChoice('issue', 'triage.priority', one.row.fields['triage.priority'] ?? ''), one.row.fields.company ?? one.row.fields.contact), false)
		)
	];
}

/** `today` is the core's: the day that its lists are of. */
export function inOrder(items: readonly DueItem[], today: string): DueGroups {
	const at = (one: DueItem): number => instantOf(one.due) ?? Number.MAX_SAFE_INTEGER;
	const sorted = [...items].sort((a, b) => at(a) - at(b));
	const late = (one: DueItem): boolean => one.overdue && one.due.slice(0, 10) < today;
	return {
		late: sorted.filter(late),
		hours: sorted.filter((one) => !late(one) && isTimed(one.due)),
		any: sorted.filter((one) => !late(one) && !isTimed(one.due))
	};
}
