// Files on their way in: from a path that was chosen, or from what was dropped or pasted, which the core gets in pieces. What cannot be
// taken is said with its reason once all have been tried.
import { did } from '$lib/acts';
import { api, wordsOf, type Saved } from '$lib/api';
import { percent } from '$lib/format';
import { toasts } from '$lib/toasts.svelte';
import { m } from '$words';

/** Asked of the page at once: a multiple of three, so that base64 needs no filling in between. */
export const PIECE = 3 << 18;

let current = $state<{ about: string; words: string } | null>(null);

export const taking = {
	/** What is said of the file that is on its way to this record. */
	of(about: string): string {
		return current?.about === about ? current.words : '';
	}
};

/** A piece as base64; what the platform cannot read any more is a folder, or has changed. */
async function base64(piece: Blob): Promise<string> {
	return new Promise((done, failed) => {
		const reader = new FileReader();
		reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
		reader.onerror = () => failed(new Unreadable());
		reader.readAsDataURL(piece);
	});
}

class Unreadable extends Error {}

async function inPieces(about: string, file: File, name: string): Promise<Saved> {
	const arriving = await api.beginAttachment(about, name, file.size);
	for (let at = 0; at < file.size; at += PIECE) {
		current = { about, words: m.attach_coming_share({ name, share: percent(at / file.size) }) };
		const piece = await base64(file.slice(at, at + PIECE)).catch(async (problem: unknown) => {
			await api.stopAttachment(arriving);
			throw problem;
		});
		await api.attachPiece(arriving, piece);
	}
	return api.endAttachment(arriving);
}

type Source = { name: string; attach: () => Promise<Saved> };

async function all(about: string, sources: Source[]): Promise<void> {
	const failed: string[] = [];
	for (const { name, attach } of sources) {
		current = { about, words: m.attach_coming({ name }) };
		try {
			did(m.attach_done({ name }), (await attach()).gesture);
		} catch (problem) {
			failed.push(m.attach_failed({ name, why: problem instanceof Unreadable ? m.file_unreadable() : wordsOf(problem) }));
		}
	}
	current = null;
	const taken = sources.length - failed.length;
	if (failed.length > 0) toasts.failed(failed.join(' '), taken > 0 ? m.attach_others({ count: taken }) : m.toast_nothing_changed());
}

const last = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** What was dropped or pasted. `names`: what a file without a name of its own is called. */
export const attachFiles = (about: string, files: File[], names = (file: File): string => file.name): Promise<void> =>
	all(about, files.map((file) => ({ name: names(file), attach: () => inPieces(about, file, names(file)) })));

/** Asks which files, and takes those. */
export async function attachChosen(about: string): Promise<void> {
	const paths = await api.pickAttachments();
	await all(about, paths.map((path) => ({ name: last(path), attach: () => api.attachFile(about, path) })));
}
