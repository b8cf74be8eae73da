import { expect, test } from 'vitest';
import type { Board, BoardCard, BoardColumn, Forecast } from '$lib/api';
import { stagesOf } from './forecast';
import { mustAsk, type Move } from './moving';
import { ageWords, boardWords, cardWords, columnTitle, daysBetween } from './words';

const NOW = new Date(2026, 10, 21, 9, 0).getTime();
const DAY = 86_400_000;
const card = (part: Partial<BoardCard>): BoardCard => ({
	id: 'D', name: 'Plate cooler', line: 'Eklund Dairy', amount: '31500', currency: 'GBP', since: NOW, next_action: 'Call', next_due: '', close_by: '', reason: '', quiet: null,
	contested: false, mark: 'saved', owner: '', token: 'T', ...part
});
const column = (part: Partial<BoardColumn>): BoardColumn => ({ stage: 'Won', chance: 100, state: 'won', count: 0, totals: [], cards: [], ...part });

test('a deal is as old in its stage as the calendar says', () => {
	expect([ageWords(NOW - 3_600_000, NOW), ageWords(NOW - DAY, NOW), ageWords(NOW - 9 * DAY, NOW)]).toEqual(['since today', '1 day', '9 days']);
	expect(daysBetween(new Date(2026, 10, 20, 23, 59).getTime(), NOW)).toBe(1);
});

test('a card says whose deal it is, and one sign what stands out', () => {
	expect(cardWords(card({}), 'open')).toEqual({ name: 'Eklund Dairy', words: 'Plate cooler', amount: '£31,500', next: 'Call', sign: 'next' });
	expect(cardWords(card({ line: '', amount: '', next_action: '' }), 'open')).toEqual({ name: 'Plate cooler', words: '', amount: 'No amount yet', next: 'What happens next?', sign: 'missing' });
	expect(cardWords(card({ quiet: 12, next_action: '' }), 'open')).toMatchObject({ next: 'No word for 12 days', sign: 'quiet' });
	expect(cardWords(card({ quiet: 12, contested: true }), 'open')).toMatchObject({ next: 'Two stages, decide', sign: 'contested' });
	expect(cardWords(card({ next_action: '', reason: 'Price' }), 'won')).toMatchObject({ next: 'Price', sign: 'next' });
});

test('a closing column names its month, an open one only itself', () => {
	expect(columnTitle(column({}), '2026-11')).toBe('Won in Nov');
	expect(columnTitle(column({ stage: 'Survey', state: 'open' }), '2026-11')).toBe('Survey');
});

test('the head adds up what is open and what has gone quiet', () => {
	const totals = [{ currency: 'GBP', amount: '203640', weighted: '1', count: 12 }];
	const board: Board = { pipeline: 'P', name: 'P', month: '2026-11', columns: [], open: 12, totals, quiet: 3, quiet_totals: [{ currency: 'GBP', amount: '78000', weighted: '1', count: 3 }] };
	expect(boardWords(board)).toBe('12 open, £203,640 · 3 have gone quiet, £78,000');
	expect(boardWords({ ...board, quiet: 0 })).toBe('12 open, £203,640');
});

test('a move asks only what is missing', () => {
	const move: Move = { deal: 'D', token: 'T', name: 'N', stage: 'S', to: 'open', from: 'open', next_action: 'Call', next_due: '', reason: '' };
	expect([mustAsk(move), mustAsk({ ...move, next_action: ' ' }), mustAsk({ ...move, to: 'won' }), mustAsk({ ...move, from: 'lost' })]).toEqual([false, true, true, true]);
});

test('the stages of a forecast stand in the order of the pipeline', () => {
	const cell = (stage: string) => ({ stage, count: 1, totals: [] });
	const forecast = { rows: [{ stages: [cell('Approval')] }, { stages: [cell('Enquiry'), cell('Old')] }] } as unknown as Forecast;
	expect(stagesOf(forecast, ['Enquiry', 'Survey', 'Approval'])).toEqual(['Enquiry', 'Approval', 'Old']);
});
