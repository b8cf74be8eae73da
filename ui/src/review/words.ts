// A decision in words: what is asked, why a person is asked, what is at stake and by when. Pure but for the locale.
import { fieldOf, kindOf, saidChoice, type Decision, type ReviewLine, type Side } from '$lib/api';
import { readValue } from '$lib/format';
import { fieldKey, inSentence } from '$lib/labels';
import { dueWords } from '$lib/moments';
import { clockOffWords } from '$lib/rules';
import { sumWords } from '$lib/sums';
import { m, wordOr } from '$words';

/** What a field is called; a group by its own name, an organisation's own field as the core calls it. */
export function fieldLabel(kind: string, field: string, label = ''): string {
	const declared = kindOf(kind).fields.find((one) => one.key === field);
	return fieldOf(kind, field)?.label ?? wordOr(fieldKey(kind, field), declared?.label ?? label);
}

/** "Avonmouth Cold Store: which stage?" */
export function question(kind: string, name: string, decision: Pick<Decision, 'field' | 'label'>): string {
	const title = name || m.value_unnamed();
	if (decision.field === 'life') return m.review_keep_or_delete({ name: title });
	if (decision.field === 'proposal') return m.review_take_over({ name: title });
	return m.review_which({ name: title, field: inSentence(fieldLabel(kind, decision.field, decision.label)) });
}

const whys: Record<string, () => string> = {
	stage: m.review_why_stage,
	money: m.review_why_money,
	person: m.review_why_person,
	link: m.review_why_link,
	time: m.review_why_time,
	text: m.review_why_text,
	together: m.review_why_together,
	choice: m.review_why_choice,
	life: m.review_why_life,
	proposal: m.review_why_proposal,
	other: m.review_why_other
};

export const whyWords = (why: string): string => (whys[why] ?? m.review_why_other)();

/** A value as it is read here. */
export function valueWords(kind: string, decision: Pick<Decision, 'field' | 'kind'>, shown: string): string {
	if (decision.field === 'life') return shown === 'deleted' ? m.review_life_deleted() : m.review_life_alive();
	return readValue(saidChoice(kind, decision.field, shown), decision.kind) || m.value_empty();
}

/** "Stage, Close date", or what else is open. */
export function openWords(line: ReviewLine): string {
	const fields = line.fields.map((field) => (field === 'life' ? m.review_deleted_by_one() : fieldLabel(line.kind, field)));
	return [...fields, ...(line.proposals > 0 ? [m.review_proposals({ count: line.proposals })] : [])].join(', ');
}

/** "Stage · £38,400". */
export const meaningOf = (line: ReviewLine): string => [openWords(line), sumWords(line.amounts)].filter(Boolean).join(' · ');

export const dueOf = (line: ReviewLine, now_ms: number): string => (line.due ? dueWords(line.due, now_ms) : '');

/** A clock that is off by less counts as right. */
const RIGHT_MS = 2_000;

/** How far a device's clock was off when it wrote, where that is known and more than anybody would call right. */
export function clockError(side: Pick<Side, 'at' | 'counted' | 'held'>): string {
	if (side.at === null || !side.held) return '';
	const off = side.at - side.counted;
	return Math.abs(off) < RIGHT_MS ? '' : clockOffWords(off);
}
