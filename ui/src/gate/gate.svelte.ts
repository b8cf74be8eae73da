// The gate: may this person read the database of this device? One answer of the core at a time, and what went wrong with
// the last try. It never guesses: only the core says "open".
import { m } from '$words';
import { api, Problem, wordsOf, type Gate } from '$lib/api';

export class GateKeeper {
	gate = $state<Gate | null>(null);
	error = $state<string | null>(null);
	busy = $state(false);

	get open(): boolean {
		return this.gate?.state === 'open';
	}

	ask = (): Promise<boolean> => this.#try(() => api.gate());

	give = (passphrase: string): Promise<boolean> => this.#try(() => api.unlock(passphrase));

	async choose(passphrase: string, again: string): Promise<boolean> {
		if (passphrase !== again) {
			this.error = m.gate_not_same();
			return false;
		}
		return this.give(passphrase);
	}

	startBeside = (): Promise<boolean> => this.#try(() => api.startBeside());

	async #try(run: () => Promise<Gate>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.error = null;
		try {
			this.gate = await run();
			return this.open;
		} catch (error) {
			this.error = wordsOf(error);
			// Only a passphrase can be tried again in place; anything else is trouble that the whole screen speaks of.
			const inPlace = error instanceof Problem && (error.code === 'wrong_passphrase' || error.code === 'weak_passphrase');
			if (!inPlace && (this.gate === null || this.gate.state === 'trouble')) {
				const code = error instanceof Problem ? error.code : 'internal';
				this.gate = { state: 'trouble', failure: { code, message: this.error, detail: null }, can_start_beside: false };
				this.error = null;
			}
			return false;
		} finally {
			this.busy = false;
		}
	}
}
