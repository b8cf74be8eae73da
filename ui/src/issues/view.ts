import Wrench from '@lucide/svelte/icons/wrench';
import { api } from '$lib/api';
import type { KindView } from '$lib/view';

export const issueView: KindView = {
	kind: 'issue',
	key: 'i',
	icon: Wrench,
	asks: ['title', 'company', 'contact', 'triage.priority', 'category', 'assignee', 'reported', 'detail'],
	begins: { 'triage.priority': 'normal' },
	subtitle: ['company', 'contact', 'category'],
	// Logged and not only made: its clock starts with it.
	make: (fields, draft) => api.logIssue(fields, draft)
};
