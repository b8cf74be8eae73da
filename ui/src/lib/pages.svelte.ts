// A long list, read page by page around what is seen. A new question keeps the old rows on the screen until its first
// page is here; a late answer to an old question is dropped; a committed change reads the seen pages again.
//
// While somebody scrolls, one page is read at a time, and which one is asked only then: rows that were flown past meanwhile are
// not read at all. What comes next is read ahead once nothing in sight is missing.
import type { ListAsk, Page, Row } from './api';
import { wordsOf } from './api';

export type Question = Omit<ListAsk, 'offset' | 'limit'>;
type Read = (ask: ListAsk) => Promise<Page>;

export const PAGE = 50;
/** Rows that are read beyond those in sight. */
const AHEAD = 25;
const KEEP_AROUND = 12;

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
	#seen = { first: 0, last: 0 };
	#filling: Promise<void> | null = null;

	constructor(private readonly read: Read) {}

	row(index: number): Row | undefined {
		return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
	}

	/** The ids of all rows that are read, in order. */
	ids(): string[] {
		return [...this.#pages].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows.map((row) => row.id));
	}

	/** A new question is read from its beginning. */
	async show(question: Question): Promise<void> {
		this.#asked = question;
		this.#generation += 1;
		this.#seen = { first: 0, last: 0 };
		await this.#fetch(0, true);
	}

	/** Reads what is missing for these rows. */
	need(first: number, last: number): Promise<void> {
		this.#seen = { first, last: Math.max(first, last) };
		return (this.#filling ??= this.#fill());
	}

	/** Reads the seen pages again; the rows stay until the new ones are here. */
	async again(): Promise<void> {
		if (!this.#asked) return;
		this.#generation += 1;
		const around = this.#around(0);
		await Promise.all(around.map((page, at) => this.#fetch(page, at === 0 && this.answers !== this.#asked)));
		this.#pages = new Map([...this.#pages].filter(([page]) => around.includes(page)));
	}

	/** The pages of what is seen, and of so many rows around it. */
	#around(rows: number): number[] {
		const end = Math.max(0, Math.ceil(this.total / PAGE) - 1);
		const last = Math.min(end, Math.floor((this.#seen.last + rows) / PAGE));
		const first = Math.min(last, Math.max(0, Math.floor((this.#seen.first - rows) / PAGE)));
		return Array.from({ length: last - first + 1 }, (_, at) => first + at);
	}

	/** The page to read next: of what is seen, then of what may be seen next. */
	#missing(): number | undefined {
		return [...this.#around(0), ...this.#around(AHEAD)].find((page) => !this.#pages.has(page));
	}

	async #fill(): Promise<void> {
		await null; // so that this never ends before it is known to be under way
		// The first page of a new question comes first; and what could not be read is not asked for again and again.
		try {
			while (this.answers === this.#asked) {
				const page = this.#missing();
				if (page === undefined || !(await this.#fetch(page, false))) return;
			}
		} finally {
			this.#filling = null;
		}
	}

	/** Whether its answer was taken. */
	async #fetch(page: number, fresh: boolean): Promise<boolean> {
		const question = this.#asked;
		if (!question) return false;
		const generation = this.#generation;
		try {
			const answer = await this.read({ ...question, offset: page * PAGE, limit: PAGE });
			if (generation !== this.#generation) return false;
			const pages = fresh ? new Map<number, Row[]>() : new Map(this.#pages);
			pages.set(page, answer.rows);
			const around = this.#around(KEEP_AROUND * PAGE);
			for (const kept of pages.keys()) if (kept !== page && !around.includes(kept)) pages.delete(kept);
			if (fresh) this.answers = question;
			this.#pages = pages;
			this.total = answer.total;
			this.partial = answer.partial;
			this.error = null;
			this.blank = false;
			return true;
		} catch (error) {
			if (generation !== this.#generation) return false;
			this.error = wordsOf(error);
			this.blank = false;
			return false;
		}
	}
}
