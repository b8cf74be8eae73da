// What differs between two values, so that only that is marked. Pure.

export type Piece = { text: string; differs: boolean };

/** Words, figures in a row, the spaces between them. */
const pieces = (text: string): string[] => text.match(/\p{L}+|\p{N}+|\s+|[^\p{L}\p{N}\s]+/gu) ?? [];

const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b;

/** `text` with what it does not share with `other` marked: what both begin and end with stays plain. */
export function difference(text: string, other: string): Piece[] {
	if (text === other || text === '') return text === '' ? [] : [{ text, differs: false }];
	const [mine, theirs] = [pieces(text), pieces(other)];
	let from = 0;
	while (same(mine[from], theirs[from])) from += 1;
	let end = 0;
	while (end < mine.length - from && end < theirs.length - from && same(mine.at(-1 - end), theirs.at(-1 - end))) end += 1;
	const parts: Piece[] = [
		{ text: mine.slice(0, from).join(''), differs: false },
		{ text: mine.slice(from, mine.length - end).join(''), differs: true },
		{ text: end === 0 ? '' : mine.slice(-end).join(''), differs: false }
	];
	return parts.filter((part) => part.text !== '');
}
