// What floats over the room: at most one sheet, and what it is about. Rooms ask for it here; the frame draws it.
import type { ApprovalNeeded, ApprovalView } from './api';

export type About = { id: string; kind: string; title: string };
export type How = 'note' | 'call' | 'email' | 'meeting';

export type Floating =
	| { is: 'note'; about: About | null; how: How }
	| { is: 'quick'; about: About | null }
	| { is: 'ask'; about: About | null; needed: ApprovalNeeded | null }
	| { is: 'decide'; approval: ApprovalView }
	| { is: 'snooze'; task: { id: string; title: string } };

let current = $state.raw<Floating | null>(null);

export const sheets = {
	get current(): Floating | null {
		return current;
	},
	/** Writes a note, or logs a call, an email, a meeting. */
	note(about: About | null = null, how: How = 'note'): void {
		current = { is: 'note', about, how };
	},
	/** A task in one line. */
	quick(about: About | null = null): void {
		current = { is: 'quick', about };
	},
	/** Asks for an approval; `needed` where a rule wants it. */
	ask(about: About | null = null, needed: ApprovalNeeded | null = null): void {
		current = { is: 'ask', about, needed };
	},
	decide(approval: ApprovalView): void {
		current = { is: 'decide', approval };
	},
	snooze(task: { id: string; title: string }): void {
		current = { is: 'snooze', task };
	},
	close(): void {
		current = null;
	}
};
