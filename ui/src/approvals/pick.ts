// What may be chosen where an approval names a record or a colleague.
import { api } from '$lib/api';
import { meaningWords } from '$lib/format';
import { here } from '$lib/here.svelte';
import type { Choice } from '../kit/Combobox.svelte';

const LIMIT = 8;

export async function records(text: string): Promise<Choice[]> {
	if (text === '') return [];
	const hits = await api.find(text, LIMIT);
	return hits.filter((hit) => ['contact', 'company', 'deal', 'issue'].includes(hit.kind)).map((hit) => ({ id: hit.id, title: hit.title, words: meaningWords(hit.subtitle, here.now_ms) }));
}

export async function colleagues(text: string): Promise<Choice[]> {
	const page = await api.listRecords({ kind: 'colleague', search: text, sort: null, offset: 0, limit: LIMIT, deleted: false, about: null });
	return page.rows.map((row) => ({ id: row.id, title: row.title, words: row.fields.role ?? '' }));
}
