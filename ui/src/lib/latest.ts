// Asking as somebody types: at once, and never two questions at a time. While one is answered, the letters that follow wait
// together, and only what is typed by then is asked. A pause to wait for would be longer than the answer.

export class Latest {
	#running: Promise<void> | null = null;
	#again = false;

	constructor(private readonly ask: () => Promise<unknown>) {}

	/** Resolves when the last letters are answered. */
	now(): Promise<void> {
		this.#again = true;
		return (this.#running ??= this.#run());
	}

	async #run(): Promise<void> {
		try {
			while (this.#again) {
				this.#again = false;
				await this.ask();
			}
		} finally {
			this.#running = null; // here, not a moment later: a letter in between would belong to nobody
		}
	}
}
