// What a deal's card says, and how long it has stood where it stands. Pure: the moment comes in.
import type { Board, BoardCard, BoardColumn } from '$lib/api';
import { m } from '$words';
import { money, number } from '$lib/format';
import { dateFormat } from '$lib/intl';
import { sumWords, weightedWords } from '$lib/sums';

const DAY_MS = 86_400_000;
const midnight = (at_ms: number): number => new Date(at_ms).setHours(0, 0, 0, 0);

/** Whole days between two moments as the calendar here counts them. */
export const daysBetween = (from_ms: number, to_ms: number): number => Math.max(0, Math.round((midnight(to_ms) - midnight(from_ms)) / DAY_MS));

/** "since today", "1 day", "9 days". */
export function ageWords(since_ms: number, now_ms: number): string {
	const days = daysBetween(since_ms, now_ms);
	return days === 0 ? m.deals_since_today() : m.deals_days({ count: days });
}

/** How long a stay lasted: "3 h" within a day, else days. */
export function stayWords(ms: number): string {
	const hours = Math.floor(ms / 3_600_000);
	if (hours < 1) return m.deals_under_hour();
	return hours < 24 ? m.deals_hours({ count: hours }) : m.deals_days({ count: Math.round(ms / DAY_MS) });
}

/** "12 open, £203,640 · 3 have gone quiet, £78,000". */
export function boardWords(board: Board): string {
	const open = [m.deals_open({ count: board.open }), sumWords(board.totals)].filter(Boolean).join(', ');
	if (board.quiet === 0) return open;
	return `${open} · ${[m.deals_quiet({ count: board.quiet }), sumWords(board.quiet_totals)].filter(Boolean).join(', ')}`;
}

/** "Won in Nov": a closing column holds only this month's. */
export function columnTitle(column: BoardColumn, month: string): string {
	if (column.stage === '') return m.deals_no_stage();
	if (column.state === 'open') return column.stage;
	const [year = 0, at = 1] = month.split('-').map(Number);
	return m.deals_stage_in_month({ stage: column.stage, month: dateFormat({ month: 'short' }).format(new Date(year, at - 1, 1)) });
}

/** What a column comes to by the chance of its stage; nothing where that is the same or cannot be. */
export function columnHint(column: BoardColumn): string {
	if (column.state !== 'open' || column.stage === '' || column.totals.length === 0) return '';
	return m.deals_weighted_at({ amount: weightedWords(column.totals), chance: number(column.chance) });
}

export type CardWords = { name: string; words: string; amount: string; next: string; sign: 'next' | 'quiet' | 'contested' | 'missing' };

/** The name is whose deal it is to be, as people speak of it; what it is stands below. */
export function cardWords(card: BoardCard, state: BoardColumn['state']): CardWords {
	const next = card.next_action || (state === 'open' ? '' : card.reason);
	return {
		name: card.line || card.name,
		words: card.line ? card.name : '',
		amount: card.amount === '' ? m.deals_no_amount() : money(`${card.amount} ${card.currency}`),
		next: card.contested ? m.deals_two_stages() : next || (card.quiet !== null ? m.deals_quiet_for({ count: card.quiet }) : state === 'open' ? m.deals_no_next() : m.deals_nothing_more()),
		sign: card.contested ? 'contested' : card.quiet !== null ? 'quiet' : next === '' && state === 'open' ? 'missing' : 'next'
	};
}
