// The filling of one field: from the click to the save. The token of what was on the screen when it began belongs to it,
// so that the merge knows what its author had seen, however often the card is read again meanwhile.
import { wordsOf } from '$lib/api';
import type { Drafts } from '$lib/drafts.svelte';

type Save = (token: string, text: string) => Promise<void>;

export class FieldEdit {
	open = $state(false);
	text = $state('');
	error = $state<string | null>(null);
	saving = $state(false);
	#was = '';
	#token = '';

	constructor(
		private readonly key: string,
		private readonly save: Save,
		private readonly drafts: Drafts
	) {}

	/** Opens it with the value shown, or with what was typed before and never saved. */
	begin(value: string, token: string): void {
		const draft = this.drafts.get(this.key);
		this.#was = value;
		this.#token = draft?.token ?? token;
		this.text = draft?.text ?? value;
		this.error = draft?.error ?? null;
		this.open = true;
	}

	get hasDraft(): boolean {
		return this.drafts.get(this.key) !== undefined;
	}

	typed(text: string): void {
		this.text = text;
		this.error = null;
		if (text === this.#was) this.drafts.drop(this.key);
		else this.drafts.keep(this.key, { text, token: this.#token, error: null });
	}

	/** Saves what was typed, and closes. Where it is not taken, it stays open with the words and the text. */
	async leave(): Promise<boolean> {
		if (!this.open || this.saving) return false;
		if (this.text === this.#was) {
			this.cancel();
			return false;
		}
		const text = this.text;
		this.saving = true;
		try {
			await this.save(this.#token, text);
			this.drafts.drop(this.key);
			this.open = false;
			this.error = null;
			return true;
		} catch (error) {
			this.error = wordsOf(error);
			this.drafts.keep(this.key, { text, token: this.#token, error: this.error });
			return false;
		} finally {
			this.saving = false;
		}
	}

	cancel(): void {
		this.drafts.drop(this.key);
		this.open = false;
		this.error = null;
	}
}
