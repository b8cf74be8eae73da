// A long list, read page by page around what is seen. A new question keeps the old rows on the screen until its first
// page is here; a late answer to an old question is dropped; a committed change reads the seen pages again.
import type { ListAsk, Page, Row } from './api';
import { wordsOf } from './api';

export type Question = Omit<ListAsk, 'offset' | 'limit'>;
type Read = (ask: ListAsk) => Promise<Page>;

export const PAGE = 100;
const KEEP_AROUND = 8;

export class Pages {
	total = $state(0);
	error = $state<string | null>(null);
	/** There were too many to look through all of them. */
	partial = $state(false);
	/** True until the first answer ever. */
	blank = $state(true);
	/** What the rows on the screen answer; lags behind the question while it is being read. */
	answers = $state.raw<Question | null>(null);
	#pages = $state.raw<ReadonlyMap<number, Row[]>>(new Map());
	#asked: Question | null = null;
	#generation = 0;
	#underway = new Set<number>();
	#seen = { first: 0, last: 0 };

	constructor(private readonly read: Read) {}

	row(index: number): Row | undefined {
		return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
	}

	async show(question: Question): Promise<void> {
		this.#asked = question;
		this.#generation += 1;
		this.#underway.clear();
		await this.#fetch(0, true);
	}

	/** Reads what is missing for these rows. */
	need(first: number, last: number): Promise<unknown> {
		this.#seen = { first: Math.floor(first / PAGE), last: Math.floor(Math.max(first, last) / PAGE) };
		return this.#fill();
	}

	/** Reads the seen pages again; the rows stay until the new ones are here. */
	async again(): Promise<void> {
		if (!this.#asked) return;
		this.#generation += 1;
		this.#underway.clear();
		const around = this.#wanted();
		await Promise.all(around.map((page, at) => this.#fetch(page, at === 0 && this.answers !== this.#asked)));
		const kept = new Map([...this.#pages].filter(([page]) => around.includes(page)));
		this.#pages = kept;
	}

	#wanted(): number[] {
		const last = Math.min(this.#seen.last, Math.max(0, Math.ceil(this.total / PAGE) - 1));
		const wanted: number[] = [];
		for (let page = Math.min(this.#seen.first, last); page <= last; page += 1) wanted.push(page);
		return wanted;
	}

	async #fill(): Promise<unknown> {
		if (this.answers !== this.#asked) return; // the first page of the new question comes first
		return Promise.all(this.#wanted().filter((page) => !this.#pages.has(page)).map((page) => this.#fetch(page, false)));
	}

	async #fetch(page: number, fresh: boolean): Promise<void> {
		const question = this.#asked;
		if (!question || this.#underway.has(page)) return;
		const generation = this.#generation;
		this.#underway.add(page);
		try {
			const answer = await this.read({ ...question, offset: page * PAGE, limit: PAGE });
			if (generation !== this.#generation) return;
			const pages = fresh ? new Map<number, Row[]>() : new Map(this.#pages);
			pages.set(page, answer.rows);
			for (const kept of pages.keys()) {
				if (kept < this.#seen.first - KEEP_AROUND || kept > this.#seen.last + KEEP_AROUND) if (kept !== page) pages.delete(kept);
			}
			if (fresh) this.answers = question;
			this.#pages = pages;
			this.total = answer.total;
			this.partial = answer.partial;
			this.error = null;
			this.blank = false;
		} catch (error) {
			if (generation !== this.#generation) return;
			this.error = wordsOf(error);
			this.blank = false;
		} finally {
			if (generation === this.#generation) this.#underway.delete(page);
		}
	}
}
