// What a small form holds, kept in the core on every pause of typing, so that it survives the end of the app. The act that
// the form becomes ends it: `end` first, so that no late keeping brings a finished form back.
import { api } from './api';

const PAUSE_MS = 300;

export class FormDraft {
	#timer: ReturnType<typeof setTimeout> | undefined;
	#kept = false;

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
		this.#timer = setTimeout(() => {
			if (empty) return this.end();
			this.#kept = true;
			// A draft that cannot be kept is not worth a word in the middle of typing: saving says what is wrong.
			void api.keepDraft(this.key, this.kind, this.record, token, fields).catch(() => undefined);
		}, PAUSE_MS);
	}

	/** Nothing is kept any more. */
	end(): void {
		clearTimeout(this.#timer);
		if (this.#kept) void api.dropDraft(this.key).catch(() => undefined);
		this.#kept = false;
	}
}
