import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldOf } from '$lib/api';
import { drafts } from '$lib/drafts.svelte';
import FieldLine from './FieldLine.svelte';

let saved: unknown[] = [];

function show(key: string, value: string, record = 'A') {
	const schema = fieldOf('contact', key);
	if (!schema) throw new Error(key);
	const field = { key, label: schema.label, value, shown: value, by: 'Mara', on: 'laptop', at: 1, mark: 'saved' as const, competing: [] };
	return render(FieldLine, { record, token: 'T', alive: true, field, schema, onhistory: () => undefined });
}

beforeEach(() => {
	saved = [];
	mockIPC((command, args) => {
		if (command !== 'edit_record') return null;
		if (JSON.stringify(args).includes('bad')) throw { code: 'invalid', message: 'That is no address.' };
		saved.push(args);
		return { record: 'A', gesture: 'G', token: 'T2', at: 2 };
	});
});
afterEach(() => {
	clearMocks();
	drafts.dropAll('');
});

test('a click opens the field with its text chosen, so that typing replaces it', async () => {
	show('role', 'Buyer');
	await userEvent.click(screen.getByTestId('field-role'));
	expect(screen.getByTestId('input-role')).toHaveFocus();
	await userEvent.keyboard('Director{Enter}');
	expect(saved).toEqual([{ record: 'A', token: 'T', fields: { role: 'Director' }, draft: 'field/A/role' }]);
});

test('leaving the field saves it, Escape does not', async () => {
	show('role', 'Buyer');
	await userEvent.click(screen.getByTestId('field-role'));
	await userEvent.keyboard('Director{Escape}');
	expect(saved).toEqual([]);
	await userEvent.click(screen.getByTestId('field-role'));
	await userEvent.keyboard('Owner');
	await userEvent.tab();
	await userEvent.tab();
	await expect.poll(() => saved.length).toBe(1);
});

test('what is refused stays open with its reason', async () => {
	show('email', '');
	await userEvent.click(screen.getByTestId('field-email'));
	await userEvent.keyboard('bad{Enter}');
	expect(await screen.findByTestId('field-error')).toHaveTextContent('That is no address.');
	expect(screen.getByTestId('input-email')).toHaveValue('bad');
	expect(drafts.unfinished).toBe(1);
});

test('going away from a card saves the field that was open', async () => {
	const { unmount } = show('role', 'Buyer');
	await userEvent.click(screen.getByTestId('field-role'));
	await userEvent.keyboard('Owner');
	unmount();
	await expect.poll(() => [saved.length, drafts.unfinished]).toEqual([1, 0]);
});
