// The one query layer. Every read names, as tags, what makes it stale; a `changed` event of the core marks exactly those
// reads stale, and the mounted ones read again. Nothing here waits for a network: the core reads its own database.
import { QueryClient } from '@tanstack/svelte-query';
import { customFieldsAsk } from './customFields.svelte';
import { api, kindOf, onChanged, onSync, type Changed, type ListAsk, type SyncState } from './api';

/** A read depends on every record of a kind, on one record, or ("*") on everything. */
export type Tag = { kind: string; record?: string };

export const EVERYTHING: Tag = { kind: '*' };

export function touches(tags: readonly Tag[], changed: Changed): boolean {
	return tags.some((tag) => {
		if (tag.kind === '*') return true;
		if (!changed.kinds.includes(tag.kind)) return false;
		return tag.record === undefined || changed.records.length === 0 || changed.records.includes(tag.record);
	});
}

/** The kinds whose names a record of this kind shows: it must be read again when one of those is renamed. */
export function linkedKinds(kind: string): Tag[] {
	const fields = kindOf(kind).fields.filter((field) => field.type === 'link');
	const links = new Set(fields.map((field) => field.link ?? 'any'));
	if (links.has('any')) return [EVERYTHING];
	return [...links].filter((link) => link !== kind).map((link) => ({ kind: link }));
}

export function newClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				networkMode: 'always',
				staleTime: Infinity, // only an event makes a read stale
				gcTime: 60_000,
				retry: false,
				refetchOnWindowFocus: false,
				refetchOnReconnect: false
			}
		}
	});
}

export const client = newClient();

function tagsOf(meta: Record<string, unknown> | undefined): Tag[] {
	return Array.isArray(meta?.tags) ? (meta.tags as Tag[]) : [];
}

type Listener = { tags: readonly Tag[]; hear: () => void };
const listeners = new Set<Listener>();

