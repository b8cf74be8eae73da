// Every word of the window, in the person's language. `m.key()` gives a message of messages/*.json; read in a template or a
// derived value it follows the choice at once, because the language that is spoken is a rune. A module that keeps words must
// therefore keep a function or a getter, never the string. Here at the bottom, so that lib/ and kit/ may both use it; it knows
// neither.
//
// A language is a file of its own, read when it is wanted: whoever starts the window waits for one of them, not for four. The
// one thing not to do here: give words before `speak` has answered for the first time.
import { baseLocale, isLocale, locales as compiled, type Locale } from '../paraglide/runtime.js';

export { type Locale };
export const locales: readonly Locale[] = compiled;
export type LocaleChoice = 'system' | Locale;
type Said = typeof import('../paraglide/messages/en.js');
/** What each message takes; one that takes nothing is called with nothing. */
type Messages = { readonly [K in keyof Said]: object extends Parameters<Said[K]>[0] ? () => string : (inputs: Parameters<Said[K]>[0]) => string };

/** Each language by its own name, so that whoever landed in a wrong one finds the way out. */
export const localeNames: Record<Locale, string> = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' };

const files: Record<Locale, () => Promise<Said>> = {
	en: () => import('../paraglide/messages/en.js'),
	de: () => import('../paraglide/messages/de.js'),
	es: () => import('../paraglide/messages/es.js'),
	fr: () => import('../paraglide/messages/fr.js')
};
const known = new Map<Locale, Said>();

const languagesNow = (): readonly string[] => (typeof navigator === 'undefined' ? [] : navigator.languages);
/** Kept: a list asks for the language with every word that it draws, and the platform puts its answer together anew each time. */
let tagsOfDevice = $state.raw(languagesNow());
if (typeof window !== 'undefined') {
	window.addEventListener('languagechange', () => {
		tagsOfDevice = languagesNow();
		void speak();
	});
}

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
const wanted = (): Locale => (choice === 'system' ? localeFor(tagsOfDevice) : choice);
/** The language on the screen, and its messages: both change in one step, once they are here. */
let spoken = $state.raw<{ locale: Locale; said: Partial<Said> }>({ locale: wanted(), said: {} });
const tag = $derived(tagFor(spoken.locale, tagsOfDevice));

/** Reads the messages of a language, once. */
export async function learn(locale: Locale): Promise<void> {
	if (!known.has(locale)) known.set(locale, await files[locale]());
}

/** Goes over to the language that is wanted: at once where it is known, else as soon as it has been read. */
export function speak(): Promise<void> {
	const locale = wanted();
	const said = known.get(locale);
	if (said === undefined) return learn(locale).then(speak);
	if (spoken.said !== said) spoken = { locale, said };
	if (typeof document !== 'undefined') document.documentElement.lang = locale;
	return Promise.resolve();
}

export const locale = {
	get choice(): LocaleChoice {
		return choice;
	},
	set choice(next: LocaleChoice) {
		choice = next;
		void speak();
	},
	/** The language in use. */
	get current(): Locale {
		return spoken.locale;
	},
	/** For Intl. */
	get tag(): string {
		return tag;
	}
};

type Message = (inputs?: object) => string;
const sayings = new Map<string, Message>();

/** One function for each message, whatever the language: a module may keep it. */
function sayingOf(key: string): Message {
	const made = sayings.get(key);
	if (made !== undefined) return made;
	const saying: Message = (inputs) => (spoken.said as Record<string, Message>)[key]?.(inputs) ?? '';
	sayings.set(key, saying);
	return saying;
}

export const m = new Proxy({} as Messages, { get: (_, key) => sayingOf(String(key)) });

/** A message whose key is made of data (`field_contact_mobile`); the fallback where this build has none. */
export const wordOr = (key: string, fallback: string): string => (spoken.said as Record<string, Message | undefined>)[key]?.() ?? fallback;
