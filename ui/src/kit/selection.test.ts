import { expect, test } from 'vitest';
import { Selection } from './selection.svelte';

const rows = ['a', 'b', 'c', 'd'];
const idAt = (index: number): string | undefined => rows[index];

test('a range reaches from the last row touched, in either direction', () => {
	const selection = new Selection();
	selection.toggle(2, idAt);
	selection.toggle(0, idAt, true);
	expect([...selection.ids].sort()).toEqual(['a', 'b', 'c']);
});

test('a range that ends on a ticked row unticks', () => {
	const selection = new Selection();
	selection.set(rows);
	selection.toggle(1, idAt);
	selection.toggle(3, idAt, true);
	expect([...selection.ids]).toEqual(['a']);
});

test('a range from nowhere is one row, and a row that is not there is none', () => {
	const selection = new Selection();
	selection.toggle(1, idAt, true);
	selection.toggle(9, idAt);
	expect([...selection.ids]).toEqual(['b']);
});
