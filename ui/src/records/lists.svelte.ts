// Where each list was left: what was searched, how it was shown, how far it was scrolled. So that going back loses no place.
import { kinds, type ViewAsk } from '$lib/api';

export type Place = {
	search: string;
	deleted: boolean;
	scroll: number;
	/** Which view is chosen: `all`, `mine`, or a saved one by its id. */
	view: string;
	ask: Required<ViewAsk>;
	/** As a table instead of lines. */
	table: boolean;
};

export const blankAsk = (): Required<ViewAsk> => ({ filter: [], any: false, sort: null, columns: [] });

/** How wide the list stands beside its card, in px; the same for all kinds. */
let width = $state(304);

export const pane = {
	get width(): number {
		return width;
	},
	set width(next: number) {
		width = next;
	}
};

function blankPlace(): Place {
	const place = $state<Place>({ search: '', deleted: false, scroll: 0, view: 'all', ask: blankAsk(), table: false });
	return place;
}

/** Made at once for every kind: state that is made while something is derived from it would not be followed. */
const places = new Map(kinds().map((kind) => [kind.key, blankPlace()]));
const elsewhere = blankPlace();

export const placeOf = (kind: string): Place => places.get(kind) ?? elsewhere;

/** Which row of its list the open record is, so that a card can say "2 of 214". */
let at = $state.raw<{ kind: string; id: string; index: number; total: number } | null>(null);

export const trail = {
	of(kind: string, id: string): { index: number; total: number } | null {
		return at?.kind === kind && at.id === id ? at : null;
	},
	leave(kind: string, id: string, index: number, total: number): void {
		at = { kind, id, index, total };
	}
};
