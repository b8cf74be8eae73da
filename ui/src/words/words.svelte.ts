// Every word of the window, in the person's language. `m.key()` gives a message of messages/*.json; read in a template or a
// derived value it follows the choice at once, because the locale is a rune. A module that keeps words must therefore keep a
// function or a getter, never the string. Here at the bottom, so that lib/ and kit/ may both use it; it knows neither.
import * as m from '../paraglide/messages.js';
import { baseLocale, isLocale, locales as compiled, overwriteGetLocale, type Locale } from '../paraglide/runtime.js';

export { m, type Locale };
export const locales: readonly Locale[] = compiled;
export type LocaleChoice = 'system' | Locale;

/** Each language by its own name, so that whoever landed in a wrong one finds the way out. */
export const localeNames: Record<Locale, string> = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' };

const languagesNow = (): readonly string[] => (typeof navigator === 'undefined' ? [] : navigator.languages);
/** Kept: a list asks for the language with every word that it draws, and the platform puts its answer together anew each time. */
let tagsOfDevice = $state.raw(languagesNow());
if (typeof window !== 'undefined') window.addEventListener('languagechange', () => (tagsOfDevice = languagesNow()));

const languageOf = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? '';

/** The first language of the device that Outpost speaks, else English. Pure. */
export function localeFor(tags: readonly string[]): Locale {
	for (const tag of tags) {
		const language = languageOf(tag);
		if (isLocale(language)) return language;
	}
	return baseLocale;
}

/** The tag for dates and numbers: the device's own region where the language is the same ("en-GB"), else the bare language. */
export function tagFor(locale: Locale, tags: readonly string[]): string {
	return tags.find((tag) => languageOf(tag) === locale) ?? locale;
}

// What was chosen is kept by lib/preferences.ts.
let choice = $state<LocaleChoice>('system');
const spoken = $derived(choice === 'system' ? localeFor(tagsOfDevice) : choice);
const tag = $derived(tagFor(spoken, tagsOfDevice));

export const locale = {
	get choice(): LocaleChoice {
		return choice;
	},
	set choice(next: LocaleChoice) {
		choice = next;
		document.documentElement.lang = locale.current;
	},
	/** The language in use. */
	get current(): Locale {
		return spoken;
	},
	/** For Intl. */
	get tag(): string {
		return tag;
	}
};

overwriteGetLocale(() => spoken);

type Message = () => string;
const byKey = m as unknown as Record<string, Message | undefined>;

/** A message whose key is made of data (`field_contact_mobile`); the fallback where this build has none. */
export const wordOr = (key: string, fallback: string): string => byKey[key]?.() ?? fallback;
