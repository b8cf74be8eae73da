import Kanban from '@lucide/svelte/icons/kanban';
import type { KindView } from '$lib/view';

export const dealView: KindView = {
	kind: 'deal',
	key: 'd',
	icon: Kanban,
	asks: ['name', 'company', 'contact', 'stage', 'amount', 'close_by', 'next_action', 'next_due'],
	subtitle: ['stage', 'amount', 'company']
};
