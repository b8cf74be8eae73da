import { expect, test } from 'vitest';
import type { Step } from '$lib/api';
import { whyLines } from './whyLines';

const step: Step = {
	change: '01C', gesture: '01C', part_of: null, at: 1_790_000_185_000, by: 'Cem', on: 'Another device', act: 'Changed', field: 'mobile', label: 'Mobile', before: '1', after: '2', stands: true, mark: 'synced', why: '',
	counted: 1_790_000_005_000, position: 12_345, rule: 'field_first', lost: ['07700 900 317'], value: '2'
};
const words = (of: Step) => whyLines(of, (shown) => shown).map(([, line]) => line);

test('a value says by whose clock it was written, how far that was off, its place, its rule, what gave way and its change', () => {
	const said = words(step);
	expect(said).toContain('its clock was 3 minutes ahead');
	expect(said).toContain('12,345');
	expect(said).toContain('07700 900 317');
	expect(said.at(-1)).toBe('01C');
	expect(said.length).toBe(7);
});

test('before a server has answered, nothing is claimed about the clock', () => {
	const said = words({ ...step, position: null, lost: [] });
	expect(said).toContain('not known until a server has answered');
	expect(said.length).toBe(5);
});
