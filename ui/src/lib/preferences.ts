// What somebody chose for this device, kept by the core in its encrypted database: the window itself keeps nothing.
import { locale, locales, type LocaleChoice } from '$words';
import { api } from './api';
import { appearance, type Appearance, type Density, type Motion } from './appearance.svelte';

type Preference<T extends string> = { choices: readonly T[]; take: (choice: T) => void };
const preference = <T extends string>(choices: readonly T[], take: (choice: T) => void): Preference<T> => ({ choices, take });

export const preferences = {
	appearance: preference<Appearance>(['system', 'light', 'dark'], (choice) => { appearance.choice = choice; }),
	density: preference<Density>(['desk', 'gloves'], (choice) => { appearance.density = choice; }),
	motion: preference<Motion>(['system', 'off'], (choice) => { appearance.motion = choice; }),
	language: preference<LocaleChoice>(['system', ...locales], (choice) => { locale.choice = choice; })
};

/** Takes what was chosen before. A choice that this version does not know is passed over. */
export function takeOver(kept: Record<string, string>): void {
	for (const [name, { choices, take }] of Object.entries(preferences) as [string, Preference<string>][]) {
		const choice = kept[name];
		if (choice !== undefined && choices.includes(choice)) take(choice);
	}
}

/** Chooses, at once on the screen and for the next start. */
export function prefer<N extends keyof typeof preferences>(name: N, choice: (typeof preferences)[N]['choices'][number]): Promise<void> {
	(preferences[name] as Preference<string>).take(choice);
	return api.prefer(name, choice).then(() => undefined);
}
