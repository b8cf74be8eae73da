import Building2 from '@lucide/svelte/icons/building-2';
import type { KindView } from '$lib/view';

export const companyView: KindView = {
	kind: 'company',
	key: 'c',
	icon: Building2,
	asks: ['name', 'phone', 'email', 'website', 'address', 'sector'],
	subtitle: ['sector', 'address']
};
