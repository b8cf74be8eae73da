// Which fields a tablet shows above the story; the others stand below it. On a desk all stand beside it.
import type { FieldView } from '$lib/api';

const wanted: Record<string, string[]> = {
	contact: ['mobile', 'best_time', 'address', 'owner', 'phone', 'next_follow_up'],
	company: ['phone', 'address', 'owner', 'territory'],
	deal: ['stage', 'amount', 'close_by', 'next_action', 'owner'],
	task: ['due', 'assignee', 'about', 'done'],
	issue: ['triage.status', 'triage.priority', 'assignee', 'clock.resolve_by'],
	approval: ['decision.state', 'amount', 'approver', 'due']
};
const ROOM = 4;

/** The first few of them that are filled in. */
export const atOnce = (kind: string, fields: readonly FieldView[]): FieldView[] =>
	(wanted[kind] ?? []).flatMap((key) => fields.find((field) => field.key === key && field.shown !== '') ?? []).slice(0, ROOM);
