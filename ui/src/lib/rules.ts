// The rule of a field in a sentence, and how far a clock was off. Pure but for the locale.
import { m } from '$words';

const rules: Record<string, () => string> = {
	latest: m.review_rule_latest,
	field_first: m.review_rule_field_first,
	union: m.review_rule_union,
	text: m.review_rule_text,
	review: m.review_rule_review
};

/** Empty for a rule that this window does not know. */
export const ruleWords = (rule: string): string => rules[rule]?.() ?? '';

const MINUTE_S = 60;

/** "its clock was 3 minutes ahead"; empty for less than a second. */
export function clockOffWords(off_ms: number): string {
	const seconds = Math.round(Math.abs(off_ms) / 1_000);
	if (seconds === 0) return '';
	const amount = seconds < 2 * MINUTE_S ? m.review_seconds({ count: seconds }) : m.review_minutes({ count: Math.round(seconds / MINUTE_S) });
	return off_ms > 0 ? m.review_clock_ahead({ amount }) : m.review_clock_behind({ amount });
}
