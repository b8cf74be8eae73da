// The words of the truth line. It claims only what this device can know. There is no server yet, so nothing is ever said
// to be held anywhere else, and nothing is ever green.
import type { Truth } from './api';
import { m } from '$words';
import { clock } from './format';

export type Line = { strong: string; then: string; brief: string; aside: string; mark: 'saved' | 'failed' | 'waiting' };

export function truthLine(truth: Truth | undefined, unsaved: number, failure: string | null): Line {
	if (failure !== null) return { strong: m.truth_cannot_read(), then: failure, brief: m.truth_cannot_read_brief(), aside: '', mark: 'failed' };
	if (!truth) return { strong: m.truth_reading(), then: '', brief: m.truth_reading_brief(), aside: '', mark: 'saved' };
	const then = truth.waiting === 0 ? '' : m.truth_kept_here({ count: truth.waiting });
	const aside = [
		m.truth_records_here({ count: truth.records }),
		truth.last_saved_at === null ? '' : m.truth_last_saved({ time: clock(truth.last_saved_at) })
	].filter(Boolean);
	return {
		strong: unsaved === 0 ? m.truth_everything() : m.truth_except({ count: unsaved }),
		then,
		brief: unsaved === 0 ? m.truth_everything_brief() : m.truth_except_brief({ count: unsaved }),
		aside: aside.join(' · '),
		mark: 'saved'
	};
}

/** The phrase under a record's name. */
export function cardPhrase(waiting: number): { strong: string; then: string } {
	return {
		strong: m.mark_saved(),
		then: waiting === 0 ? '' : m.truth_card_waiting({ count: waiting })
	};
}
