// Light, dark, or as the system has it. Lives in memory: the window keeps nothing outside the database.

export type Appearance = 'system' | 'light' | 'dark';

let choice = $state<Appearance>('system');

function show(): void {
	const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
	document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export const appearance = {
	get choice(): Appearance {
		return choice;
	},
	set choice(next: Appearance) {
		choice = next;
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
