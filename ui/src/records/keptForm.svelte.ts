// A form that is not saved yet, kept by the core a moment after each letter, so that it is there again after the battery
// died. The act that saves it names it, and the core drops it with the same commit.
import { api } from '$lib/api';

const KEEP_AFTER_MS = 250;

export class KeptForm {
	fields = $state<Record<string, string>>({});
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		readonly key: string,
		private readonly kind: string
	) {}

	/** What was typed before, if anything was. */
	async recall(): Promise<void> {
		const found = (await api.drafts().catch(() => [])).find((draft) => draft.key === this.key);
		if (found) this.fields = { ...found.form, ...this.fields };
	}

	put(field: string, text: string): void {
		this.fields[field] = text;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void api.keepDraft(this.key, this.kind, null, null, { ...this.fields }).catch(() => undefined), KEEP_AFTER_MS);
	}

	/** Before it is committed: nothing may be kept after it. */
	stop(): void {
		clearTimeout(this.#timer);
	}

	clear(): void {
		this.stop();
		this.fields = {};
	}

	async discard(): Promise<void> {
		this.clear();
		await api.dropDraft(this.key).catch(() => undefined);
	}
}
