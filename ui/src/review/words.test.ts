import { expect, test } from 'vitest';
import type { ReviewLine, Side } from '$lib/api';
import { clockError, fieldLabel, meaningOf, question, valueWords } from './words';

const side: Pick<Side, 'at' | 'counted' | 'held'> = { at: 1_000_000, counted: 1_000_000, held: true };

test('a question names the record and the field; a life and a proposal are asked otherwise', () => {
	expect(question('deal', 'Avonmouth', { field: 'stage', label: 'Stage' })).toBe('Avonmouth: which stage?');
	expect(question('contact', 'Ana', { field: 'life', label: '' })).toBe('Ana: keep or delete?');
	expect(question('contact', 'Ana', { field: 'proposal', label: '' })).toBe('Ana: take this change over?');
	expect(fieldLabel('issue', 'triage')).toBe('Status and priority');
	expect(fieldLabel('contact', 'x_01', 'Dietary needs')).toBe('Dietary needs');
});

test('a line says what is open and what is at stake', () => {
	const line: ReviewLine = { record: 'D', kind: 'deal', title: 'Boiler', fields: ['stage', 'close_by'], proposals: 1, amounts: [{ currency: 'GBP', amount: '38400', weighted: '38400', count: 1 }], due: '', days_left: null, since: 0, mine: true, whose: [] };
	expect(meaningOf(line)).toBe('Stage, Close date, 1 change to take over · £38,400');
});

test('values are read as on a card, and a life in words', () => {
	expect(valueWords('deal', { field: 'amount', kind: 'money' }, '38400 GBP')).toBe('£38,400');
	expect(valueWords('contact', { field: 'life', kind: '' }, 'deleted')).toBe('Deleted');
});

test.each([
	[0, ''],
	[1_500, ''],
	[5_000, 'its clock was 5 seconds ahead'],
	[-600_000, 'its clock was 10 minutes behind']
])('a clock that is off by %i ms', (off, words) => {
	expect(clockError({ ...side, at: side.counted + off })).toBe(words);
	expect(clockError({ ...side, at: side.counted + off, held: false })).toBe('');
});
