// A note with what was promised in it. Two acts, each durable by itself: the note is written first, and a promise that is not
// taken stays in the form with its words.
import { m } from '$words';
import { api, wordsOf } from '$lib/api';
import { did } from '$lib/acts';
import { draftKey, drafts as shared, type Drafts } from '$lib/drafts.svelte';
import type { About, How } from '$lib/sheets.svelte';

const NOTE = ['about', 'about_kind', 'about_title', 'how', 'body', 'at', 'minutes'] as const;
const PROMISE = ['promise', 'due'] as const;
type Entry = (typeof NOTE)[number] | (typeof PROMISE)[number];

export class Capture {
	form = $state<Record<Entry, string>>({ about: '', about_kind: '', about_title: '', how: 'note', body: '', at: '', minutes: '', promise: '', due: '' });
	error = $state<string | null>(null);
	saving = $state(false);
	/** The note is written; only the promise is still open. */
	written = $state(false);

	constructor(about: About | null, how: How, private readonly drafts: Drafts = shared) {
		for (const entry of [...NOTE, ...PROMISE]) this.form[entry] = this.#kept(entry) || this.form[entry];
		if (how !== 'note') this.form.how = how;
		// A draft keeps what it is about: nobody's words end up under another name.
		if (about && (this.form.about === '' || this.#empty)) this.about(about);
	}

	get #empty(): boolean {
		return this.form.body === '' && this.form.promise === '';
	}

	#key(entry: Entry): string {
		return draftKey.created((PROMISE as readonly string[]).includes(entry) ? 'promise' : 'capture', entry);
	}

	#kept(entry: Entry): string {
		return this.drafts.get(this.#key(entry))?.text ?? '';
	}

	about(about: About): void {
		Object.assign(this.form, { about: about.id, about_kind: about.kind, about_title: about.title });
	}

	/** Keeps what was typed; a form in which nothing was is no draft. */
	keep(): void {
		this.error = null;
		const of = { capture: this.form.body !== '', promise: this.form.promise !== '' };
		for (const entry of [...NOTE, ...PROMISE]) {
			const begun = (PROMISE as readonly string[]).includes(entry) ? of.promise : of.capture || of.promise;
			if (begun && this.form[entry] !== '') this.drafts.keep(this.#key(entry), { text: this.form[entry], token: '', error: null });
			else this.drafts.drop(this.#key(entry));
		}
	}

	discard(): void {
		this.drafts.discard(draftKey.form('capture'));
		this.drafts.discard(draftKey.form('promise'));
	}

	/** True where everything is saved. */
	async save(): Promise<boolean> {
		if (this.saving) return false;
		if (this.#empty) {
			this.error = m.capture_needs_text();
			return false;
		}
		this.saving = true;
		try {
			if (this.form.body.trim() !== '' && !this.written) await this.#write();
			if (this.form.promise.trim() !== '') await this.#promise();
			this.discard();
			return true;
		} catch (problem) {
			this.error = this.written ? m.capture_promise_left({ why: wordsOf(problem) }) : m.new_still_here({ why: wordsOf(problem) });
			return false;
		} finally {
			this.saving = false;
		}
	}

	async #write(): Promise<void> {
		const { about, how, body, at, minutes } = this.form;
		const fields = Object.fromEntries(Object.entries({ about, body: body.trim(), how: how === 'note' ? '' : how, at, minutes: minutes.trim() }).filter(([, text]) => text !== '')) as Record<string, string>;
		const saved = await this.drafts.committing(draftKey.form('capture'), (draft) => api.createRecord('note', fields, draft));
		this.written = true;
		did(m.note_written(), saved.gesture);
	}

	async #promise(): Promise<void> {
		const { about, about_kind, promise, due } = this.form;
		const saved = await this.drafts.committing(draftKey.form('promise'), (draft) => api.followUp({ about, text: promise.trim(), due, assignee: '', promised_to: about_kind === 'contact' ? about : '' }, draft));
		did(this.written ? m.capture_both() : m.capture_promised(), saved.gesture);
	}
}
