// The kinds that have a place in the frame, in its order.
import { kindOf } from '$lib/api';
import { plainView } from '$lib/fallback';
import { listPath, type KindView } from '$lib/view';
import { companyView } from '../companies/view';
import { contactView } from '../contacts/view';
import { dealView } from '../deals/view';
import type { Place } from '../frame/places';
import { issueView } from '../issues/view';
import { taskView } from '../tasks/view';

export const views: KindView[] = [contactView, companyView, dealView, taskView, issueView];

export const viewOf = (kind: string): KindView => views.find((view) => view.kind === kind) ?? plainView(kind);

export const places: Place[] = views.map((view) => ({
	path: listPath(view.kind), words: () => kindOf(view.kind).plural, icon: view.icon, testid: `nav-${view.kind}`, inBar: view.kind !== 'issue'
}));
