// The stretches of time that a rewind offers. Pure.
import { fieldOf, kindOf } from '$lib/api';

export type Span = 'hour' | 'day' | 'week' | 'month';
export const SPANS: Span[] = ['hour', 'day', 'week', 'month'];

const HOUR_MS = 3_600_000;
const lengths: Record<Span, number> = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 31 * 24 * HOUR_MS };

/** From which moment on, to the minute: the same preview for whoever looks a moment longer. */
export const sinceOf = (span: Span, now_ms: number): number => Math.floor((now_ms - lengths[span]) / 60_000) * 60_000;

/** What a field is called; a tag by its own name. */
export function fieldSaid(kind: string, field: string): string {
	const [key = '', tag] = field.split('/');
	const label = fieldOf(kind, key)?.label ?? kindOf(kind).fields.find((one) => one.key === key)?.label ?? key;
	return tag === undefined ? label : `${label}: ${tag}`;
}
