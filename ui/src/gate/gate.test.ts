import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';
import Gate from './Gate.svelte';
import { GateKeeper } from './gate.svelte';
import './InTrouble.svelte'; // the gate reads it when it is wanted; how long that takes is not what is asked here
import { strengthOf } from './strength';

afterEach(() => clearMocks());

async function at(first: unknown, unlock: (passphrase: string) => unknown = () => ({ state: 'open', person: 'Mara', device: 'laptop' })) {
	const given: string[] = [];
	mockIPC((command, args) => {
		if (command === 'gate') return first;
		if (command === 'unlock') {
			const { passphrase } = args as { passphrase: string };
			given.push(passphrase);
			return unlock(passphrase);
		}
		if (command === 'start_beside') return { state: 'choose_passphrase' };
		throw new Error(command);
	});
	const keeper = new GateKeeper();
	render(Gate, { keeper });
	await keeper.ask();
	return { keeper, given };
}

describe('the first start', () => {
	test('two different passphrases are not sent anywhere', async () => {
		const { keeper, given } = await at({ state: 'choose_passphrase' });
		await userEvent.type(await screen.findByTestId('gate-passphrase'), 'correct horse');
		await userEvent.type(screen.getByTestId('gate-passphrase-again'), 'correct house');
		await userEvent.click(screen.getByTestId('gate-submit'));
		expect(await screen.findByTestId('gate-error')).toHaveTextContent('not the same');
		expect(given).toEqual([]);
		expect(keeper.open).toBe(false);
	});

	test('says that the passphrase cannot be recovered', async () => {
		await at({ state: 'choose_passphrase' });
		expect(await screen.findByText(/Nobody can recover it/)).toBeInTheDocument();
	});
});

describe('a later start', () => {
	test('a wrong passphrase stays at the gate with clear words', async () => {
		const { keeper } = await at({ state: 'passphrase' }, () => {
			throw { code: 'wrong_passphrase', message: 'That is not the passphrase of this device.' };
		});
		await userEvent.type(await screen.findByTestId('gate-passphrase'), 'nope{Enter}');
		expect(await screen.findByTestId('gate-error')).toHaveTextContent('not the passphrase');
		expect(screen.getByTestId('gate-passphrase')).toHaveValue('nope');
		expect(keeper.gate?.state).toBe('passphrase');
	});

	test('spaces belong to a passphrase', async () => {
		const { given } = await at({ state: 'passphrase' });
		await userEvent.type(await screen.findByTestId('gate-passphrase'), ' two words {Enter}');
		expect(given).toEqual([' two words ']);
	});
});

describe('trouble', () => {
	const trouble = (can_start_beside: boolean) => ({ state: 'trouble', failure: { code: 'corrupt', message: 'The file is damaged at page 7.' }, can_start_beside });

	test('says what happened, what is safe and what to do', async () => {
		await at(trouble(false));
		expect(await screen.findByText('The file is damaged at page 7.')).toBeInTheDocument();
		expect(screen.getByText('What is safe')).toBeInTheDocument();
		expect(screen.queryByTestId('gate-beside')).not.toBeInTheDocument();
	});

	test('a new database beside it is made only after a confirmation that says nothing is deleted', async () => {
		const { keeper } = await at(trouble(true));
		await userEvent.click(await screen.findByTestId('gate-beside'));
		expect(await screen.findByText(/Nothing is deleted\./)).toBeInTheDocument();
		expect(keeper.gate?.state).toBe('trouble');
		await userEvent.click(screen.getByTestId('confirm-yes'));
		await expect.poll(() => keeper.gate?.state).toBe('choose_passphrase');
	});

	test('a failure of the very first question is shown, not swallowed', async () => {
		mockIPC(() => {
			throw { code: 'locked', message: 'Another Outpost has the database open.' };
		});
		const keeper = new GateKeeper();
		await keeper.ask();
		expect(keeper.gate).toMatchObject({ state: 'trouble', failure: { code: 'locked' } });
	});
});

test('the hint never calls a passphrase enough that the core would refuse', () => {
	expect(strengthOf('sevenka').level).toBe(0);
	expect(strengthOf('eightkar').level).toBeGreaterThan(0);
	expect(strengthOf('aaaaaaaaaaaaaaaaaaaaaaa').level).toBe(1);
	expect(strengthOf('four words and more words').level).toBe(3);
});
