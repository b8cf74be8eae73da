// How old what waits here is, and what is known here of others, in words. The rule is the core's (`syncing/age.rs`).
import { m } from '$words';
import type { SyncState } from './api';
import { when } from './format';

/** What waits for too long here, or will soon; and that what others did since is not here. Nothing where neither is so. */
export function ageWords(state: SyncState | undefined, now_ms: number): string {
	if (!state) return '';
	const oldest = state.oldest === null ? '' : when(state.oldest, now_ms);
	const days = m.sync_age_days({ count: state.days });
	return [
		state.age === 'near' ? m.sync_age_near({ when: oldest, days }) : state.age === 'over' ? m.sync_age_over({ when: oldest, days }) : '',
		state.stale && state.contact !== null ? m.sync_stale({ when: when(state.contact, now_ms) }) : ''
	].filter(Boolean).join(' ');
}

/** The same in the truth line. */
export function ageBrief(state: SyncState, now_ms: number): string[] {
	return [
		state.age === 'young' || state.oldest === null ? '' : m.sync_chain_oldest({ when: when(state.oldest, now_ms) }),
		state.stale && state.contact !== null ? m.sync_stale_brief({ when: when(state.contact, now_ms) }) : ''
	];
}

/** How many days work may wait, as choices. */
export const AGES = [1, 3, 7, 14, 30];
