// What a person did and can take back: each act ends in a toast with its undo, and Ctrl/Cmd+Z takes back the latest.
import { api, wordsOf, type Saved, type Undone } from './api';
import { keptWords } from './problems';
import { m } from '$words';
import { toasts } from './toasts.svelte';

let latest: { gesture: string; words: string }[] = [];

/** Remembers a committed act and offers its undo. */
export function did(words: string, gesture: string): void {
	if (gesture === '') return; // everything was already so
	latest.push({ gesture, words });
	toasts.saved(words, () => void takeBack(gesture));
}

/** Runs an act, offers its undo, and says it where it did not work. Answers null then. */
export async function act(words: string, run: () => Promise<Saved>): Promise<Saved | null> {
	try {
		const saved = await run();
		did(words, saved.gesture);
		return saved;
	} catch (error) {
		toasts.failed(wordsOf(error));
		return null;
	}
}

/** What an undo or a rewind has left, and why; empty where nothing. */
export const leftWords = ({ kept, later }: Undone): string => [...kept.map(keptWords), later > 0 ? m.undo_later({ count: later }) : ''].filter(Boolean).join(' ');

export function undoneWords(undone: Undone): { words: string; then: string } {
	const words = undone.changed === 0 ? m.act_undone_nothing() : m.act_undone({ what: m.count_change({ count: undone.changed }) });
	return { words, then: leftWords(undone) || m.mark_saved() };
}

export async function takeBack(gesture: string): Promise<Undone | null> {
	try {
		const undone = await api.undo(gesture);
		latest = latest.filter((one) => one.gesture !== gesture);
		const { words, then } = undoneWords(undone);
		toasts.said(words, then);
		return undone;
	} catch (error) {
		toasts.failed(wordsOf(error));
		return null;
	}
}

/** Ctrl/Cmd+Z outside a text field. */
export async function takeBackLatest(): Promise<void> {
	const last = latest.at(-1);
	if (last) await takeBack(last.gesture);
	else toasts.said(m.act_nothing_since(), m.act_activity_shows());
}
