// Why a value is this one: each line of what is known of the change that wrote it. Pure but for the locale.
import type { Step } from '$lib/api';
import { exactly, number } from '$lib/format';
import { m } from '$words';

const rules: Record<string, () => string> = {
	latest: m.review_rule_latest,
	field_first: m.review_rule_field_first,
	union: m.review_rule_union,
	text: m.review_rule_text,
	review: m.review_rule_review
};

/** By how much the device's clock was off, in words; empty where that is not known, or nothing. */
function clockOff(step: Pick<Step, 'at' | 'counted' | 'position'>): string {
	if (step.position === null) return m.history_clock_unknown();
	const seconds = Math.round((step.at - step.counted) / 1_000);
	if (seconds === 0) return m.history_clock_right();
	const amount = m.review_seconds({ count: Math.abs(seconds) });
	return seconds > 0 ? m.review_clock_ahead({ amount }) : m.review_clock_behind({ amount });
}

/** Label and words, in the order in which somebody asks. */
export function whyLines(step: Step, read: (shown: string) => string): [string, string][] {
	const lines: [string, string][] = [
		[m.history_device_clock(), exactly(step.at)],
		[m.history_clock_error(), clockOff(step)],
		[m.history_counted(), step.position === null ? m.history_no_server() : exactly(step.counted)],
		[m.history_position(), step.position === null ? '' : number(step.position)],
		[m.history_rule(), rules[step.rule]?.() ?? ''],
		[m.history_gave_way(), step.lost.map((value) => read(value) || m.value_empty()).join(', ')],
		[m.history_change(), step.change]
	];
	return lines.filter(([, words]) => words !== '');
}
