// Strokes for the width that there is.

/** As many columns as fit, each as high as the highest of the strokes that it stands for. */
export function columns(strokes: readonly number[], most: number): number[] {
	if (strokes.length <= most) return [...strokes];
	return Array.from({ length: most }, (_, index) => {
		const from = Math.floor((index * strokes.length) / most);
		const until = Math.max(from + 1, Math.floor(((index + 1) * strokes.length) / most));
		return Math.max(...strokes.slice(from, until));
	});
}

/** How many of the last strokes are not saved yet: each stands for 100 ms. */
export const unsaved = (heard_ms: number, saved_ms: number): number => Math.max(0, Math.ceil((heard_ms - saved_ms) / 100));
