import { expect, test } from 'vitest';
import type { Side } from '$lib/api';
import { choicesOf } from './choices';

const side = (change: string): Side => ({ change, value: change, shown: change, by: 'Mara', on: 'laptop', at: 1, counted: 1, held: true, looked_at: null, also: [] });
const open = { field: 'stage', sides: [side('A'), side('B')], before: null, both: null };
const said = (decision: Parameters<typeof choicesOf>[0]) => choicesOf(decision).map((pick) => `${pick.key} ${pick.choice} ${pick.change}`.trim());

test('each value has a key, and what is beside them the next one', () => {
	expect(said(open)).toEqual(['1 keep A', '2 keep B']);
	expect(said({ ...open, before: 'Proposal' })).toEqual(['1 keep A', '2 keep B', '3 before']);
	expect(said({ ...open, before: 'Proposal', both: 'A and B' })).toEqual(['1 keep A', '2 keep B', '3 both']);
	expect(said({ ...open, sides: [side('A'), side('B'), side('C')], before: 'Proposal' })).toEqual(['1 keep A', '2 keep B', '3 keep C', '4 before']);
});

test('a proposal is taken over or left, by its own change', () => {
	expect(said({ ...open, field: 'proposal', sides: [side('P')] })).toEqual(['1 keep P', '2 before P']);
});
