import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stretch } from '$lib/intl';
import { rowProblem } from '$lib/problems';
import { Importing, targetFrom, targetKey } from './importing.svelte';

const preview = {
	path: 'accounts.csv', file: 'accounts.csv', format: 'csv', encoding: 'UTF-8', delimiter: ',', headers: ['account', 'remarks'],
	sample: [['Acme', 'x']], rows: 2, suggested_kind: 'company', suggested: [{ field: 'name' }, 'skip']
};
const plan = { total: 2, ready: 2, new_links: [], duplicates: [], duplicate_count: 0, rejected: [], rejected_count: 0 };
const report = { added: 2, duplicates: 0, rejected: [], rejected_count: 0, stopped: false, gesture: 'G' };

type Args = { ask?: { kind: string; mapping: unknown[] } };
let asked: [string, Args][] = [];
let answers: Record<string, (args: Args) => unknown> = {};

beforeEach(() => {
	asked = [];
	answers = {
		preview_import: () => preview, suggest_mapping: () => ['skip', 'skip'], plan_import: () => plan, run_import: () => report,
		stop_import: () => null, undo: () => ({ changed: 2, kept: [], later: 0, gesture: 'U' })
	};
	mockIPC((command, args) => {
		asked.push([command, args as Args]);
		return answers[command]?.(args as Args);
	}, { shouldMockEvents: true });
});
afterEach(() => clearMocks());

async function prepared(): Promise<Importing> {
	const it = new Importing();
	await it.read('accounts.csv');
	await expect.poll(() => it.plan).not.toBeNull();
	return it;
}

describe('an import of a calendar', () => {
	const calendar = { ...preview, path: 'desk.ics', file: 'desk.ics', format: 'ical', headers: [], sample: [], suggested_kind: 'appointment', suggested: [] };
	const adding = [{ row: 3, title: 'Boiler', start: 0, end: 3_600_000, repeats: '', of: [] }];

	test('goes by its own commands, and by whose calendar it is', async () => {
		answers = { ...answers, preview_import: () => calendar, plan_events: () => ({ plan, adding }), run_events: () => report };
		const it = await prepared();
		expect([it.isCalendar, it.adding]).toEqual([true, adding]);
		it.of('BAY');
		await expect.poll(() => asked.filter(([command]) => command === 'plan_events').at(-1)?.[1].ask).toEqual({ path: 'desk.ics', of: 'BAY' });
		await it.run();
		expect(asked.map(([command]) => command)).not.toContain('run_import');
		expect(asked.at(-1)?.[1].ask).toEqual({ path: 'desk.ics', of: 'BAY' });
		expect(it.step).toBe('done');
		it.startOver();
		expect([it.isCalendar, it.whose, it.adding]).toEqual([false, '', []]);
	});

	test('says of each event why it is not taken', () => {
		const taken = `taken\tBay 1\t${new Date(2026, 8, 22, 10).getTime()}\t${new Date(2026, 8, 22, 11, 30).getTime()}\tOurs`;
		expect(rowProblem({ why: '', detail: taken })).toMatch(/^Already booked: Bay 1, “Ours”, .*22.*10:00.*11:30\.$/);
		expect(rowProblem({ why: 'x', detail: 'ical_zone_unknown' })).toBe('It is in a time zone that is not known here.');
		expect(stretch(new Date(2026, 8, 22).getTime(), new Date(2026, 8, 24).getTime())).not.toMatch(/:/);
	});
});

describe('an import', () => {
	test('looks into the file and plans before anything can be written', async () => {
		const it = await prepared();
		expect(it.step).toBe('prepare');
		expect(asked.map(([command]) => command)).not.toContain('run_import');
		expect(it.plan?.ready).toBe(2);
	});

	test('a changed column is planned again, with the change', async () => {
		const it = await prepared();
		it.map(1, { new_field: 'remarks' });
		await expect.poll(() => asked.filter(([command]) => command === 'plan_import').length).toBe(2);
		expect(asked.at(-1)?.[1].ask?.mapping).toEqual([{ field: 'name' }, { new_field: 'remarks' }]);
	});

	test('a file that cannot be read leaves the person at the choice, with the reason', async () => {
		answers.preview_import = () => {
			throw { code: 'unreadable_file', message: 'This is not a table.' };
		};
		const it = new Importing();
		await it.read('photo.bin');
		expect([it.step, it.error]).toEqual(['choose', 'This is not a table.']);
	});

	test('a run that fails says that nothing was written and can be tried again', async () => {
		const it = await prepared();
		answers.run_import = () => {
			throw { code: 'disk_full', message: 'The disk is full.' };
		};
		await it.run();
		expect(it.step).toBe('prepare');
		expect(it.error).toContain('Nothing of this file was written');
	});

	test('is taken back as one gesture', async () => {
		const it = await prepared();
		await it.run();
		await it.undo();
		expect(asked.at(-1)).toMatchObject(['undo', { gesture: 'G' }]);
		expect(it.undone).toBe(true);
	});

	test('an answer for a kind that was changed meanwhile is dropped', async () => {
		const it = await prepared();
		answers.suggest_mapping = (args) => [(args as { kind?: string }).kind === 'deal' ? { field: 'product' } : 'skip', 'skip'];
		await Promise.all([it.as('contact'), it.as('deal')]);
		expect(it.kind).toBe('deal');
		expect(it.mapping[0]).toEqual({ field: 'product' });
	});
});

test.each(['skip', { field: 'name' }, { new_field: 'remarks' }] as const)('the target %j goes through a select and comes back', (target) => {
	expect(targetFrom(targetKey(target), 'remarks')).toEqual(target);
});
