import { expect, test } from 'vitest';
import type { Card } from '$lib/api';
import { handsOver, outsideOf } from './outside';

const card = (fields: Record<string, string>) => ({ fields: Object.entries(fields).map(([key, value]) => ({ key, value })) }) as unknown as Card;

test('a record offers what its fields make possible, the mobile before the desk phone', () => {
	expect(outsideOf(card({ phone: '0117 496', mobile: '+44 7700 900418', email: '', address: '14 Elm Hill\nBristol' }))).toEqual([
		{ key: 'call', href: 'tel:+447700900418', text: '+44 7700 900418' },
		{ key: 'go', href: 'geo:0,0?q=14%20Elm%20Hill%2C%20Bristol', text: '14 Elm Hill, Bristol' }
	]);
	expect(outsideOf(card({ name: 'Ana' }))).toEqual([]);
});

test('only a phone or a tablet is trusted to open what is handed over', () => {
	expect(handsOver('Mozilla/5.0 (iPad; CPU OS 18_0)')).toBe(true);
	expect(handsOver('Mozilla/5.0 (X11; Linux x86_64)')).toBe(false);
});
