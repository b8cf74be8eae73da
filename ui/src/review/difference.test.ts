import { expect, test } from 'vitest';
import { difference } from './difference';

const marked = (text: string, other: string): string => difference(text, other).map((piece) => (piece.differs ? `[${piece.text}]` : piece.text)).join('');

test.each([
	['07700 900 371', '07700 900 317', '07700 900 [371]'],
	['Approval', 'Lost', '[Approval]'],
	['Ring twice. Key with Ilse.', 'Ring twice. Key at reception.', 'Ring twice. Key [with Ilse].'],
	['Two pumps', 'Two pumps and a valve', 'Two pumps'],
	['Two pumps and a valve', 'Two pumps', 'Two pumps[ and a valve]'],
	['the same', 'the same', 'the same'],
	['', 'Lost', '']
])('of %j beside %j only what differs is marked', (text, other, expected) => {
	expect(marked(text, other)).toBe(expected);
});
