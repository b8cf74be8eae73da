// Names of the records that a list's conditions lead to: a condition keeps the id, a person reads the name.
import { api, fieldOf, type Clause } from '$lib/api';

/** Looks up the names that are not known yet; one that is not on this device stays without. */
export async function nameLinks(kind: string, clauses: readonly Clause[], names: Map<string, string>): Promise<void> {
	const ids = clauses.filter((clause) => fieldOf(kind, clause.field)?.type === 'link').flatMap((clause) => clause.values ?? []);
	const unknown = ids.filter((id) => id !== '' && id !== 'me' && !names.has(id));
	await Promise.all(unknown.map(async (id) => names.set(id, await api.card(id).then((card) => card.title, () => id))));
}
