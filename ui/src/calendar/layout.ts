// Where things stand in a day: pure, in minutes and pixels.

export type Span = { start: number; end: number };

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How high an hour is, and what is drawn at least, px: a finger needs more room than a mouse. */
export type Scale = { hour: number; least: number };
export const MOUSE: Scale = { hour: 72, least: 28 };
export const FINGER: Scale = { hour: 100, least: 48 };
/** Times move by this. */
export const STEP = 15 * MINUTE;

export const px = (ms: number, scale: Scale): number => (ms / HOUR) * scale.hour;

/** A span as it is drawn: never lower than what can be pressed. */
export const drawn = <T extends Span>(span: T, scale: Scale): T => ({ ...span, end: Math.max(span.end, span.start + (scale.least / scale.hour) * HOUR) });

/** What is left of some stretches where others are; slivers are dropped. */
export function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
	let left: Span[] = [...spans];
	for (const one of taken) {
		left = left.flatMap((span) => (one.end <= span.start || span.end <= one.start ? [span] : [{ start: span.start, end: one.start }, { start: one.end, end: span.end }]));
	}
	return left.filter((span) => span.end - span.start >= STEP);
}

export type Placed<T> = { of: T; /** Which of so many side by side. */ at: number; many: number };

/** What overlaps stands side by side: each takes the first place that is free; a group of overlapping ones is as wide as it needs. */
export function sideBySide<T extends Span>(spans: readonly T[]): Placed<T>[] {
	const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
	const placed: Placed<T>[] = [];
	let group: Placed<T>[] = [];
	let places: number[] = [];
	let until = -Infinity;
	const close = (): void => {
		for (const one of group) one.many = places.length;
		group = [];
		places = [];
	};
	for (const of of sorted) {
		if (of.start >= until) close();
		const free = places.findIndex((end) => end <= of.start);
		const at = free === -1 ? places.length : free;
		places[at] = of.end;
		until = group.length === 0 ? of.end : Math.max(until, of.end);
		const one = { of, at, many: 1 };
		group.push(one);
		placed.push(one);
	}
	close();
	return placed;
}

/** The part of a span that lies within another; none where they do not meet. */
export function within<T extends Span>(span: T, from: number, until: number): Span | null {
	const start = Math.max(span.start, from);
	const end = Math.min(span.end, until);
	return start < end ? { start, end } : null;
}

/** The hours that are drawn, as ms after midnight: those that anything reaches into, and the usual day at least. */
export function hoursOf(parts: readonly Span[], midnight: number, until: number): Span {
	const after = parts.map((part) => within(part, midnight, until)).filter((part) => part !== null);
	const start = Math.min(8 * HOUR, ...after.map((part) => part.start - midnight));
	const end = Math.max(17 * HOUR, ...after.map((part) => part.end - midnight));
	return { start: Math.floor(start / HOUR) * HOUR, end: Math.min(Math.ceil(end / HOUR) * HOUR, until - midnight) };
}

/** To the nearest step after a midnight. */
export const snapped = (ms: number, midnight: number): number => midnight + Math.round((ms - midnight) / STEP) * STEP;

/** The next step from a moment on. */
export const nextStep = (ms: number): number => Math.ceil(ms / STEP) * STEP;

export type Way = 'up' | 'down' | 'left' | 'right';

/** Where the selection goes: up and down within a column, left and right to what is nearest in the next column that has anything. */
export function neighbour(columns: readonly (readonly Span[])[], at: { column: number; index: number }, way: Way): { column: number; index: number } {
	const here = columns[at.column] ?? [];
	if (way === 'up') return { ...at, index: Math.max(0, at.index - 1) };
	if (way === 'down') return { ...at, index: Math.min(here.length - 1, at.index + 1) };
	const step = way === 'left' ? -1 : 1;
	const from = here[at.index]?.start ?? 0;
	for (let column = at.column + step; column >= 0 && column < columns.length; column += step) {
		const there = columns[column] ?? [];
		if (there.length === 0) continue;
		const far = there.map((span) => Math.abs(span.start - from));
		return { column, index: far.indexOf(Math.min(...far)) };
	}
	return at;
}
