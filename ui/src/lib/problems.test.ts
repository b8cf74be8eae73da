import { describe, expect, test } from 'vitest';
import type { Failure } from './api';
import { problemWords, rowProblem } from './problems';

const failure = (code: Failure['code'], detail: string | null): Failure => ({ code, message: 'Mobile: as the core says it.', detail });

describe('what went wrong', () => {
	test.each([
		['a text that is no value of its field, by field and reason', failure('invalid', 'contact mobile phone_short'), 'Mobile: that is too short for a telephone number.'],
		['a field of the organisation’s own, called as the core calls it', failure('invalid', 'contact x_1 whole'), 'Mobile: that is not a whole number, such as 250.'],
		['a reason that this window does not know, in the core’s words', failure('invalid', 'contact mobile of_tomorrow'), 'Mobile: as the core says it.'],
		['what nobody may', failure('refused', 'not-asked'), 'Only whoever was asked may decide this. Ask for the decision there.'],
		['a passphrase that is not the one', failure('wrong_passphrase', 'key'), 'This passphrase does not open the key. Check the keyboard layout and capital letters, and try again.'],
		['a full disk while saving', failure('disk_full', 'save'), 'The disk is full. This was not saved; free some space and save again.'],
		['the same code without a detail, in the core’s words', failure('disk_full', null), 'Mobile: as the core says it.']
	])('%s', (_, said, words) => expect(problemWords(said)).toBe(words));

	test('a row that is not taken says why in the person’s language', () => {
		expect(rowProblem({ why: 'x', detail: 'no_name' })).toBe('It has no name.');
		expect(rowProblem({ why: 'x', detail: 'contact email email_no_at' })).toBe('Email: there is no @ in this e-mail address.');
		expect(rowProblem({ why: 'Line 4 cannot be read', detail: '' })).toBe('Line 4 cannot be read');
	});
});
