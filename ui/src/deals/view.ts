import Kanban from '@lucide/svelte/icons/kanban';
import type { KindView } from '$lib/view';

export const dealView: KindView = {
	kind: 'deal',
	plural: 'Deals',
	one: 'deal',
	key: 'd',
	icon: Kanban,
	asks: ['name', 'company', 'contact', 'stage', 'amount', 'close_by', 'next_action'],
	subtitle: ['stage', 'amount', 'company'],
	search: 'Name, company, product',
	empty: { title: 'No deals yet', words: 'A deal is money that may come: a name, a company, an amount, and what happens next.' }
};
