import { afterEach, expect, test } from 'vitest';
import { locale, localeFor, m, tagFor, wordOr } from '$words';

afterEach(() => (locale.choice = 'system'));

test.each([
	[['fr-CH', 'de'], 'fr'],
	[['pt-BR', 'es-MX'], 'es'],
	[['ja'], 'en'],
	[[], 'en']
] as const)('a device that asks for %j is spoken to in %s', (tags, expected) => expect(localeFor(tags)).toBe(expected));

test('dates and numbers keep the region of the device where its language was chosen', () => {
	expect(tagFor('en', ['de-AT', 'en-GB'])).toBe('en-GB');
	expect(tagFor('fr', ['en-GB'])).toBe('fr');
});

test('a choice is followed at once, and said to whoever reads the page aloud', () => {
	locale.choice = 'de';
	expect(m.kit_close()).toBe('Schließen');
	expect(document.documentElement.lang).toBe('de');
});

test('a key that no build has falls back', () => expect(wordOr('field_nothing_here', 'Here')).toBe('Here'));
