import { afterEach, describe, expect, test } from 'vitest';
import { locale, locales } from '$words';
import { KINDS } from '../bindings/schema';
import de from '../../messages/de.json';
import en from '../../messages/en.json';
import es from '../../messages/es.json';
import fr from '../../messages/fr.json';
import { fieldOf, kindOf, saidChoice } from './api';
import { choiceKey, fieldKey } from './labels';

const files: Record<string, Record<string, unknown>> = { en, de, es, fr };
afterEach(() => (locale.choice = 'system'));

function declared(): string[] {
	return Object.values(KINDS).flatMap((kind) => [
		`kind_${kind.key}`,
		`kind_${kind.key}_many`,
		...kind.fields.flatMap((field) => [
			fieldKey(kind.key, field.key),
			...field.choices.map(([choice]) => choiceKey(kind.key, field.key, choice)),
			...field.members.flatMap((member) => {
				const key = `${field.key}.${member.key}`;
				return [fieldKey(kind.key, key), ...member.choices.map(([choice]) => choiceKey(kind.key, key, choice))];
			})
		])
	]);
}

describe.each([...locales])('in %s', (tag) => {
	test('every declared kind, field and choice has its message', () => {
		expect(declared().filter((key) => !(key in (files[tag] ?? {})))).toEqual([]);
	});
});

test('the English messages are the labels of the declarations', () => {
	locale.choice = 'en';
	for (const kind of Object.values(KINDS)) {
		expect(kindOf(kind.key).plural).toBe(kind.plural);
		for (const field of kind.fields) if (field.members.length === 0) expect(fieldOf(kind.key, field.key)?.label).toBe(field.label);
	}
});

test('a choice that the core shows in English is said in the language of the person', () => {
	locale.choice = 'de';
	expect(saidChoice('issue', 'triage.status', 'In progress')).toBe('In Arbeit');
	expect(saidChoice('issue', 'triage.status', 'Of a later version')).toBe('Of a later version');
});
