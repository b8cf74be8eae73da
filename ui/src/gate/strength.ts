// A hint while a passphrase is chosen. The rule itself (its least length) is the core's; this only encourages more.
import { m } from '$words';

export const LEAST_CHARACTERS = 8;

export type Strength = { level: 0 | 1 | 2 | 3; words: string };

export function strengthOf(passphrase: string): Strength {
	const letters = [...passphrase.normalize('NFKC')];
	if (letters.length === 0) return { level: 0, words: m.strength_start({ least: LEAST_CHARACTERS }) };
	const missing = LEAST_CHARACTERS - letters.length;
	if (missing > 0) return { level: 0, words: m.strength_missing({ count: missing }) };
	const different = new Set(letters).size;
	if (different < 5) return { level: 1, words: m.strength_same() };
	if (letters.length < 12) return { level: 1, words: m.strength_short() };
	if (letters.length < 20) return { level: 2, words: m.strength_good() };
	return { level: 3, words: m.strength_strong() };
}
