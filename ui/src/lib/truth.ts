// The words of the truth line. It claims only what this device can know: "synced" is said where a receipt or a contact with
// the server proves it, and never while something waits.
import type { Mark, SyncState, Truth } from './api';
import { m } from '$words';
import { clock } from './format';
import { ageBrief } from './age';
import { causeWords, clockOr, ofWhole } from './sync';

export type Line = { strong: string; then: string; brief: string; aside: string; mark: 'saved' | 'failed' | 'waiting' | 'synced' };

const joined = (...parts: string[]): string => parts.filter(Boolean).join(' · ');

export function truthLine(truth: Truth | undefined, unsaved: number, failure: string | null, sync?: SyncState, now_ms = Date.now()): Line {
	if (failure !== null) return { strong: m.truth_cannot_read(), then: failure, brief: m.truth_cannot_read_brief(), aside: '', mark: 'failed' };
	if (!truth) return { strong: m.truth_reading(), then: '', brief: m.truth_reading_brief(), aside: '', mark: 'saved' };
	const aside = joined(
		m.truth_records_here({ count: truth.records }),
		truth.last_saved_at === null ? '' : m.truth_last_saved({ time: clock(truth.last_saved_at) })
	);
	if (!sync || sync.phase === 'alone') {
		return {
			strong: unsaved === 0 ? m.truth_everything() : m.truth_except({ count: unsaved }),
			then: truth.waiting === 0 ? '' : m.truth_kept_here({ count: truth.waiting }),
			brief: unsaved === 0 ? m.truth_everything_brief() : m.truth_except_brief({ count: unsaved }),
			aside,
			mark: 'saved'
		};
	}
	return { ...withServer(sync, unsaved, now_ms), aside };
}

/** What is safe, what follows, and the mark, on a device that belongs to a server. */
function withServer(sync: SyncState, unsaved: number, now_ms: number): Omit<Line, 'aside'> {
	const [claim, ...rest] = claimOf(sync, now_ms);
	const need = joined(sync.refused === 0 ? '' : m.sync_need_you({ count: sync.refused }), ...ageBrief(sync, now_ms));
	const synced = claim === m.mark_synced();
	const mark = sync.refused > 0 ? 'failed' : sync.waiting > 0 ? 'waiting' : synced && unsaved === 0 ? 'synced' : 'saved';
	if (unsaved > 0) {
		// What is typed and not saved is nowhere yet: that comes before anything else.
		const other = claim === m.sync_saved_here() ? '' : claim;
		return { strong: m.truth_except({ count: unsaved }), then: joined(other, ...rest, need), brief: joined(m.truth_except_brief({ count: unsaved }), need), mark };
	}
	return { strong: claim, then: joined(...rest, need), brief: joined(claim, need, ...rest), mark };
}

/** The claim, and what it stands on. */
function claimOf(sync: SyncState, now_ms: number): [string, ...string[]] {
	const wait = sync.waiting === 0 ? m.sync_nothing_waits() : m.sync_wait({ count: sync.waiting });
	if (sync.phase === 'signed_out') return [m.sync_signed_out(), wait];
	if (sync.phase === 'offline') {
		const cause = causeWords(sync.cause).short;
		return [m.sync_saved_here(), wait, sync.since > 0 ? m.sync_cause_since({ cause, time: clockOr(sync.since, now_ms) }) : cause];
	}
	if (sync.phase === 'connecting') return [m.sync_saved_here(), wait, m.sync_connecting()];
	if (sync.whole > 0) return [m.sync_saved_here(), wait, m.sync_first(ofWhole(sync))];
	if (sync.waiting > 0) return [m.sync_on_the_way({ count: sync.waiting })];
	if (sync.receipt) return [m.mark_synced(), m.sync_receipt({ time: clockOr(sync.receipt.at, now_ms) })];
	if (sync.contact !== null) return [m.mark_synced(), m.sync_reached({ time: clockOr(sync.contact, now_ms) })];
	return [m.sync_saved_here(), m.sync_connected()];
}

/** The phrase under a record's name. */
export function cardPhrase(waiting: number, mark: Mark = 'saved', phase: SyncState['phase'] = 'alone'): { strong: string; then: string } {
	if (mark === 'synced') return { strong: m.mark_synced(), then: m.sync_card_held() };
	const then = waiting === 0 ? '' : phase === 'alone' ? m.truth_card_waiting({ count: waiting }) : m.sync_card_waiting({ count: waiting });
	return { strong: m.mark_saved(), then };
}
