import { expect, test } from 'vitest';
import { pieces } from './pieces';

test('what was understood is cut out, and nothing is lost', () => {
	const text = 'call Ana tue 9am #vip';
	const cut = pieces(text, [{ start: 0, end: 4, meaning: 'what' }, { start: 5, end: 8, meaning: 'about' }, { start: 9, end: 16, meaning: 'due' }, { start: 17, end: 21, meaning: 'tag' }]);
	expect(cut.map((piece) => piece.text).join('')).toBe(text);
	expect(cut.filter((piece) => piece.meaning).map((piece) => piece.text)).toEqual(['call', 'Ana', 'tue 9am', '#vip']);
});

test('spans of a longer text that was deleted since mark nothing', () => {
	expect(pieces('call', [{ start: 5, end: 8, meaning: 'about' }])).toEqual([{ text: 'call', meaning: null }]);
});
