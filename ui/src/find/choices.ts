// What the palette offers for a text: where to go (names first), what to do, and where the words are mentioned.
import { m } from '$words';
import type { Hit } from '$lib/api';

export type Choice = { key: string; hit?: Hit; /** Found by words that it holds, not by what it is. */ mention?: boolean; deed?: string; about?: Hit };
export type Group = { title: string; choices: Choice[] };
type Deed = { words: string; aside?: (name: string) => string; about?: string[] };

const asChoice = (hit: Hit): Choice => ({ key: `${hit.kind}/${hit.id}`, hit });

/** Deeds whose words are typed come first; then those that can be done about the first record found. */
function toDo(deeds: readonly Deed[], first: Hit | undefined, wanted: string): Choice[] {
	const said = deeds.filter((deed) => deed.words.toLowerCase().includes(wanted));
	const about = wanted === '' || !first ? [] : deeds.filter((deed) => deed.aside && !said.includes(deed) && (deed.about ?? [first.kind]).includes(first.kind));
	return [...said.map((deed) => ({ key: deed.words, deed: deed.words })), ...about.map((deed) => ({ key: deed.words, deed: deed.words, ...(first ? { about: first } : {}) }))];
}

export function group(names: readonly Hit[], deeds: readonly Deed[], mentions: readonly Hit[], text: string): Group[] {
	const groups: Group[] = [
		{ title: m.find_go_to(), choices: names.map(asChoice) },
		{ title: m.find_do(), choices: toDo(deeds, names[0], text.toLowerCase()) },
		{ title: m.find_mentioned(), choices: mentions.map((hit) => ({ ...asChoice(hit), mention: true })) }
	];
	return groups.filter((one) => one.choices.length > 0);
}

/** Splits words around the first place where the text occurs, so that it can be underlined. */
export function around(words: string, text: string): [string, string, string] {
	const at = text === '' ? -1 : words.toLowerCase().indexOf(text.toLowerCase());
	if (at < 0) return [words, '', ''];
	return [words.slice(0, at), words.slice(at, at + text.length), words.slice(at + text.length)];
}
