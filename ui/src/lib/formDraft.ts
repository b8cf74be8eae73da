// What a small form holds, kept in the core on every pause of typing, so that it survives the end of the app. The act that
// the form becomes ends it: `end` first, so that no late keeping brings a finished form back.
import { api } from './api';
import { drafts } from './drafts.svelte';

const PAUSE_MS = 300;

export class FormDraft {
	#timer: ReturnType<typeof setTimeout> | undefined;
	#kept = false;
	#underway: Promise<void> = Promise.resolve();
	#last: () => void = () => undefined;

	constructor(readonly key: string, private readonly kind: string, private readonly record: string | null) {}

	/** What was typed before and never saved. */
	async found(): Promise<Record<string, string> | null> {
		const kept = await api.drafts().catch(() => []);
		const form = kept.find((one) => one.key === this.key)?.form ?? null;
		this.#kept = form !== null;
		return form;
	}

	typed(fields: Record<string, string>, token: string | null = null): void {
		clearTimeout(this.#timer);
		const empty = Object.values(fields).every((text) => text.trim() === '');
		this.#last = () => this.typed(fields, token);
		this.#timer = setTimeout(() => {
			if (empty) return this.end();
			this.#kept = true;
			// A draft that cannot be kept is not worth a word in the middle of typing: saving says what is wrong.
			this.#underway = api.keepDraft(this.key, this.kind, this.record, token, fields).then(() => undefined, () => undefined);
		}, PAUSE_MS);
	}

	/** Runs the act that the form becomes, which takes the draft with it; where it fails, the form is kept as it was. */
	async committing<T>(run: (draft: string) => Promise<T>): Promise<T> {
		clearTimeout(this.#timer);
		await this.#underway;
		try {
			const done = await run(this.key);
			this.#kept = false;
			drafts.over(this.key);
			return done;
		} catch (error) {
			this.#last();
			throw error;
		}
	}

	/** Nothing is kept any more. */
	end(): void {
		clearTimeout(this.#timer);
		const key = this.key;
		if (this.#kept) void this.#underway.then(() => api.dropDraft(key)).catch(() => undefined);
		this.#kept = false;
		drafts.over(key);
	}
}
