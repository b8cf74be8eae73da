// What the first screen does without. It is a file of its own each, read when somebody wants it, or before that, once the first
// screen stands: going somewhere and opening a sheet are as quick as if all had been read at the start. The one thing not to
// put here: what a key opens and somebody types into without looking. What is typed would go elsewhere until it has been read.
import { preloadCode } from '$app/navigation';
import { client } from '$lib/query';
import { listPath } from '$lib/view';
import { otherPlaces } from '../frame/places';
import { places, views } from './views';

/** What floats over the rooms. */
export const later = {
	snooze: () => import('../tasks/Snooze.svelte'),
	recording: () => import('../voice/RecordingScreen.svelte'),
	ask: () => import('../approvals/AskApproval.svelte'),
	decide: () => import('../approvals/Decide.svelte'),
	keys: () => import('../frame/KeySheet.svelte')
};

const parts = [() => import('../kit/MenuMade.svelte'), () => import('../kit/Sheet.svelte')];
/** Where rooms open: each place, and a record of each kind with one. */
const rooms = [...places, ...otherPlaces].map((place) => place.path).concat(views.map((view) => `${listPath(view.kind)}/x`));

/** One file after the other: a key that is pressed meanwhile waits for one of them at most. */
async function readAll(): Promise<void> {
	for (const read of [...Object.values(later), ...parts]) await read();
	for (const room of rooms) await preloadCode(room);
}

/** Reads the rest, and says so, as soon as the first screen has what it asked the core for. The answer stops the waiting. */
export function readAhead(stands: () => void): () => void {
	let over = false;
	const begin = (): void => {
		if (over || client.isFetching() > 0) return;
		stop();
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				stands();
				void readAll().catch(() => undefined); // then it is read when it is wanted
			})
		);
	};
	const unhear = client.getQueryCache().subscribe(() => setTimeout(begin));
	const stop = (): void => { over = true; unhear(); };
	setTimeout(begin);
	return stop;
}