/** For reads that come in pages: calls `hear` when a change touches the tags. The answer stops it. */
export function whenStale(tags: readonly Tag[], hear: () => void): () => void {
	const listener = { tags, hear };
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function heard(changed: Changed, on: QueryClient = client): Promise<void> {
	const reading = on.invalidateQueries({ predicate: (query) => touches(tagsOf(query.meta), changed) });
	for (const { tags, hear } of [...listeners]) if (touches(tags, changed)) hear();
	return reading;
}

/** Connects the layer to the core's feed; the answer disconnects. */
export async function follow(): Promise<() => void> {
	const offs = await Promise.all([onChanged((changed) => void heard(changed)), onSync(() => void client.invalidateQueries({ queryKey: STANDING }))]);
	return () => offs.forEach((off) => off());
}

/** How this device and its server stand; read again when the core says so, and after every change. */
const STANDING = ['standing'];

/** Takes what an act of syncing answered with, before the core's word of it arrives. */
export function stands(state: SyncState): void {
	client.setQueryData([...STANDING, 'state'], state);
	void client.invalidateQueries({ queryKey: STANDING });
}

const meta = (...tags: Tag[]) => ({ tags });

/** What a story is told from: a change to any of these may add a line to it, or another name. */
export const STORY: Tag[] = ['contact', 'company', 'deal', 'note', 'voice_note', 'attachment', 'task', 'issue', 'approval', 'appointment', 'colleague', 'pipeline'].map((kind) => ({ kind }));
/** A card of the board shows who it is for, and whether a note was written about any of them. */
const boardTags: Tag[] = ['deal', 'pipeline', 'company', 'contact', 'colleague', 'note', 'voice_note'].map((kind) => ({ kind }));

const calendarTags: Tag[] = ['appointment', 'resource', 'colleague', 'contact', 'company', 'closure', 'service'].map((kind) => ({ kind }));

export const reads = {
	calendar: (from: string, days: number) => ({
		queryKey: ['calendar', from, days],
		queryFn: () => api.calendar(from, days),
		gcTime: 10_000,
		meta: meta(...calendarTags)
	}),
	card: (kind: string, record: string) => ({
		queryKey: ['card', record],
		queryFn: () => api.card(record),
		meta: meta({ kind, record }, ...linkedKinds(kind))
	}),
	list: (ask: ListAsk) => ({
		queryKey: ['list', ask],
		queryFn: () => api.listRecords(ask),
		gcTime: 5_000,
		meta: meta({ kind: ask.kind }, ...linkedKinds(ask.kind))
	}),
	customFields: () => ({
		queryKey: ['list', customFieldsAsk],
		queryFn: () => api.listRecords(customFieldsAsk),
		meta: meta({ kind: 'custom_field' })
	}),
	history: (kind: string, record: string, field: string | null) => ({
		queryKey: ['history', record, field],
		queryFn: () => api.history(record, field),
		meta: meta({ kind, record })
	}),
	wholeHistory: (kind: string, record: string, field: string | null) => ({
		queryKey: ['whole-history', record, field],
		queryFn: () => api.wholeHistory(record, field),
		meta: meta({ kind, record })
	}),
	find: (text: string, limit: number) => ({
		queryKey: ['find', text, limit],
		queryFn: () => api.find(text, limit),
		gcTime: 5_000,
		meta: meta(EVERYTHING)
	}),
	savedViews: (kind: string) => ({ queryKey: ['views', kind], queryFn: () => api.savedViews(kind), meta: meta({ kind: 'saved_view' }) }),
	handoff: (record: string) => ({ queryKey: ['handoff', record], queryFn: () => api.handoff(record), meta: meta(...STORY) }),
	findGrouped: (text: string, limit: number) => ({
		queryKey: ['find grouped', text, limit],
		queryFn: () => api.findGrouped(text, limit),
		gcTime: 5_000,
		meta: meta(EVERYTHING)
	}),
	/** What is due moves on with the clock, without a change: it is read anew every minute. */
	today: () => ({ queryKey: ['today'], queryFn: () => api.today(), refetchInterval: 60_000, meta: meta(EVERYTHING) }),
	approvals: (which: string) => ({ queryKey: ['approvals', which], queryFn: () => api.approvals(which), meta: meta(EVERYTHING) }),
	sample: () => ({ queryKey: ['sample'], queryFn: () => api.sampleState(), meta: meta(EVERYTHING) }),
	reviewInbox: (mine: boolean, limit: number) => ({
		queryKey: ['review', 'inbox', mine, limit],
		queryFn: () => api.reviewInbox(mine, limit),
		refetchInterval: 60_000, // what is due moves on with the clock
		meta: meta(EVERYTHING)
	}),
	reviewCount: () => ({ queryKey: ['review', 'count'], queryFn: () => api.reviewCount(), meta: meta(EVERYTHING) }),
	reviewRecord: (record: string) => ({ queryKey: ['review', 'record', record], queryFn: () => api.reviewRecord(record), gcTime: 5_000, meta: meta(EVERYTHING) }),
	settledByRule: (since: number) => ({ queryKey: ['review', 'by rule', since], queryFn: () => api.settledByRule(since), meta: meta(EVERYTHING) }),
	alikeTo: (record: string) => ({ queryKey: ['alike', record], queryFn: () => api.alikeTo(record), gcTime: 5_000, meta: meta(EVERYTHING) }),
	truth: () => ({ queryKey: ['truth'], queryFn: () => api.truth(), meta: meta(EVERYTHING) }),
	syncState: () => ({ queryKey: [...STANDING, 'state'], queryFn: () => api.syncState(), meta: meta(EVERYTHING) }),
	syncWaiting: () => ({ queryKey: [...STANDING, 'waiting'], queryFn: () => api.syncWaiting(), meta: meta(EVERYTHING) }),
	/** Asks the server on how many devices each is, where there is a way to it. */
	syncHeld: () => ({ queryKey: [...STANDING, 'held'], queryFn: () => api.syncHeld(), refetchInterval: 15_000, meta: meta(EVERYTHING) }),
	atStake: () => ({ queryKey: [...STANDING, 'stake'], queryFn: () => api.atStake(), meta: meta(EVERYTHING) }),
	/** Asks the server; while it cannot be asked, the core tells what it said last, with its age. */
	fleet: () => ({ queryKey: [...STANDING, 'fleet'], queryFn: () => api.fleet(), gcTime: Infinity, staleTime: 5_000, refetchInterval: 15_000, meta: meta() }),
	counts: () => ({ queryKey: ['counts'], queryFn: () => api.counts(), meta: meta(EVERYTHING) }),
	gestures: (limit: number) => ({
		queryKey: ['gestures', limit],
		queryFn: () => api.recentGestures(limit),
		meta: meta(EVERYTHING)
	}),
	board: (pipeline: string | null, whose: string, filter: string, most: number) => ({
		queryKey: ['board', pipeline, whose, filter, most],
		queryFn: () => api.board(pipeline, whose, filter, most),
		gcTime: 10_000,
		meta: meta(...boardTags)
	}),
	usualCurrency: () => ({ queryKey: ['usual currency'], queryFn: () => api.usualCurrency(), meta: meta({ kind: 'deal' }) }),
	forecast: (pipeline: string | null, whose: string) => ({
		queryKey: ['forecast', pipeline, whose],
		queryFn: () => api.forecast(pipeline, whose),
		meta: meta({ kind: 'deal' }, { kind: 'pipeline' }, { kind: 'colleague' })
	}),
	stageHistory: (deal: string) => ({
		queryKey: ['stage-history', deal],
		queryFn: () => api.stageHistory(deal),
		meta: meta({ kind: 'deal', record: deal }, { kind: 'colleague' })
	}),
	/** `blob`: what the core calls bytes on their way; how far they are changes without a change of the record. */
	voiceNote: (note: string) => ({ queryKey: ['voice-note', note], queryFn: () => api.voiceNote(note), meta: meta({ kind: 'voice_note', record: note }, { kind: 'blob' }, { kind: 'colleague' }) }),
	attachments: (about: string) => ({ queryKey: ['attachments', about], queryFn: () => api.attachments(about), meta: meta({ kind: 'attachment' }, { kind: 'blob' }, { kind: 'colleague' }) }),
	attachment: (id: string) => ({ queryKey: ['attachment', id], queryFn: () => api.attachment(id), meta: meta({ kind: 'attachment', record: id }, { kind: 'blob' }, { kind: 'colleague' }) }),
	microphones: () => ({ queryKey: ['microphones'], queryFn: () => api.microphones(), gcTime: 0, meta: meta() }),
	pipelines: () => ({ queryKey: ['pipelines'], queryFn: () => api.pipelines(), meta: meta({ kind: 'pipeline' }, { kind: 'deal' }) }),
	issueClock: (issue: string) => ({
		queryKey: ['issue-clock', issue],
		queryFn: () => api.issueClock(issue),
		meta: meta({ kind: 'issue', record: issue }, { kind: 'service_level' })
	}),
	issueClocks: () => ({ queryKey: ['issue-clocks'], queryFn: () => api.issueClocks(), meta: meta({ kind: 'issue' }, { kind: 'service_level' }) })
};
