// What was typed and is not saved yet. In memory only: it survives going elsewhere in the window, not the end of the app,
// and the truth line counts it so that nobody takes it for saved.
import { SvelteMap } from 'svelte/reactivity';

export type Draft = { text: string; token: string; error: string | null };

export class Drafts {
	#kept = new SvelteMap<string, Draft>();

	get(key: string): Draft | undefined {
		return this.#kept.get(key);
	}

	keep(key: string, draft: Draft): void {
		this.#kept.set(key, draft);
	}

	drop(key: string): void {
		this.#kept.delete(key);
	}

	/** Drops every draft whose key starts so. */
	dropAll(prefix: string): void {
		for (const key of [...this.#kept.keys()]) if (key.startsWith(prefix)) this.#kept.delete(key);
	}

	/** How many entries are not finished; the fields of one new form are one entry. */
	get unfinished(): number {
		return new Set([...this.#kept.keys()].map((key) => (key.startsWith('new/') ? key.split('/', 2).join('/') : key))).size;
	}
}

export const drafts = new Drafts();

export const draftKey = {
	field: (record: string, field: string) => `field/${record}/${field}`,
	note: (about: string) => `note/${about}`,
	created: (kind: string, field: string) => `new/${kind}/${field}`,
	createdAll: (kind: string) => `new/${kind}/`
};
