import Kanban from '@lucide/svelte/icons/kanban';
import { api } from '$lib/api';
import { here } from '$lib/here.svelte';
import { firstStage, pipelineForNew } from '$lib/pipelines';
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
	// A new deal is of whoever makes it and begins in the pipeline they look at, so that it stands on their board.
	make: async (fields, draft) => {
		const owner = fields.owner ?? (await me().catch(() => ''));
		const home = pipelineForNew(await api.pipelines().catch(() => []));
		const begun = { owner, pipeline: home?.id ?? '', stage: firstStage(home), ...fields };
		return api.createRecord('deal', Object.fromEntries(Object.entries(begun).filter(([, text]) => text !== '')), draft);
	}
};
