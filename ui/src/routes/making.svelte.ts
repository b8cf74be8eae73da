// Which kind of record is being made in the side sheet, if any.

let kind = $state<string | null>(null);
let last = $state('contact');

export const making = {
	get kind(): string | null {
		return kind;
	},
	/** The kind that was made last: the sheet may be gone when its record opens. */
	get last(): string {
		return last;
	},
	start(of: string): void {
		kind = of;
		last = of;
	},
	stop(): void {
		kind = null;
	}
};
