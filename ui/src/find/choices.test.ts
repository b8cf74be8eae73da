import { expect, test } from 'vitest';
import { around, group } from './choices';

const hit = (title: string, matched = '') => ({ id: title, kind: 'contact', title, subtitle: '', matched, at: 0, snippet: '' });

test('names come first, deeds next, mentions last', () => {
	const groups = group([hit('Ana'), hit('Ben', 'Note')], [{ words: 'New person' }, { words: 'Manage' }], 'an');
	expect(groups.map((one) => one.title)).toEqual(['Go to', 'Do', 'Mentioned in']);
	expect(groups[1]?.choices.map((choice) => choice.deed)).toEqual(['Manage']);
});

test('without a text only deeds are offered', () => {
	expect(group([], [{ words: 'New person' }], '').map((one) => one.title)).toEqual(['Do']);
});

test('the found part is marked where it stands, whatever its case', () => {
	expect(around('Avonmouth', 'MOUTH')).toEqual(['Avon', 'mouth', '']);
	expect(around('Avonmouth', 'x')).toEqual(['Avonmouth', '', '']);
});
