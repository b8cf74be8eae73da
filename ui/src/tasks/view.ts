import CircleCheck from '@lucide/svelte/icons/circle-check';
import type { KindView } from '$lib/view';

export const taskView: KindView = {
	kind: 'task',
	key: 't',
	icon: CircleCheck,
	asks: ['title', 'about', 'due', 'assignee', 'detail'],
	subtitle: ['due', 'about']
};
