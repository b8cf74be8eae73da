/** Whether nothing may move: the person's choice for this window, or the system's. For movement that no style sheet draws. */
export function still(): boolean {
	return document.documentElement.dataset.motion === 'off' || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export const MOVE_MS = 140;
