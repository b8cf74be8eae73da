import { expect, test } from 'vitest';
import { drawn, FINGER, hoursOf, neighbour, nextStep, sideBySide, snapped, within, without } from './layout';

const M = 60_000;
const H = 60 * M;
const span = (start: number, end: number) => ({ start, end });
const places = (...spans: [number, number][]) => sideBySide(spans.map(([start, end]) => span(start, end))).map(({ of, at, many }) => [of.start, at, many]);

test.each<[string, [number, number][], number[][]]>([
	['one stands alone', [[0, 10]], [[0, 0, 1]]],
	['one after the other share a place', [[0, 10], [10, 20]], [[0, 0, 1], [10, 0, 1]]],
	['two that overlap stand side by side', [[0, 10], [5, 15]], [[0, 0, 2], [5, 1, 2]]],
	['a third goes where the first has left', [[0, 10], [5, 30], [10, 20]], [[0, 0, 2], [5, 1, 2], [10, 0, 2]]],
	['a later group is as wide as it needs', [[0, 10], [5, 15], [20, 30]], [[0, 0, 2], [5, 1, 2], [20, 0, 1]]],
	['the longer of two that begin together comes first', [[0, 5], [0, 10]], [[0, 0, 2], [0, 1, 2]]]
])('%s', (_, spans, expected) => expect(places(...spans)).toEqual(expected));

test('no two that overlap ever share a place', () => {
	let seed = 7;
	const dice = (most: number) => (seed = (seed * 16_807) % 2_147_483_647) % most;
	for (let life = 0; life < 200; life += 1) {
		const spans = Array.from({ length: 1 + dice(12) }, () => { const start = dice(100); return span(start, start + 1 + dice(30)); });
		const placed = sideBySide(spans);
		expect(placed).toHaveLength(spans.length);
		for (const one of placed) {
			expect(one.at).toBeLessThan(one.many);
			for (const other of placed) if (one !== other && one.of.start < other.of.end && other.of.start < one.of.end) { expect(one.at).not.toBe(other.at); expect(one.many).toBe(other.many); }
		}
	}
});

test('the hours are those of a usual day, and as many more as anything needs', () => {
	expect(hoursOf([], 0, 24 * H)).toEqual(span(8 * H, 17 * H));
	expect(hoursOf([span(7 * H + 30 * M, 9 * H), span(17 * H, 18 * H + 1)], 0, 24 * H)).toEqual(span(7 * H, 19 * H));
	expect(hoursOf([span(-H, H), span(23 * H, 30 * H)], 0, 24 * H)).toEqual(span(0, 24 * H));
	expect(hoursOf([span(30 * H, 31 * H)], 0, 24 * H)).toEqual(span(8 * H, 17 * H));
});

test('what reaches over midnight is cut there', () => {
	expect(within(span(-5, 5), 0, 10)).toEqual(span(0, 5));
	expect(within(span(10, 20), 0, 10)).toBeNull();
});

test('times move by quarters of an hour', () => {
	expect(snapped(100 + 22 * M, 100)).toBe(100 + 15 * M);
	expect(nextStep(15 * M)).toBe(15 * M);
	expect(nextStep(15 * M + 1)).toBe(30 * M);
});

test('arrows move within a column, and to what is nearest in the next one that has anything', () => {
	const columns = [[span(0, 1), span(10, 11)], [], [span(2, 3), span(9, 10), span(20, 21)]];
	expect(neighbour(columns, { column: 0, index: 1 }, 'right')).toEqual({ column: 2, index: 1 });
	expect(neighbour(columns, { column: 2, index: 2 }, 'left')).toEqual({ column: 0, index: 1 });
	expect(neighbour(columns, { column: 0, index: 0 }, 'left')).toEqual({ column: 0, index: 0 });
	expect(neighbour(columns, { column: 0, index: 1 }, 'down')).toEqual({ column: 0, index: 1 });
	expect(neighbour(columns, { column: 0, index: 1 }, 'up')).toEqual({ column: 0, index: 0 });
});

test('where something is drawn no gap is offered, and slivers are none', () => {
	expect(without([span(0, 4 * H)], [span(H, 2 * H)])).toEqual([span(0, H), span(2 * H, 4 * H)]);
	expect(without([span(0, H)], [span(10 * M, H + M)])).toEqual([]);
	expect(without([span(0, H)], [])).toEqual([span(0, H)]);
});

test('what is short is drawn high enough for a finger', () => expect(drawn(span(0, 15 * M), FINGER).end).toBeGreaterThan(28 * M));
