import { describe, expect, test } from 'vitest';
import type { ListAsk, Page, Row } from './api';
import { PAGE, Pages, type Question } from './pages.svelte';

const question = (search = ''): Question => ({ kind: 'contact', search, sort: null, deleted: false, about: null });
const row = (id: string): Row => ({ id, kind: 'contact', title: id, subtitle: '', mark: 'saved', fields: {} });
const answer = (ask: ListAsk, total: number): Page => ({
	total,
	partial: false,
	rows: Array.from({ length: Math.min(ask.limit, total - ask.offset) }, (_, at) => row(`${ask.search}${ask.offset + at}`))
});

/** A store whose answers are given by hand, in any order. */
function byHand() {
	const open: { ask: ListAsk; give: (page: Page) => void; fail: (error: unknown) => void }[] = [];
	const read = (ask: ListAsk) => new Promise<Page>((give, fail) => open.push({ ask, give, fail }));
	return { open, read };
}

describe('a long list', () => {
	test('reads only the pages around what is seen', async () => {
		const asked: number[] = [];
		const pages = new Pages(async (ask) => (asked.push(ask.offset), answer(ask, 100_000)));
		await pages.show(question());
		await pages.need(50_090, 50_110);
		expect(asked).toEqual([0, 50_050, 50_100]);
		expect(pages.total).toBe(100_000);
		expect(pages.row(50_105)?.id).toBe('50105');
		expect(pages.row(70_000)).toBeUndefined();
	});

	test('rows that were flown past while one page was read are not read', async () => {
		const { open, read } = byHand();
		const pages = new Pages(read);
		const first = pages.show(question());
		open[0]!.give(answer(open[0]!.ask, 100_000));
		await first;
		const seen = [pages.need(20_010, 20_020)];
		await expect.poll(() => open.length).toBe(2);
		seen.push(...[40_010, 60_010].map((row) => pages.need(row, row + 10)));
		open[1]!.give(answer(open[1]!.ask, 100_000));
		await expect.poll(() => open.length).toBe(3);
		open[2]!.give(answer(open[2]!.ask, 100_000));
		await expect.poll(() => open.length).toBe(4);
		open[3]!.give(answer(open[3]!.ask, 100_000));
		await Promise.all(seen);
		expect(open.map(({ ask }) => ask.offset)).toEqual([0, 20_000, 60_000, 59_950]);
	});

	test('what may be seen next is read ahead', async () => {
		const pages = new Pages(async (ask) => answer(ask, 1_000));
		await pages.show(question());
		await pages.need(30, 40);
		expect([pages.row(60)?.id, pages.ids().length]).toEqual(['60', 2 * PAGE]);
	});

	test('a page that cannot be read is not asked for again by itself', async () => {
		let asked = 0;
		const pages = new Pages(async (ask) => {
			asked += 1;
			if (ask.offset > 0) throw new Error('gone');
			return answer(ask, 1_000);
		});
		await pages.show(question());
		await pages.need(500, 510);
		expect([asked, pages.row(500)]).toEqual([2, undefined]);
	});

	test('does not keep every page it ever showed', async () => {
		const pages = new Pages(async (ask) => answer(ask, 100_000));
		await pages.show(question());
		for (let page = 0; page < 40; page += 1) await pages.need(page * PAGE, page * PAGE + 20);
		expect(pages.row(0)).toBeUndefined();
		expect(pages.row(39 * PAGE)).toBeDefined();
	});
});

describe('search as you type', () => {
	test('keeps the old rows until the new ones are here', async () => {
		const { open, read } = byHand();
		const pages = new Pages(read);
		const first = pages.show(question());
		open[0]!.give(answer(open[0]!.ask, 3));
		await first;
		const second = pages.show(question('an'));
		expect(pages.row(0)?.id).toBe('0');
		open[1]!.give(answer(open[1]!.ask, 1));
		await second;
		expect([pages.row(0)?.id, pages.total]).toEqual(['an0', 1]);
	});

	test('drops a late answer to an earlier question', async () => {
		const { open, read } = byHand();
		const pages = new Pages(read);
		const both = [pages.show(question('a')), pages.show(question('an'))];
		open[1]!.give(answer(open[1]!.ask, 1));
		open[0]!.give(answer(open[0]!.ask, 9));
		await Promise.all(both);
		expect([pages.row(0)?.id, pages.total]).toEqual(['an0', 1]);
	});
});

describe('after a change', () => {
	test('the seen pages are read again and their old rows stay meanwhile', async () => {
		let total = 250;
		const pages = new Pages(async (ask) => answer(ask, total));
		await pages.show(question());
		await pages.need(120, 140);
		total = 251;
		const again = pages.again();
		expect(pages.row(130)?.id).toBe('130');
		await again;
		expect(pages.total).toBe(251);
		expect(pages.row(130)?.id).toBe('130');
	});

	test('a list that became shorter than what was seen reads its last page', async () => {
		let total = 250;
		const pages = new Pages(async (ask) => answer(ask, total));
		await pages.show(question());
		await pages.need(220, 240);
		total = 3;
		await pages.again();
		await pages.need(0, 10);
		expect(pages.total).toBe(3);
		expect(pages.row(0)?.id).toBe('0');
	});
});

test('a failed read says so and keeps the rows', async () => {
	let broken = false;
	const pages = new Pages(async (ask) => {
		if (broken) throw new Error('gone');
		return answer(ask, 5);
	});
	await pages.show(question());
	broken = true;
	await pages.again();
	expect(pages.error).toContain('gone');
	expect(pages.row(0)?.id).toBe('0');
});
