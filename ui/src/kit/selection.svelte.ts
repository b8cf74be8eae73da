// What is ticked in a table: by id, so that it survives sorting and paging. A range needs to know the order, which only the
// table has; it is asked for when it is needed.
import { SvelteSet } from 'svelte/reactivity';

export class Selection {
	readonly ids = new SvelteSet<string>();
	#anchor: number | null = null;

	has = (id: string): boolean => this.ids.has(id);

	get size(): number {
		return this.ids.size;
	}

	/** Ticks or unticks one row; with `range`, every row from the last one touched to this does as this one does. */
	toggle(index: number, idAt: (index: number) => string | undefined, range = false): void {
		const id = idAt(index);
		if (id === undefined) return;
		const on = !this.ids.has(id);
		const from = range && this.#anchor !== null ? this.#anchor : index;
		for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
			const one = idAt(at);
			if (one === undefined) continue; // a page that is not read yet cannot be meant
			if (on) this.ids.add(one);
			else this.ids.delete(one);
		}
		this.#anchor = index;
	}

	/** Exactly these. */
	set(ids: Iterable<string>): void {
		this.clear();
		for (const id of ids) this.ids.add(id);
	}

	clear(): void {
		this.ids.clear();
		this.#anchor = null;
	}
}
