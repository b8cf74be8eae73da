import { describe, expect, test } from 'vitest';
import { gestureWords } from './words';

const line = (part: object) => ({ gesture: 'G', words: 'As it was written down', act: '', kind: '', title: '', fields: [], at: 1, changes: 1, undone: false, ...part });

describe('what was done', () => {
	test.each([
		['an act on one record', { act: 'Changed', kind: 'deal', title: 'Steam line', fields: ['stage'] }, 'Changed deal: Steam line, Stage'],
		['one without a field', { act: 'Created', kind: 'contact', title: 'Ana' }, 'Created person: Ana'],
		['a larger act that is always the same', { act: 'set_up' }, 'Set this device up'],
		['one that has no words here', {}, 'As it was written down']
	])('%s', (_, part, words) => expect(gestureWords(line(part))).toBe(words));
});
