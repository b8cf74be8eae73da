import { QueryObserver } from '@tanstack/svelte-query';
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, test } from 'vitest';
import { api, Problem } from './api';
import { heard, linkedKinds, newClient, reads, touches, whenStale, type Tag } from './query';

const changed = (kinds: string[], records: string[] = []) => ({ kinds, records, source: 'here' as const });

describe('a change makes stale', () => {
	const card: Tag[] = [{ kind: 'contact', record: 'A' }, { kind: 'company' }];
	test.each([
		['its own record', changed(['contact'], ['A']), true],
		['not another record of its kind', changed(['contact'], ['B']), false],
		['every record of a kind, when too many changed to name them', changed(['contact'], []), true],
		['a card that shows the name of a changed company', changed(['company'], ['C']), true],
		['nothing of other kinds', changed(['task'], ['A']), false]
	])('%s', (_, event, stale) => expect(touches(card, event)).toBe(stale));

	test('a read of everything, always', () => expect(touches([{ kind: '*' }], changed(['note'], ['N']))).toBe(true));
});

test('a list of people depends on the names of companies, colleagues and territories', () => {
	expect(linkedKinds('contact').map((tag) => tag.kind).sort()).toEqual(['colleague', 'company', 'territory']);
});

test('a record that may be about anything depends on everything', () => {
	expect(linkedKinds('task')).toEqual([{ kind: '*' }]);
});

describe('with the transport replaced', () => {
	afterEach(() => clearMocks());

	test('only the reads that a change names are read again', async () => {
		const asked: string[] = [];
		mockIPC((command, args) => {
			asked.push(`${command} ${(args as { record?: string }).record ?? ''}`.trim());
			return command === 'truth' ? { waiting: 0 } : {};
		});
		const client = newClient();
		const stops = [reads.card('contact', 'A'), reads.card('contact', 'B'), reads.truth()].map((read) =>
			new QueryObserver<unknown>(client, read as never).subscribe(() => undefined)
		);
		await expect.poll(() => asked.length).toBe(3);
		asked.length = 0;
		await heard(changed(['contact'], ['B']), client);
		expect(asked.sort()).toEqual(['card B', 'truth']);
		stops.forEach((stop) => stop());
	});

	test('paged reads hear of their tags until they stop', async () => {
		let times = 0;
		const stop = whenStale([{ kind: 'deal' }], () => (times += 1));
		const client = newClient();
		await heard(changed(['deal']), client);
		await heard(changed(['note']), client);
		stop();
		await heard(changed(['deal']), client);
		expect(times).toBe(1);
	});

	test('a failure crosses with its code and its words', async () => {
		mockIPC(() => {
			throw { code: 'disk_full', message: 'The disk is full.' };
		});
		const problem = await api.truth().catch((error: unknown) => error);
		expect(problem).toBeInstanceOf(Problem);
		expect((problem as Problem).code).toBe('disk_full');
		expect((problem as Problem).message).toBe('The disk is full.');
	});
});
