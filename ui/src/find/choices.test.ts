import { expect, test } from 'vitest';
import { around, group } from './choices';

const hit = (title: string, matched = '') => ({ id: title, kind: 'contact', title, subtitle: '', matched, at: 0, snippet: '', mark: 'saved' as const });

test('names come first, deeds next, mentions last', () => {
	const groups = group([hit('Ana')], [{ words: 'New person' }, { words: 'Manage' }], [hit('Ben', 'Note')], 'an');
	expect(groups.map((one) => one.title)).toEqual(['Go to', 'Do', 'Mentioned in']);
	expect(groups[1]?.choices.map((choice) => choice.deed)).toEqual(['Manage']);
});

test('without a text only deeds are offered', () => {
	expect(group([], [{ words: 'New person' }], [], '').map((one) => one.title)).toEqual(['Do']);
});

test('what can be done about a record is offered for the first one found', () => {
	const log = { words: 'Log a call', aside: (name: string) => `with ${name}` };
	const groups = group([hit('Avonmouth'), hit('Avon')], [log, { words: 'Approve', aside: () => '', about: ['deal'] }], [], 'avon');
	expect(groups[1]?.choices).toEqual([{ key: 'Log a call', deed: 'Log a call', about: hit('Avonmouth') }]);
});

test('the found part is marked where it stands, whatever its case', () => {
	expect(around('Avonmouth', 'MOUTH')).toEqual(['Avon', 'mouth', '']);
	expect(around('Avonmouth', 'x')).toEqual(['Avonmouth', '', '']);
});
