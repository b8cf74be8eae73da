// What of a sound is played: all of it, or all but the long silences.

/** From and until, ms. */
export type Stretch = { from: number; until: number };

/** Below this a stroke counts as silence. */
const QUIET = 12;
/** Silence this long is shortened … */
const LONG_MS = 900;
/** … to so much at each of its ends. */
const BREATH_MS = 250;

/** The stretches that are played, in order. Without an outline nothing is known to be silent. */
export function stretches(strokes: readonly number[], stroke_ms: number, length_ms: number, skip: boolean): Stretch[] {
	const all = [{ from: 0, until: length_ms }];
	if (!skip || stroke_ms <= 0) return all;
	const played: Stretch[] = [];
	let from = 0;
	let quiet: number | null = null;
	for (let index = 0; index <= strokes.length; index++) {
		const loud = index === strokes.length || (strokes[index] ?? 0) >= QUIET;
		if (!loud) quiet ??= index * stroke_ms;
		if (!loud || quiet === null) continue;
		const until = Math.min(index * stroke_ms, length_ms);
		if (until - quiet >= LONG_MS) {
			played.push({ from, until: quiet + BREATH_MS });
			from = until - BREATH_MS;
		}
		quiet = null;
	}
	played.push({ from, until: length_ms });
	return played.filter((stretch) => stretch.until > stretch.from);
}

/** What is played from a place on: the rest of its stretch, and those behind it. */
export function from(all: readonly Stretch[], at_ms: number): Stretch[] {
	return all.filter((stretch) => stretch.until > at_ms).map((stretch) => ({ from: Math.max(stretch.from, at_ms), until: stretch.until }));
}
