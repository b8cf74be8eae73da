// What moving a deal needs to be asked first, and the asking: one place for the board, the steps of a card and the keys.
import type { StageState } from '$lib/api';

/** A deal on its way to another stage. */
export type Move = {
	deal: string; token: string; name: string; stage: string;
	/** Where it goes to, and where it comes from. */
	to: StageState; from: StageState;
	next_action: string; next_due: string; reason: string;
};

/** A close needs its reason; an open deal needs to know what happens next, and one that is opened again anew. */
export function mustAsk(move: Move): boolean {
	if (move.to !== 'open') return true;
	return move.from !== 'open' || move.next_action.trim() === '';
}

export const moveDraft = (deal: string): string => `move/${deal}`;
