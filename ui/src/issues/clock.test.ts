import { expect, test } from 'vitest';
import type { IssueClock } from '$lib/api';
import { clockWords, spanWords } from './clock';

const NOW = Date.UTC(2026, 10, 21, 9, 0);
const MINUTE = 60_000;
const clock = (part: Partial<IssueClock>): IssueClock => ({
	id: 'I', title: 'Pump', status: 'new', priority: 'high', state: 'running', left_minutes: 300, respond_by: NOW + 42 * MINUTE, resolve_by: NOW + 300 * MINUTE, responded: null, answered_late: false, ...part
});

test.each<[Partial<IssueClock>, string, string]>([
	[{}, 'Answer due in 42 min', 'waiting'],
	[{ respond_by: NOW - 5 * MINUTE }, 'Answer 5 min late', 'failed'],
	[{ responded: NOW, status: 'in_progress' }, 'Due in 5 h', 'plain'],
	[{ responded: NOW, status: 'in_progress', left_minutes: 200 }, 'Due in 3 h 20 min', 'plain'],
	[{ status: 'waiting', state: 'paused', left_minutes: 90 }, 'Waits for the customer, 1 h 30 min left', 'plain'],
	[{ state: 'breached', left_minutes: -60 }, '1 h late', 'failed'],
	[{ state: 'met', status: 'resolved' }, 'Resolved in time', 'plain'],
	[{ state: 'breached', status: 'closed', left_minutes: -2880 }, 'Resolved 2 days late', 'failed'],
	[{ state: 'none' }, 'No time promised', 'plain']
])('%j says %s', (part, words, tone) => {
	const said = clockWords(clock(part), NOW);
	expect([said.words, said.tone]).toEqual([words, tone]);
});

test('a long time is said in days', () => expect(spanWords(3 * 1440)).toBe('3 days'));
