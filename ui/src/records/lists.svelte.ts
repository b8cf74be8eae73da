// Where each list was left: what was searched, how far it was scrolled. So that going back loses no place.
export type Place = { search: string; deleted: boolean; scroll: number };

const places = new Map<string, Place>();

export function placeOf(kind: string): Place {
	let place = places.get(kind);
	if (!place) places.set(kind, (place = { search: '', deleted: false, scroll: 0 }));
	return place;
}
