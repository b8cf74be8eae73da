// Where each list was left: what was searched, how far it was scrolled. So that going back loses no place.
export type Place = { search: string; deleted: boolean; scroll: number };

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

const places = new Map<string, Place>();

export function placeOf(kind: string): Place {
	let place = places.get(kind);
	if (!place) places.set(kind, (place = { search: '', deleted: false, scroll: 0 }));
	return place;
}
