import Users from '@lucide/svelte/icons/users';
import type { KindView } from '$lib/view';

export const contactView: KindView = {
	kind: 'contact',
	plural: 'People',
	one: 'person',
	key: 'p',
	icon: Users,
	asks: ['name', 'company', 'role', 'mobile', 'phone', 'email', 'next_follow_up'],
	subtitle: ['role', 'company'],
	search: 'Name, company, number',
	empty: {
		title: 'Nobody here yet',
		words: 'Add the first person, or import your list: CSV and vCard are read, with a preview before anything is written.'
	}
};
