// What the form for a new appointment holds, and the slots that suit it. What is typed is kept until it is saved.
import { api, wordsOf, type BookAsk, type CalendarService, type FreeSlot } from '$lib/api';
import { FormDraft } from '$lib/formDraft';
import { momentAt, instantOf } from '$lib/moments';

export type Begin = { walkin: boolean; start?: number; minutes?: number; resources?: string[]; people?: string[]; contact?: { id: string; name: string }; title?: string; service?: string; notes?: string };

const SEARCHED_DAYS = 90;
const USUAL = 30;

/** Whole minutes; 0 for what is none yet. */
export const minutesOf = (typed: string): number => Math.max(0, Math.round(Number(typed) || 0));

const several = (kept = ''): string[] => kept.split(',').filter(Boolean);

export class Booking {
	contact = $state('');
	contactName = $state('');
	service = $state('');
	title = $state('');
	/** Minutes, as typed. */
	long = $state(String(USUAL));
	/** In the kept form of a moment. */
	start = $state('');
	resources = $state<string[]>([]);
	people = $state<string[]>([]);
	repeats = $state('');
	notes = $state('');
	slots = $state.raw<FreeSlot[]>([]);
	error = $state<string | null>(null);
	saving = $state(false);
	readonly walkin: boolean;
	readonly draft = new FormDraft('book', 'appointment', null);
	/** The kind of resource that the service needs. */
	#needs = '';
	#asked = 0;

	constructor(begin: Begin) {
		this.walkin = begin.walkin;
		if (begin.contact) [this.contact, this.contactName] = [begin.contact.id, begin.contact.name];
		this.title = begin.title ?? '';
		this.service = begin.service ?? '';
		this.notes = begin.notes ?? '';
		this.long = String(begin.minutes ?? USUAL);
		this.start = begin.start === undefined ? '' : momentAt(begin.start);
		this.resources = begin.resources ?? [];
		this.people = begin.people ?? [];
	}

	/** Takes up what was typed before and never saved; a place in the grid that was chosen since counts more. */
	async take(): Promise<void> {
		const kept = await this.draft.found();
		if (!kept || this.contact !== '' || this.title !== '') return;
		[this.contact, this.contactName] = [kept.contact ?? '', kept.contact_name ?? ''];
		[this.title, this.notes, this.repeats] = [kept.title ?? '', kept.notes ?? '', kept.repeats ?? ''];
		if (this.start === '') this.start = kept.start ?? '';
		if (this.service === '') [this.service, this.#needs] = [kept.service ?? '', kept.needs ?? ''];
		if (this.resources.length === 0) this.resources = several(kept.resources);
		if (this.people.length === 0) this.people = several(kept.people);
		this.long = kept.long || this.long;
	}

	typed(): void {
		this.error = null;
		const long = this.long === String(USUAL) ? '' : this.long;
		this.draft.typed({
			contact: this.contact, contact_name: this.contactName, title: this.title, notes: this.notes, repeats: this.repeats, start: this.start,
			service: this.service, needs: this.#needs, long, resources: this.resources.join(','), people: this.people.join(',')
		});
	}

	serve(service: CalendarService): void {
		const off = this.service === service.id;
		this.service = off ? '' : service.id;
		this.#needs = off ? '' : service.needs;
		if (!off && service.minutes > 0) this.long = String(service.minutes);
		this.typed();
		void this.search();
	}

	/** The first free slots that suit what was chosen so far. */
	async search(after = 0): Promise<void> {
		const asked = ++this.#asked;
		if (this.minutes === 0) return;
		try {
			const slots = await api.freeSlots({
				minutes: this.minutes, after, days: SEARCHED_DAYS, any_of: this.resources, what: this.resources.length > 0 ? '' : this.#needs, all_of: this.people, instead_of: ''
			});
			if (asked === this.#asked) this.slots = slots;
		} catch (problem) {
			if (asked === this.#asked) this.error = wordsOf(problem);
		}
	}

	pick(slot: FreeSlot): void {
		this.start = momentAt(slot.start);
		if (slot.resource !== '') this.resources = [slot.resource];
		this.typed();
	}

	isPicked = (slot: FreeSlot): boolean => instantOf(this.start) === slot.start && (slot.resource === '' || (this.resources.length === 1 && this.resources[0] === slot.resource));

	get minutes(): number {
		return minutesOf(this.long);
	}

	get ask(): BookAsk {
		return {
			title: this.title, start: this.start, minutes: this.minutes, repeats: this.repeats, status: this.walkin ? 'arrived' : '', contact: this.contact, company: '',
			service: this.service, resources: this.resources, people: this.people, place: '', notes: this.notes
		};
	}
}
