import { afterEach, expect, test } from 'vitest';
import { locale } from '$words';
import { leftWords } from './acts';
import { problemWords } from './problems';

afterEach(() => (locale.choice = 'system'));

test('an undo that came to nothing says of whom, and why', () => {
	const failure = { code: 'refused' as const, message: '', detail: 'kept\tfields\tcontact\tmobile\tAna' };
	locale.choice = 'en';
	expect(problemWords(failure)).toBe('Nothing was undone. Ana was left as it is: Mobile was changed since.');
	locale.choice = 'de';
	expect(problemWords(failure)).toBe('Nichts wurde rückgängig gemacht. Ana blieb, wie es ist: Mobil wurde seitdem geändert.');
});

test('what an undo and a rewind have left is said', () => {
	locale.choice = 'en';
	const kept = [{ kind: 'contact', title: '', why: 'changed_since', fields: [] }];
	expect(leftWords({ changed: 1, kept, later: 2, gesture: 'G' })).toBe('Without a name was left as it is: it was changed since. 2 later changes were left as they are.');
	expect(leftWords({ changed: 1, kept: [], later: 0, gesture: 'G' })).toBe('');
});
