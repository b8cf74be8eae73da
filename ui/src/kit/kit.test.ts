import { createRawSnippet } from 'svelte';
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import Board from './Board.svelte';
import Combobox, { type Choice } from './Combobox.svelte';
import DateInput from './DateInput.svelte';
import MoneyInput from './MoneyInput.svelte';
import Segmented from './Segmented.svelte';
import { Selection } from './selection.svelte';
import Steps from './Steps.svelte';
import Table from './Table.svelte';
import TagInput from './TagInput.svelte';

const plain = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));
const NOW = new Date('2026-11-17T09:25:00').getTime();

describe('a board', () => {
	const cards = (...ids: string[]) => ids.map((id) => ({ id, name: `Card ${id}` }));
	const columns = [{ id: 'a', title: 'Enquiry', count: '2', cards: cards('1', '2') }, { id: 'b', title: 'Survey', count: '0', cards: [] }, { id: 'c', title: 'Won', count: '1', cards: cards('3') }];
	const show = (onmove = vi.fn(), onopen = vi.fn()) => {
		render(Board, { label: 'Deals', columns, card: plain('card') as never, onmove, onopen });
		return { onmove, onopen };
	};

	test('the arrows choose a card, over empty columns too, and Enter opens it', async () => {
		const { onopen } = show();
		screen.getByRole('article', { name: 'Card 2' }).focus();
		await userEvent.keyboard('{ArrowRight}');
		expect(screen.getByRole('article', { name: 'Card 3' })).toHaveFocus();
		await userEvent.keyboard('{Enter}');
		expect(onopen).toHaveBeenCalledExactlyOnceWith(columns[2]?.cards[0]);
	});

	test('a card is moved without dragging, and not to where it stands', async () => {
		const { onmove } = show();
		screen.getByRole('article', { name: 'Card 1' }).focus();
		await userEvent.keyboard('m');
		const ask = within(await screen.findByTestId('move-to'));
		expect(ask.getByRole('button', { name: 'Enquiry' })).toBeDisabled();
		await userEvent.click(ask.getByRole('button', { name: 'Survey' }));
		expect(onmove).toHaveBeenCalledExactlyOnceWith(columns[0]?.cards[0], 'b', 0);
	});

	test('is one stop for Tab', () => {
		show();
		expect(screen.getAllByRole('article').filter((card) => card.tabIndex === 0).map((card) => card.getAttribute('aria-label'))).toEqual(['Card 1']);
	});
});

describe('a combobox', () => {
	test('drops a late answer to an older text', async () => {
		const answers: Record<string, (choices: Choice[]) => void> = {};
		render(Combobox, { label: 'Company', search: (text: string) => new Promise<Choice[]>((done) => (answers[text] = done)), onchoose: () => undefined });
		await userEvent.type(screen.getByRole('combobox'), 'av');
		answers.av?.([{ id: '1', title: 'Avonmouth' }]);
		answers.a?.([{ id: '2', title: 'Acme' }]);
		expect(await screen.findByRole('option', { name: 'Avonmouth' })).toBeInTheDocument();
		expect(screen.queryByRole('option', { name: 'Acme' })).not.toBeInTheDocument();
	});

	test('Enter takes the one that the arrows have come to', async () => {
		const onchoose = vi.fn();
		const found = [{ id: '1', title: 'Avonmouth' }, { id: '2', title: 'Avon Dairy' }];
		render(Combobox, { label: 'Company', search: async () => found, onchoose });
		await userEvent.type(screen.getByRole('combobox'), 'av');
		await screen.findAllByRole('option');
		await userEvent.keyboard('{ArrowDown}{Enter}');
		expect(onchoose).toHaveBeenCalledExactlyOnceWith(found[1]);
	});
});

