// A line of text, cut where something in it was understood.
import type { QuickMeaning, QuickPlan } from '$lib/api';

export type Piece = { text: string; meaning: QuickMeaning | null };

/** Every letter stands in exactly one piece; a span outside the text, or over another, is left out. */
export function pieces(text: string, spans: QuickPlan['spans']): Piece[] {
	const cut: Piece[] = [];
	let at = 0;
	for (const { start, end, meaning } of spans) {
		if (start < at || end > text.length || end <= start) continue;
		if (start > at) cut.push({ text: text.slice(at, start), meaning: null });
		cut.push({ text: text.slice(start, end), meaning });
		at = end;
	}
	if (at < text.length) cut.push({ text: text.slice(at), meaning: null });
	return cut;
}
