import Users from '@lucide/svelte/icons/users';
import type { KindView } from '$lib/view';

export const contactView: KindView = {
	kind: 'contact',
	key: 'p',
	icon: Users,
	asks: ['name', 'company', 'role', 'mobile', 'phone', 'email', 'next_follow_up'],
	subtitle: ['role', 'company']
};
