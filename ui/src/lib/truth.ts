// The words of the truth line. It claims only what this device can know. There is no server yet, so nothing is ever said
// to be held anywhere else, and nothing is ever green.
import type { Truth } from './api';
import { clock, count } from './format';

export type Line = { strong: string; then: string; brief: string; aside: string; mark: 'saved' | 'failed' | 'waiting' };

export function truthLine(truth: Truth | undefined, unsaved: number, failure: string | null): Line {
	if (failure !== null) return { strong: 'The database on this device cannot be read now', then: failure, brief: 'The database cannot be read now', aside: '', mark: 'failed' };
	if (!truth) return { strong: 'Reading what is saved on this device', then: '', brief: 'Reading', aside: '', mark: 'saved' };
	const then = truth.waiting === 0 ? '' : `${count(truth.waiting, 'change')} kept here until there is a server`;
	const aside = [
		`${count(truth.records, 'record')} on this device`,
		truth.last_saved_at === null ? '' : `last saved ${clock(truth.last_saved_at)}`
	].filter(Boolean);
	return {
		strong:
			unsaved === 0
				? 'Everything you did is saved on this device'
				: `Saved on this device, except ${count(unsaved, 'entry', 'entries')} you have not finished`,
		then,
		brief: unsaved === 0 ? 'Everything is saved on this device' : `Saved, except ${count(unsaved, 'unfinished entry', 'unfinished entries')}`,
		aside: aside.join(' · '),
		mark: 'saved'
	};
}

/** The phrase under a record's name. */
export function cardPhrase(waiting: number): { strong: string; then: string } {
	return {
		strong: 'Saved on this device',
		then: waiting === 0 ? '' : `${count(waiting, 'change')} on this card ${waiting === 1 ? 'stays' : 'stay'} here until there is a server`
	};
}
