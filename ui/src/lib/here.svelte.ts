// Who works on which device, for words like "You" and "on this device"; and the moment, so that "2 min ago" grows old.
import type { Here } from './format';

let who = $state<Here>({ person: '', device: '' });
let now_ms = $state(Date.now());

export const here = {
	get who(): Here {
		return who;
	},
	set who(next: Here) {
		who = next;
	},
	get now_ms(): number {
		return now_ms;
	}
};

/** Moves the moment on, every half minute; the answer stops it. */
export function followClock(): () => void {
	const timer = setInterval(() => (now_ms = Date.now()), 30_000);
	return () => clearInterval(timer);
}
