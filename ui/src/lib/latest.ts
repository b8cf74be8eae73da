// Asking as somebody types: at once, and never two questions at a time. While one is answered, the letters that follow wait
// together, and only what is typed by then is asked. A pause to wait for would be longer than the answer.

export class Latest {
	#running = false;
	#again = false;

	constructor(private readonly ask: () => Promise<unknown>) {}

	async now(): Promise<void> {
		this.#again = true;
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#again) {
				this.#again = false;
				await this.ask();
			}
		} finally {
			this.#running = false;
		}
	}
}
