// How the window looks and moves: its ground, how large what is pressed is, whether anything moves. What was chosen is kept by
// preferences.ts.

export type Appearance = 'system' | 'light' | 'dark';
/** At a desk, or with gloves on. */
export type Density = 'desk' | 'gloves';
export type Motion = 'system' | 'off';

let choice = $state<Appearance>('system');
let density = $state<Density>('desk');
let motion = $state<Motion>('system');

function show(): void {
	const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
	Object.assign(document.documentElement.dataset, { theme: dark ? 'dark' : 'light', density, motion });
}

export const appearance = {
	get choice(): Appearance {
		return choice;
	},
	set choice(next: Appearance) {
		choice = next;
		show();
	},
	get density(): Density {
		return density;
	},
	set density(next: Density) {
		density = next;
		show();
	},
	get motion(): Motion {
		return motion;
	},
	set motion(next: Motion) {
		motion = next;
		show();
	}
};

/** Follows the system from now on; the answer stops it. */
export function followSystem(): () => void {
	const system = matchMedia('(prefers-color-scheme: dark)');
	show();
	system.addEventListener('change', show);
	return () => system.removeEventListener('change', show);
}
