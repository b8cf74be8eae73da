import Building2 from '@lucide/svelte/icons/building-2';
import type { KindView } from '$lib/view';

export const companyView: KindView = {
	kind: 'company',
	plural: 'Companies',
	one: 'company',
	key: 'c',
	icon: Building2,
	asks: ['name', 'phone', 'email', 'website', 'address', 'sector'],
	subtitle: ['sector', 'address'],
	search: 'Name, sector, number',
	empty: {
		title: 'No companies yet',
		words: 'Add the first one, or import a list. People and deals that name a company are linked to it.'
	}
};
