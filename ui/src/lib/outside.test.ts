import { beforeEach, expect, test, vi } from 'vitest';
import { api, type Card } from './api';
import { goOutside, outsideOf } from './outside';
import { toasts } from './toasts.svelte';

const card = (fields: Record<string, string>) => ({ fields: Object.entries(fields).map(([key, value]) => ({ key, value })) }) as unknown as Card;

beforeEach(() => vi.restoreAllMocks());

test('a record offers what its fields make possible, the mobile before the desk phone', () => {
	expect(outsideOf(card({ phone: '0117 496', mobile: '+44 7700 900418', email: '', address: '14 Elm Hill\nBristol' }))).toEqual([
		{ way: 'call', text: '+44 7700 900418' },
		{ way: 'go', text: '14 Elm Hill, Bristol' }
	]);
	expect(outsideOf(card({ name: 'Ana' }))).toEqual([]);
});

test('what a program takes needs no words; what none takes is copied, and it is said so', async () => {
	const said = vi.spyOn(toasts, 'said');
	const copied: string[] = [];
	Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void copied.push(text) } });
	const open = vi.spyOn(api, 'openOutside').mockResolvedValueOnce(true);
	await goOutside({ way: 'mail', text: 'ana@elmfield.example' });
	expect([said.mock.calls.length, copied.length]).toEqual([0, 0]);
	open.mockResolvedValueOnce(false);
	await goOutside({ way: 'call', text: '+44 7700 900418' });
	expect(copied).toEqual(['+44 7700 900418']);
	expect(said).toHaveBeenCalledOnce();
});
