import { expect, test } from 'vitest';
import { OPS, type Row } from '$lib/api';
import { ownFields } from '$lib/customFields.svelte';
import { clauseWords, columnFields, complete, filterFields, mineClause, opOptions, ownerField, sameAsk, sortFields } from './filters';

const names = new Map([['C1', 'Elmfield Clinic']]);

test.each([
	[{ field: 'role', op: 'contains', values: ['facilities'] }, 'Role contains facilities'],
	[{ field: 'company', op: 'is', values: ['C1'] }, 'Company is Elmfield Clinic'],
	[{ field: 'owner', op: 'is', values: ['me'] }, 'Owner is me'],
	[{ field: 'next_follow_up', op: 'on', values: ['next_7_days'] }, 'Next follow-up on or in the next 7 days'],
	[{ field: 'email', op: 'is_empty', values: [] }, 'Email is empty'],
	[{ field: 'lead', op: 'is_not', values: ['customer'] }, 'Lead status is not Customer']
] as const)('%j is said as %s', (clause, words) => expect(clauseWords('contact', { ...clause, values: [...clause.values] }, names)).toBe(words));

test('a condition is asked only when its values are there', () => {
	expect(complete({ field: 'revenue', op: 'between', values: ['1', ''] })).toBe(false);
	expect(complete({ field: 'revenue', op: 'between', values: ['1', '2'] })).toBe(true);
	expect(complete({ field: 'email', op: 'is_filled' })).toBe(true);
});

test('every field of every type has comparisons with words', () => {
	for (const field of filterFields('deal')) expect(opOptions(field).every((one) => one.label !== '')).toBe(true);
	for (const type of Object.keys(OPS)) expect(OPS[type]?.length).toBeGreaterThan(0);
});

test('mine is what I own, or what is assigned to me', () => {
	expect(mineClause('contact')).toEqual({ field: 'owner', op: 'is', values: ['me'] });
	expect(ownerField('task')).toBe('assignee');
	expect(ownerField('note')).toBeNull();
});

test('an absent part of a view is the same as an empty one', () => expect(sameAsk({ filter: [] }, { filter: [], any: false, sort: null, columns: [] })).toBe(true));

test('a field of the organisation can be asked about and stand as a column, but orders nothing', () => {
	ownFields.take([{ id: '01ARZ3', title: 'Gate code', fields: { for_kind: 'contact', type: 'text' } } as unknown as Row]);
	const keys = (fields: { key: string }[]) => fields.map((field) => field.key).filter((key) => key === 'x_01arz3').length;
	expect([keys(filterFields('contact')), keys(columnFields('contact')), keys(sortFields('contact')), keys(filterFields('company'))]).toEqual([1, 1, 0, 0]);
	expect(clauseWords('contact', { field: 'x_01arz3', op: 'contains', values: ['47'] }, names)).toBe('Gate code contains 47');
	ownFields.take([]);
});
