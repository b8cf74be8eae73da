// The conditions of a list: which comparisons a field has, what each needs, and how a condition is said. Pure but for the
// locale. Whether a condition makes sense is judged by the core.
import { m } from '$words';
import { OPS, placesOf, kindOf, type Clause, type FieldSchema, type Op, type ViewAsk } from '$lib/api';
import { isOwn } from '$lib/customFields.svelte';
import { readValue } from '$lib/format';
import type { KindView } from '$lib/view';
import { isTags } from './control';

const opWords: Record<Op, () => string> = {
	is: m.records_op_is, is_not: m.records_op_is_not, contains: m.records_op_contains, starts_with: m.records_op_starts_with, is_empty: m.records_op_is_empty,
	is_filled: m.records_op_is_filled, on: m.records_op_on, before: m.records_op_before, after: m.records_op_after, between: m.records_op_between,
	more_than: m.records_op_more_than, less_than: m.records_op_less_than, has_tag: m.records_op_has_tag, has_no_tag: m.records_op_has_no_tag
};

/** Stretches of days that are counted from today whenever the list is read. */
export const stretches: [string, () => string][] = [
	['today', m.records_days_today], ['tomorrow', m.records_days_tomorrow], ['yesterday', m.records_days_yesterday], ['overdue', m.records_days_overdue],
	['this_week', m.records_days_this_week], ['next_week', m.records_days_next_week], ['last_week', m.records_days_last_week], ['next_7_days', m.records_days_next_7],
	['last_30_days', m.records_days_last_30], ['this_month', m.records_days_this_month], ['next_month', m.records_days_next_month], ['last_month', m.records_days_last_month]
];

export const opsOf = (field: FieldSchema | undefined): Op[] => OPS[field?.type ?? 'text'] ?? OPS.text ?? [];

export const opOptions = (field: FieldSchema | undefined): { value: string; label: string }[] => opsOf(field).map((op) => ({ value: op, label: opWords[op]() }));

/** How many values a comparison takes. */
export const valuesNeeded = (op: Op): number => (op === 'is_empty' || op === 'is_filled' ? 0 : op === 'between' ? 2 : 1);

export const complete = (clause: Clause): boolean => {
	const needed = valuesNeeded(clause.op);
	return needed === 0 || (clause.values ?? []).filter((value) => value.trim() !== '').length >= needed;
};

/** Fields that can be asked about. */
export const filterFields = (kind: string): FieldSchema[] => placesOf(kind).filter((field) => opsOf(field).length > 0);

/** Fields that a list can stand in the order of; the organisation's own have no order in the core. */
export const sortFields = (kind: string): FieldSchema[] => placesOf(kind).filter((field) => !isTags(field) && !isOwn(field) && !['long_text', 'stages', 'address'].includes(field.type));

/** Fields that can stand as a column. */
export const columnFields = (kind: string): FieldSchema[] => placesOf(kind).filter((field) => field.key !== kindOf(kind).title && field.type !== 'stages');

export const newClause = (field: FieldSchema): Clause => ({ field: field.key, op: opsOf(field)[0] ?? 'is', values: field.type === 'flag' ? ['yes'] : [] });

function valueWords(field: FieldSchema | undefined, value: string, names: ReadonlyMap<string, string>): string {
	const stretch = stretches.find(([key]) => key === value);
	if (stretch) return stretch[1]();
	if (value === 'me') return m.records_me();
	const choice = field?.choices.find(([key]) => key === value);
	if (choice) return choice[1];
	if (field?.type === 'flag') return value === 'yes' ? m.value_yes() : m.value_no();
	return names.get(value) ?? readValue(value, field?.type ?? 'text');
}

/** "Role contains facilities". */
export function clauseWords(kind: string, clause: Clause, names: ReadonlyMap<string, string>): string {
	const field = placesOf(kind).find((one) => one.key === clause.field);
	const values = (clause.values ?? []).map((value) => valueWords(field, value, names)).join(' – ');
	return [field?.label ?? clause.field, opWords[clause.op](), valuesNeeded(clause.op) === 0 ? '' : values].filter(Boolean).join(' ');
}

const owning = ['owner', 'assignee', 'approver'];

/** The field that says whose a record of this kind is. */
export const ownerField = (kind: string): string | null => owning.find((key) => kindOf(kind).fields.some((field) => field.key === key)) ?? null;

export const mineClause = (kind: string): Clause | null => {
	const field = ownerField(kind);
	return field === null ? null : { field, op: 'is', values: ['me'] };
};

/** Whether two views show the same; an absent part is the same as an empty one. */
export const sameAsk = (a: ViewAsk, b: ViewAsk): boolean => {
	const plain = (ask: ViewAsk) => JSON.stringify([ask.filter ?? [], ask.any ?? false, ask.sort ?? null, ask.columns ?? []]);
	return plain(a) === plain(b);
};

const COLUMNS_AT_FIRST = 5;

/** The columns of a list where nobody chose any: its line of meaning, then what its form asks. */
export function usualColumns(view: KindView): string[] {
	const wanted = [...view.subtitle, ...view.asks.slice(0, COLUMNS_AT_FIRST - 1), ownerField(view.kind) ?? '', ...view.asks];
	const can = new Set(columnFields(view.kind).filter((field) => field.type !== 'long_text').map((field) => field.key));
	return [...new Set(wanted)].filter((key) => can.has(key)).slice(0, COLUMNS_AT_FIRST);
}