describe('what is typed', () => {
	test('a day becomes its ISO value, and is said in words when it is left', async () => {
		const onchange = vi.fn();
		render(DateInput, { value: '', label: 'Due', now_ms: NOW, onchange });
		await userEvent.type(screen.getByRole('textbox'), '2026-11-19');
		await userEvent.tab();
		expect(onchange).toHaveBeenLastCalledWith('2026-11-19');
		expect(screen.getByRole('textbox')).toHaveValue(new Intl.DateTimeFormat('en-US', { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(2026, 10, 19)).replace(/^Thu,(?= \d)/, 'Thu'));
	});

	test('no day stays in the box with a word about it, and the value stays', async () => {
		const onchange = vi.fn();
		render(DateInput, { value: '', label: 'Due', now_ms: NOW, onchange });
		await userEvent.type(screen.getByRole('textbox'), 'soonish');
		await userEvent.tab();
		expect(screen.getByRole('textbox')).toHaveValue('soonish');
		expect(screen.getByRole('alert')).toBeInTheDocument();
		expect(onchange).not.toHaveBeenCalled();
	});

	test('an amount keeps its currency, and takes another one whole', async () => {
		const onchange = vi.fn();
		render(MoneyInput, { value: '10 GBP', label: 'Amount', onchange });
		await userEvent.clear(screen.getByRole('textbox'));
		await userEvent.type(screen.getByRole('textbox'), '1,250.50');
		expect(onchange).toHaveBeenLastCalledWith('1250.50 GBP');
		await userEvent.selectOptions(screen.getByRole('combobox'), 'EUR');
		expect(onchange).toHaveBeenLastCalledWith('1250.50 EUR');
	});

	test('a tag that was not taken stays in the box', async () => {
		const onadd = vi.fn(async () => false);
		render(TagInput, { tags: ['boiler'], label: 'Tags', onadd, onremove: () => undefined });
		await userEvent.click(screen.getByTestId('tag-add'));
		await userEvent.keyboard('yearly{Enter}');
		expect(onadd).toHaveBeenCalledWith('yearly');
		expect(screen.getByTestId('tag-input')).toHaveValue('yearly');
	});
});

describe('choices', () => {
	const options = [{ value: 'mine', label: 'Mine' }, { value: 'all', label: 'Everyone' }];
	test('a segment is a radio: it has a name and says that it was chosen', async () => {
		const onchange = vi.fn();
		render(Segmented, { value: 'mine', options, label: 'Whose', onchange });
		await userEvent.click(screen.getByRole('radio', { name: 'Everyone' }));
		expect(onchange).toHaveBeenCalledExactlyOnceWith('all');
	});

	test('the step where it stands is not chosen again', async () => {
		const onchoose = vi.fn();
		render(Steps, { value: 'b', steps: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }], label: 'Stage', onchoose });
		await userEvent.click(screen.getByRole('button', { name: /^B/ }));
		await userEvent.click(screen.getByRole('button', { name: /^A/ }));
		expect(onchoose.mock.calls).toEqual([['a']]);
	});
});

describe('a table', () => {
	const ids = ['a', 'b', 'c'];
	const columns = [{ key: 'name', label: 'Name', width: '1fr', sortable: true }];
	function show() {
		const selection = new Selection();
		const onopen = vi.fn();
		const onorder = vi.fn();
		render(Table, { label: 'Deals', columns, total: 3, idAt: (index: number) => ids[index], nameAt: (index: number) => ids[index] ?? '', cell: plain('cell') as never, selection, onopen, order: { key: 'name', descending: false }, onorder });
		return { selection, onopen, onorder };
	}

	test('Space ticks, Shift and Space tick up to here, Enter opens', async () => {
		const { selection, onopen } = show();
		screen.getByRole('grid').focus();
		await userEvent.keyboard(' {ArrowDown}{ArrowDown}{Shift>} {/Shift}');
		expect([...selection.ids].sort()).toEqual(ids);
		await userEvent.keyboard('{Enter}');
		expect(onopen).toHaveBeenCalledExactlyOnceWith(2);
	});

	test('pressing the head that orders it turns the order round', async () => {
		const { onorder } = show();
		expect(screen.getByRole('columnheader', { name: /Name/ })).toHaveAttribute('aria-sort', 'ascending');
		await userEvent.click(screen.getByRole('button', { name: /Name/ }));
		expect(onorder).toHaveBeenCalledExactlyOnceWith({ key: 'name', descending: true });
	});
});
