// A hint while a passphrase is chosen. The rule itself (its least length) is the core's; this only encourages more.

export const LEAST_CHARACTERS = 8;

export type Strength = { level: 0 | 1 | 2 | 3; words: string };

export function strengthOf(passphrase: string): Strength {
	const letters = [...passphrase.normalize('NFKC')];
	if (letters.length === 0) return { level: 0, words: `At least ${LEAST_CHARACTERS} characters. Four unrelated words are strong and easy to type.` };
	const missing = LEAST_CHARACTERS - letters.length;
	if (missing > 0) return { level: 0, words: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.` };
	const different = new Set(letters).size;
	if (different < 5) return { level: 1, words: 'Weak: nearly the same character throughout. Use words.' };
	if (letters.length < 12) return { level: 1, words: 'Enough, but short. Each further word makes it far harder to guess.' };
	if (letters.length < 20) return { level: 2, words: 'Good.' };
	return { level: 3, words: 'Strong.' };
}
