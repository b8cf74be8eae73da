// One quiet message at a time, with a way back. A newer one replaces it.

import { m } from '$words';

export type Toast = { id: number; words: string; then: string; tone: 'saved' | 'failed'; undo: (() => void) | null };

const STAY_MS = 7_000;
const FAILED_STAY_MS = 20_000;

let current = $state<Toast | null>(null);
let next = 1;
let timer: ReturnType<typeof setTimeout> | undefined;

function put(toast: Omit<Toast, 'id'>): void {
	clearTimeout(timer);
	current = { ...toast, id: next++ };
	timer = setTimeout(() => (current = null), toast.tone === 'failed' ? FAILED_STAY_MS : STAY_MS);
}

export const toasts = {
	get current(): Toast | null {
		return current;
	},
	saved(words: string, undo: (() => void) | null = null): void {
		put({ words, then: m.mark_saved(), tone: 'saved', undo });
	},
	said(words: string, then: string): void {
		put({ words, then, tone: 'saved', undo: null });
	},
	failed(words: string, then = m.toast_nothing_changed()): void {
		put({ words, then, tone: 'failed', undo: null });
	},
	close(): void {
		clearTimeout(timer);
		current = null;
	},
	/** A person reads it or is about to press: it stays. */
	hold(): void {
		clearTimeout(timer);
	}
};
