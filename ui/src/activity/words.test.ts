import { afterEach, describe, expect, test } from 'vitest';
import type { Larger } from '$lib/api';
import { largerWords } from '$lib/larger';
import { locale } from '$words';
import { gestureWords } from './words';

const line = (part: object) => ({ gesture: 'G', act: '', kind: '', title: '', fields: [], larger: null, at: 1, changes: 1, undone: false, ...part });
const larger = (part: Partial<Larger>): Larger => ({ act: '', counts: [], names: [], fields: [], words: '', ...part });

afterEach(() => (locale.choice = 'system'));

describe('what was done', () => {
	test.each([
		['an act on one record', { act: 'Changed', kind: 'deal', title: 'Steam line', fields: ['stage'] }, 'Changed deal: Steam line, Stage'],
		['one without a field', { act: 'Created', kind: 'contact', title: 'Ana' }, 'Created person: Ana'],
		['a larger act that is always the same', { larger: larger({ act: 'set_up' }) }, 'Set this device up'],
		['one that an earlier version wrote down', { larger: larger({ words: 'As it was written down' }) }, 'As it was written down']
	])('%s', (_, part, words) => expect(gestureWords(line(part))).toBe(words));

	const people = [{ kind: 'contact', count: 2 }];
	const changes = [{ kind: '', count: 5 }, { kind: '', count: 1 }];
	test.each([
		[{ act: 'imported', counts: people, names: ['kunden.csv'] }, 'Imported 2 people from kunden.csv', '2 Personen aus kunden.csv importiert'],
		[{ act: 'changed', counts: [...people, { kind: 'company', count: 1 }], fields: ['source'] }, 'Changed 2 people, 1 company: Source', '2 Personen, 1 Firma geändert: Quelle'],
		[{ act: 'tagged', counts: people, names: ['vip'] }, 'Tagged 2 people: vip', '2 Personen mit Schlagwort versehen: vip'],
		[{ act: 'untagged', counts: people, names: ['vip'] }, 'Took a tag off 2 people: vip', 'Schlagwort von 2 Personen weggenommen: vip'],
		[{ act: 'deleted', counts: people }, 'Deleted 2 people', '2 Personen gelöscht'],
		[{ act: 'decided', counts: [{ kind: 'deal', count: 40 }], fields: ['stage'] }, 'Decided 40 deals: Stage', '40 Verkaufschancen entschieden: Phase'],
		[{ act: 'pipeline', names: ['Service'] }, 'Pipeline Service', 'Pipeline Service'],
		[{ act: 'merged', names: ['A. Lindqvist', 'Ana Lindqvist'] }, 'Merged: A. Lindqvist into Ana Lindqvist', 'Zusammengeführt: A. Lindqvist in Ana Lindqvist'],
		[{ act: 'undone', counts: changes }, 'Undone: 5 changes', 'Rückgängig gemacht: 5 Änderungen'],
		[{ act: 'rewound', counts: changes }, 'Rewound 5 changes in 1 record', 'Zurückgenommen: 5 Änderungen in 1 Eintrag']
	])('%j', (part, english, german) => {
		locale.choice = 'en';
		expect(largerWords(larger(part))).toBe(english);
		locale.choice = 'de';
		expect(largerWords(larger(part))).toBe(german);
	});
});
