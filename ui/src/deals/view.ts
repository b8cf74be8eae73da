import Kanban from '@lucide/svelte/icons/kanban';
import { api } from '$lib/api';
import { here } from '$lib/here.svelte';
import type { KindView } from '$lib/view';

/** Whoever works here, as a link; nothing where two are called the same. */
async function me(): Promise<string> {
	const page = await api.listRecords({ kind: 'colleague', search: here.who.person, sort: null, offset: 0, limit: 8, deleted: false, about: null });
	const found = page.rows.filter((row) => row.title === here.who.person);
	return found.length === 1 ? (found[0]?.id ?? '') : '';
}

export const dealView: KindView = {
	kind: 'deal',
	key: 'd',
	icon: Kanban,
	asks: ['name', 'company', 'contact', 'stage', 'amount', 'close_by', 'next_action', 'next_due'],
	subtitle: ['stage', 'amount', 'company'],
	// A new deal is of whoever makes it, so that it stands on the board they look at.
	make: async (fields, draft) => {
		const owner = fields.owner ?? (await me().catch(() => ''));
		return api.createRecord('deal', owner === '' ? fields : { ...fields, owner }, draft);
	}
};
