import Wrench from '@lucide/svelte/icons/wrench';
import type { KindView } from '$lib/view';

export const issueView: KindView = {
	kind: 'issue',
	plural: 'Issues',
	one: 'issue',
	key: 'i',
	icon: Wrench,
	asks: ['title', 'company', 'contact', 'triage.status', 'triage.priority', 'category', 'reported', 'detail'],
	subtitle: ['triage.status', 'triage.priority', 'company'],
	search: 'Words of the issue',
	empty: { title: 'No service issues', words: 'What is broken, at whose place, how urgent, and how it was mended.' }
};
