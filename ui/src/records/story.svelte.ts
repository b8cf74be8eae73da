// A timeline, read page by page as it is scrolled. A committed change reads what is shown again, at once and in one piece;
// what is on the screen stays until the new is here.
import type { Timeline, TimelineGroup } from '$lib/api';
import { wordsOf } from '$lib/api';

type Read = (before: string | null, limit: number) => Promise<Timeline>;

export const STORY_PAGE = 40;
const MOST_AT_ONCE = 500;

export class Story {
	groups = $state.raw<TimelineGroup[]>([]);
	total = $state(0);
	error = $state<string | null>(null);
	/** True until the first answer. */
	blank = $state(true);
	busy = $state(false);
	#next = $state<string | null>(null);
	#generation = 0;

	constructor(private readonly read: Read) {}

	get more(): boolean {
		return this.#next !== null;
	}

	get shown(): number {
		return this.groups.reduce((sum, group) => sum + group.items.length, 0);
	}

	/** The first page, or everything that is shown, anew. */
	async again(): Promise<void> {
		const generation = ++this.#generation;
		const page = await this.#ask(generation, null, Math.min(MOST_AT_ONCE, Math.max(STORY_PAGE, this.shown)));
		if (page) this.groups = page.groups;
	}

	async older(): Promise<void> {
		if (this.busy || this.#next === null) return;
		const generation = this.#generation;
		const page = await this.#ask(generation, this.#next, STORY_PAGE);
		if (page) this.groups = joinedGroups(this.groups, page.groups);
	}

	async #ask(generation: number, before: string | null, limit: number): Promise<Timeline | null> {
		this.busy = true;
		try {
			const page = await this.read(before, limit);
			if (generation !== this.#generation) return null;
			this.#next = page.next;
			this.total = page.total;
			this.error = null;
			return page;
		} catch (problem) {
			if (generation === this.#generation) this.error = wordsOf(problem);
			return null;
		} finally {
			if (generation === this.#generation) {
				this.busy = false;
				this.blank = false;
			}
		}
	}
}

/** A group that a page ends within goes on with the next. */
export function joinedGroups(before: readonly TimelineGroup[], after: readonly TimelineGroup[]): TimelineGroup[] {
	const last = before.at(-1);
	const first = after[0];
	if (!last || first?.id !== last.id) return [...before, ...after];
	return [...before.slice(0, -1), { ...last, items: [...last.items, ...first.items] }, ...after.slice(1)];
}
