// Who works on which device, for words like "You" and "on this device"; the moment, so that "2 min ago" grows old; and the money
// that is counted in here.
import { locale } from '$words';
import { currencyOf, type Here } from './format';

let who = $state<Here>({ person: '', device: '' });
let now_ms = $state(Date.now());
let currency = $state<string | null>(null);

export const here = {
	get who(): Here {
		return who;
	},
	set who(next: Here) {
		who = next;
	},
	get now_ms(): number {
		return now_ms;
	},
	/** The currency that a new amount begins with: that of the deals here, else that of the device's region. */
	get currency(): string {
		return currency ?? currencyOf(locale.tag);
	},
	set currency(of_deals: string | null) {
		currency = of_deals;
	}
};

/** Moves the moment on, every half minute; the answer stops it. */
export function followClock(): () => void {
	const timer = setInterval(() => (now_ms = Date.now()), 30_000);
	return () => clearInterval(timer);
}
