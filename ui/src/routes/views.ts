// The kinds that have a place in the frame, in its order.
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Mic from '@lucide/svelte/icons/mic';
import Paperclip from '@lucide/svelte/icons/paperclip';
import Stamp from '@lucide/svelte/icons/stamp';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Warehouse from '@lucide/svelte/icons/warehouse';
import Wrench from '@lucide/svelte/icons/wrench';
import { kindOf } from '$lib/api';
import { plainView } from '$lib/fallback';
import { listPath, type KindView } from '$lib/view';
import { companyView } from '../companies/view';
import { contactView } from '../contacts/view';
import { dealView } from '../deals/view';
import { approvalsPlace, calendarPlace, todayPlace, type Place } from '../frame/places';
import { issueView } from '../issues/view';
import { taskView } from '../tasks/view';

export const views: KindView[] = [contactView, companyView, dealView, taskView, issueView];

/** Kinds without a place of their own are known by their sign all the same. */
const signs: Record<string, KindView['icon']> = { approval: Stamp, note: StickyNote, voice_note: Mic, attachment: Paperclip, appointment: CalendarDays, resource: Warehouse, service: Wrench };

/** What a recording or a file makes. */
const FORMLESS = ['voice_note', 'attachment'];

export const viewOf = (kind: string): KindView => views.find((view) => view.kind === kind) ?? { ...plainView(kind), ...(signs[kind] ? { icon: signs[kind] } : {}), formless: FORMLESS.includes(kind) };

const listed: Place[] = views.map((view) => ({
	path: listPath(view.kind), words: () => kindOf(view.kind).plural, icon: view.icon, testid: `nav-${view.kind}`, inBar: ['contact', 'deal'].includes(view.kind)
}));

export const places: Place[] = [
	todayPlace,
	...listed.slice(0, 3),
	calendarPlace,
	...listed.slice(3),
	approvalsPlace
];
