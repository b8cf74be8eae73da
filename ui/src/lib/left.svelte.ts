// How a room was left: which view, whose, what was looked for. In memory, so that going away and back loses no place.

/** A room's state. Made once, at the top of a module: state that is made while something is derived would not be followed. */
export function left<State extends Record<string, unknown>>(first: State): State {
	const state = $state(first);
	return state;
}
