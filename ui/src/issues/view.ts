import Wrench from '@lucide/svelte/icons/wrench';
import type { KindView } from '$lib/view';

export const issueView: KindView = {
	kind: 'issue',
	key: 'i',
	icon: Wrench,
	asks: ['title', 'company', 'contact', 'triage.status', 'triage.priority', 'category', 'reported', 'detail'],
	subtitle: ['triage.status', 'triage.priority', 'company']
};
