import { expect, test } from 'vitest';
import { columns, unsaved } from './waveform';

test('a column is as high as the highest stroke that it stands for, and none is left out', () => {
	expect(columns([1, 2, 3], 5)).toEqual([1, 2, 3]);
	expect(columns([1, 9, 3, 4, 5, 0], 3)).toEqual([9, 4, 5]);
	expect(columns(Array.from({ length: 1000 }, (_, index) => (index === 777 ? 100 : 1)), 7).filter((column) => column === 100)).toHaveLength(1);
});

test('what is heard and not saved yet is told in tenths of a second', () => {
	expect(unsaved(763_000, 762_400)).toBe(6);
	expect(unsaved(500, 500)).toBe(0);
	expect(unsaved(400, 500)).toBe(0);
});
