import CircleCheck from '@lucide/svelte/icons/circle-check';
import type { KindView } from '$lib/view';

export const taskView: KindView = {
	kind: 'task',
	plural: 'Tasks',
	one: 'task',
	key: 't',
	icon: CircleCheck,
	asks: ['title', 'about', 'due', 'assignee', 'detail'],
	subtitle: ['due', 'about'],
	search: 'Words of the task',
	empty: { title: 'Nothing to do', words: 'A task says what, by when, and whom it is about.' }
};
