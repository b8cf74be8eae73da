import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import ViewSheet from './ViewSheet.svelte';

let kept: Record<string, string> | null = null;

beforeEach(() => {
	kept = null;
	mockIPC((command, args) => {
		if (command === 'drafts') return kept === null ? [] : [{ key: 'view/contact', kind: 'contact', record: null, title: '', form: kept, token: null, at: 1 }];
		if (command === 'keep_draft') kept = (args as { fields: Record<string, string> }).fields;
		return null;
	});
});
afterEach(() => clearMocks());

const show = () => render(ViewSheet, { open: true, kind: 'contact', view: null, ask: { filter: [], any: false, sort: null, columns: [] }, onsaved: () => undefined });

test('whom a view is for is kept with its name, and is chosen again after the app has ended', async () => {
	const { unmount } = show();
	await userEvent.type(screen.getByTestId('view-name'), 'Regulars');
	await userEvent.click(screen.getByTestId('view-shared'));
	await expect.poll(() => kept).toEqual({ name: 'Regulars', shared: 'yes' });
	unmount();
	show();
	await expect.poll(() => screen.getByTestId<HTMLInputElement>('view-shared').checked).toBe(true);
	expect(screen.getByTestId('view-name')).toHaveValue('Regulars');
});

test('a choice alone is kept, too', async () => {
	show();
	await userEvent.click(screen.getByTestId('view-shared'));
	await expect.poll(() => kept).toEqual({ name: '', shared: 'yes' });
});
