// Why a value is this one: each line of what is known of the change that wrote it. Pure but for the locale.
import type { Step } from '$lib/api';
import { exactly, number } from '$lib/format';
import { clockOffWords, ruleWords } from '$lib/rules';
import { m } from '$words';

/** Label and words, in the order in which somebody asks; `read` says a value as it is read here. */
export function whyLines(step: Step, read: (shown: string) => string): [string, string][] {
	const held = step.position !== null;
	const lines: [string, string][] = [
		[m.history_device_clock(), exactly(step.at)],
		[m.history_clock_error(), held ? clockOffWords(step.at - step.counted) || m.history_clock_right() : m.history_clock_unknown()],
		[m.history_counted(), held ? exactly(step.counted) : m.history_no_server()],
		[m.history_position(), step.position === null ? '' : number(step.position)],
		[m.history_rule(), ruleWords(step.rule)],
		[m.history_gave_way(), step.lost.map((value) => read(value) || m.value_empty()).join(', ')],
		[m.history_change(), step.change]
	];
	return lines.filter(([, words]) => words !== '');
}
