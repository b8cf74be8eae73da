// What the palette offers for a text: where to go (names first), what to do, and where the words are mentioned.
import { m } from '$words';
import type { Hit } from '$lib/api';

export type Choice = { key: string; hit?: Hit; deed?: string };
export type Group = { title: string; choices: Choice[] };

export function group(hits: readonly Hit[], deeds: readonly { words: string }[], text: string): Group[] {
	const wanted = text.toLowerCase();
	const asChoice = (hit: Hit): Choice => ({ key: `${hit.kind}/${hit.id}`, hit });
	const groups: Group[] = [
		{ title: m.find_go_to(), choices: hits.filter((hit) => hit.matched === '').map(asChoice) },
		{ title: m.find_do(), choices: deeds.filter((deed) => deed.words.toLowerCase().includes(wanted)).map((deed) => ({ key: deed.words, deed: deed.words })) },
		{ title: m.find_mentioned(), choices: hits.filter((hit) => hit.matched !== '').map(asChoice) }
	];
	return groups.filter((one) => one.choices.length > 0);
}

/** Splits words around the first place where the text occurs, so that it can be underlined. */
export function around(words: string, text: string): [string, string, string] {
	const at = text === '' ? -1 : words.toLowerCase().indexOf(text.toLowerCase());
	if (at < 0) return [words, '', ''];
	return [words.slice(0, at), words.slice(at, at + text.length), words.slice(at + text.length)];
}
