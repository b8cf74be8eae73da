import { expect, test } from 'vitest';
import { cardPhrase, truthLine } from './truth';

const truth = { waiting: 9, last_saved_at: null, records: 412, person: 'Mara', device: 'laptop' };

test('what is saved is said first, what is kept for a server after it', () => {
	const line = truthLine(truth, 0, null);
	expect(line.strong).toBe('Everything you did is saved on this device');
	expect(line.then).toBe('9 changes kept here until there is a server');
});

test('while something typed is not saved, the line does not claim everything', () => {
	expect(truthLine(truth, 1, null).strong).toBe('Saved on this device, except 1 entry you have not finished');
});

test('a database that cannot be read is a failure, not a saved state', () => {
	expect(truthLine(truth, 0, 'The disk is gone.').mark).toBe('failed');
});

test('without a server nothing is ever said to be synced or held elsewhere', () => {
	for (const waiting of [0, 1, 5000]) {
		const line = truthLine({ ...truth, waiting }, 0, null);
		expect(line.mark).toBe('saved');
		expect(`${line.strong} ${line.then} ${cardPhrase(waiting).then}`).not.toMatch(/synced|held by/i);
	}
});
