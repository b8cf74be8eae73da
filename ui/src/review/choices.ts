// The choices that stand under a decision, with the key of each. Pure.
import type { Choice, Decision } from '$lib/api';

export type Pick = { key: string; choice: Choice; /** Whose value it keeps; empty for all of them or none. */ change: string; /** The value; after an undo two of them stand by one change. */ value: string };

/** One for each value, then what is beside them: all of them together, or what they started from. A proposal is taken over or not. */
export function choicesOf(decision: Omit<Decision, 'label' | 'rule' | 'why' | 'kind'>): Pick[] {
	const sides = decision.sides.map((side, index): Pick => ({ key: String(index + 1), choice: 'keep', change: side.change, value: side.value }));
	const next = String(sides.length + 1);
	if (decision.field === 'proposal') return [...sides, { key: next, choice: 'before', change: sides[0]?.change ?? '', value: '' }];
	if (decision.both !== null) return [...sides, { key: next, choice: 'both', change: '', value: '' }];
	if (decision.before !== null) return [...sides, { key: next, choice: 'before', change: '', value: '' }];
	return sides;
}
