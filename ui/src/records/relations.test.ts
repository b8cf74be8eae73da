import { expect, test } from 'vitest';
import { readRelation, relationChoices, relationFields } from './relations';

test('a usual relation reads properly from both ends', () => {
	expect([readRelation('reports to', true), readRelation('reports to', false)]).toEqual(['Reports to', 'Manages']);
	expect([readRelation('Works with', true), readRelation('works with', false)]).toEqual(['Works with', 'Works with']);
});

test("a person's own words read from their own end; the other end is told in whole", () => {
	expect([readRelation('brother of', true), readRelation('brother of', false)]).toEqual(['brother of', null]);
});

test('what is begun at the other end is the same relation', () => {
	expect(relationFields('ANNEKE', '<reports to', 'ILSE')).toEqual({ one: 'ILSE', how: 'reports to', other: 'ANNEKE' });
	expect(relationFields('ANNEKE', 'neighbour of ', 'ILSE')).toEqual({ one: 'ANNEKE', how: 'neighbour of', other: 'ILSE' });
	expect(relationChoices().map((one) => one.value)).toContain('<reports to');
});
