import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plainView } from '$lib/fallback';
import { client } from '$lib/query';
import ListPane from './ListPane.svelte';
import { placeOf } from './lists.svelte';

const { goto } = vi.hoisted(() => ({ goto: vi.fn() }));
vi.mock('$app/navigation', () => ({ goto }));

const names = ['Ana', 'Ben', 'Bertha'];
let asked: string[] = [];

beforeEach(() => {
	Object.assign(placeOf('contact'), { search: '', deleted: false, scroll: 0 });
	goto.mockClear();
	client.clear();
	asked = [];
	mockIPC(async (_, args) => {
		const { ask } = args as { ask: { search: string } };
		asked.push(ask.search);
		await new Promise((done) => setTimeout(done, 20));
		const found = names.filter((name) => name.toLowerCase().startsWith(ask.search));
		return { total: found.length, rows: found.map((name) => ({ id: name, kind: 'contact', title: name, subtitle: '', mark: 'saved', fields: {} })) };
	});
	render(ListPane, { view: plainView('contact'), chosen: null, onnew: () => undefined });
});
afterEach(() => clearMocks());

test('Enter opens what was typed, not what was found for fewer letters', async () => {
	await expect.poll(() => screen.getByTestId('list-count').textContent).toContain('3');
	await userEvent.type(screen.getByTestId('list-search'), 'ben{Enter}');
	await expect.poll(() => goto.mock.calls.at(-1)?.[0]).toBe('/contact/Ben');
});

test('letters that are typed while one is answered are asked as one', async () => {
	await expect.poll(() => screen.getByTestId('list-count').textContent).toContain('3');
	asked = [];
	await userEvent.type(screen.getByTestId('list-search'), 'ber', { delay: null });
	await expect.poll(() => screen.getByTestId('list-count').textContent).toContain('1 found');
	expect(asked).toEqual(['b', 'ber']);
});

test('the arrows choose a row and Enter opens it', async () => {
	await expect.poll(() => screen.getByTestId('list-count').textContent).toContain('3');
	screen.getByTestId('list-search').focus();
	await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
	expect(goto).toHaveBeenLastCalledWith('/contact/Ben');
});
