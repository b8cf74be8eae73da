// What was typed and is not saved yet. Forms read and write it here at once; the core keeps it, so that a form half-filled is
// there again after the app was killed. The act that a draft becomes takes it away in its own transaction, see `committing`.
import { SvelteMap } from 'svelte/reactivity';
import { api, type Draft as Kept } from './api';

export type Draft = { text: string; token: string; error: string | null };

/** From the first letter to the core, in ms; a burst of typing is one write. */
const KEEP_AFTER_MS = 400;

/** The form that an entry belongs to: the fields of one new record are one form. This is its draft's key in the core. */
const formOf = (key: string): string => (key.startsWith('new/') ? key.split('/', 2).join('/') : key);

/** What a form's draft is about, for the core. */
function placeOf(form: string): { kind: string; record: string | null } {
	const [what = '', of = ''] = form.split('/');
	if (what === 'field') return { kind: 'any', record: of };
	if (what === 'note') return { kind: 'note', record: of };
	return { kind: FORMS[of] ?? of, record: null };
}

/** Forms that are not of a kind, and the kind of what they make. */
const FORMS: Record<string, string> = { capture: 'note', promise: 'task', quick: 'task', ask: 'approval' };

/** The name of an entry within its form. */
const entryOf = (key: string): string => (key.startsWith('note/') ? 'body' : (key.split('/').slice(2).join('/') || 'text'));

function keyOf(form: string, entry: string): string {
	return form.startsWith('new/') ? `${form}/${entry}` : form;
}

export class Drafts {
	#kept = new SvelteMap<string, Draft>();
	#timers = new Map<string, ReturnType<typeof setTimeout>>();
	#underway = new Map<string, Promise<void>>();
	/** What was begun before this start, and is neither finished nor discarded since. */
	begun = $state.raw<Kept[]>([]);
	/** Resolves when the drafts of earlier starts are here; a field that was begun then opens with them. */
	loaded: Promise<void> = Promise.resolve();

	/** `durable`: whether the core keeps them, too. */
	constructor(private readonly durable = false) {}

	get(key: string): Draft | undefined {
		return this.#kept.get(key);
	}

	keep(key: string, draft: Draft): void {
		this.#kept.set(key, draft);
		this.#soon(formOf(key));
	}

	drop(key: string): void {
		this.#kept.delete(key);
		this.#soon(formOf(key));
	}

	/** Drops every draft whose key starts so. */
	dropAll(prefix: string): void {
		const forms = new Set<string>();
		for (const key of [...this.#kept.keys()]) {
			if (!key.startsWith(prefix)) continue;
			this.#kept.delete(key);
			forms.add(formOf(key));
		}
		for (const form of forms) this.#now(form);
	}

	/** Forgets a form altogether. */
	discard(form: string): void {
		for (const key of [...this.#kept.keys()]) if (formOf(key) === form) this.#kept.delete(key);
		this.#now(form);
	}

	/** How many entries are not finished; the fields of one new form are one entry. */
	get unfinished(): number {
		return new Set([...this.#kept.keys()].map(formOf)).size;
	}

	/** Runs the act that a form becomes. Nothing is kept behind its back: what is under way has ended, and only where it fails is
	    the form kept again. */
	async committing<T>(form: string, run: (draft: string) => Promise<T>): Promise<T> {
		this.#cancel(form);
		await this.#underway.get(form);
		try {
			const done = await run(form);
			this.#cancel(form);
			for (const key of [...this.#kept.keys()]) if (formOf(key) === form) this.#kept.delete(key);
			this.over(form);
			return done;
		} catch (error) {
			this.#soon(form);
			throw error;
		}
	}

	/** A form that is kept elsewhere was finished, or given up: it is not offered any more. */
	over(form: string): void {
		this.begun = this.begun.filter((one) => one.key !== form);
	}

	/** Keeps everything that waits, now: somebody looks away. */
	flush(): void {
		for (const form of [...this.#timers.keys()]) this.#now(form);
	}

	/** Reads what was begun before, and keeps whatever is typed when the window is left; the answer stops that. */
	begin(): () => void {
		const away = () => this.flush();
		this.loaded = api.drafts().then((kept) => this.#take(kept), () => undefined); // without them the window is still whole
		for (const [on, event] of [[window, 'blur'], [window, 'pagehide'], [document, 'visibilitychange'], [document, 'focusout']] as const) on.addEventListener(event, away);
		return () => {
			for (const [on, event] of [[window, 'blur'], [window, 'pagehide'], [document, 'visibilitychange'], [document, 'focusout']] as const) on.removeEventListener(event, away);
		};
	}

	#take(kept: Kept[]): void {
		this.begun = kept;
		for (const one of kept) {
			for (const [entry, text] of Object.entries(one.form)) {
				const key = keyOf(one.key, entry);
				if (!this.#kept.has(key)) this.#kept.set(key, { text, token: one.token ?? '', error: null });
			}
		}
	}

	#soon(form: string): void {
		if (!this.durable || this.#timers.has(form)) return;
		this.#timers.set(form, setTimeout(() => this.#now(form), KEEP_AFTER_MS));
	}

	#cancel(form: string): void {
		clearTimeout(this.#timers.get(form));
		this.#timers.delete(form);
	}

	/** One after the other: a late answer to an older text must not win. */
	#now(form: string): void {
		this.#cancel(form);
		if (!this.durable) return;
		const entries = [...this.#kept].filter(([key]) => formOf(key) === form);
		if (entries.length === 0) this.over(form);
		const { kind, record } = placeOf(form);
		const token = entries.find(([, draft]) => draft.token !== '')?.[1].token ?? null;
		const texts = Object.fromEntries(entries.map(([key, draft]) => [entryOf(key), draft.text]));
		const write = () => (entries.length === 0 ? api.dropDraft(form) : api.keepDraft(form, kind, record, token, texts));
		const done = (this.#underway.get(form) ?? Promise.resolve()).then(write).then(() => undefined, () => undefined);
		this.#underway.set(form, done);
	}
}

export const drafts = new Drafts(true);

export const draftKey = {
	field: (record: string, field: string) => `field/${record}/${field}`,
	note: (about: string) => `note/${about}`,
	created: (kind: string, field: string) => `new/${kind}/${field}`,
	createdAll: (kind: string) => `new/${kind}/`,
	/** A form's draft in the core. */
	form: (kind: string) => `new/${kind}`
};
