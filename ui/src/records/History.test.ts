import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { client } from '$lib/query';
import Asking from '../../tests/Asking.svelte';
import History from './History.svelte';

const step = (change: string, after: string) => ({ change, gesture: change, part_of: null, at: 1, by: 'Mara', on: 'laptop', act: 'Edited', field: 'mobile', label: 'Mobile', before: '', after, stands: true, mark: 'synced' as const, why: '', counted: 1, position: 7, rule: 'field_first', lost: [], value: after });
let earlier = true;
let fromServer: unknown = { steps: [step('B', '07700 900 002'), step('A', '07700 900 001')], earlier: false };
let asked: string[] = [];

beforeEach(() => {
	client.clear();
	asked = [];
	earlier = true;
	fromServer = { steps: [step('B', '07700 900 002'), step('A', '07700 900 001')], earlier: false };
	mockIPC((command) => {
		asked.push(command);
		if (command === 'history') return { steps: [step('B', '07700 900 002')], earlier };
		if (command !== 'whole_history') return null;
		if (fromServer instanceof Object && 'code' in fromServer) throw fromServer;
		return fromServer;
	});
});
afterEach(() => clearMocks());

const show = () => render(Asking, { part: History, given: { open: true, kind: 'contact', record: 'R', name: 'Ana', field: null, label: '' } });

test('what happened before a first sync is asked of the server when somebody wants to see it, not before', async () => {
	show();
	await expect.poll(() => screen.getAllByTestId('history-step').length).toBe(1);
	expect(asked).not.toContain('whole_history');
	await userEvent.click(screen.getByTestId('history-earlier').querySelector('button') as HTMLElement);
	await expect.poll(() => screen.getAllByTestId('history-step').length).toBe(2);
	expect(screen.queryByTestId('history-earlier')).toBeNull();
});

test('a history that is here as a whole offers nothing more', async () => {
	earlier = false;
	show();
	await expect.poll(() => screen.getAllByTestId('history-step').length).toBe(1);
	expect(screen.queryByTestId('history-earlier')).toBeNull();
});

test('where the server cannot be asked, the reason is said', async () => {
	fromServer = { code: 'unreachable', message: 'Nobody answers.', detail: 'no_network' };
	show();
	await expect.poll(() => screen.queryByTestId('history-earlier')).not.toBeNull();
	await userEvent.click(screen.getByTestId('history-earlier').querySelector('button') as HTMLElement);
	expect(await screen.findByRole('alert')).toHaveTextContent('no network');
});
