// The recording, as the core tells it, and what a person does with it from anywhere. There is one at a time; the screen that shows it
// can be put away while it goes on.
import { did } from './acts';
import { api, onRecording, Problem, wordsOf, type Recording, type RecordingEnd } from './api';
import { lengthWords } from './format';
import { soundTroubles } from './problems';
import type { About } from './sheets.svelte';
import { toasts } from './toasts.svelte';
import { m } from '$words';

let now = $state.raw<Recording | null>(null);
let shown = $state(false);
/** Why it did not begin, and with what it is tried again. */
let failed = $state.raw<{ words: string; about: About | null } | null>(null);
let wanted = $state.raw<About | null>(null);
let input: string | null = null;

const on = (): boolean => now !== null && now.phase !== 'idle';

/** What is said of a recording that ended by itself. */
export function endWords(end: RecordingEnd): { words: string; then: string } {
	const length = lengthWords(end.length_ms);
	if (end.why === 'full') return { words: m.voice_ended_full(), then: m.voice_ended_kept({ length }) };
	return { words: soundTroubles[end.trouble ?? 'lost']?.() ?? m.voice_trouble_lost(), then: m.voice_ended_kept({ length }) };
}

function take(next: Recording): void {
	const before = now;
	now = next;
	const end = next.ended;
	if (end === null || before === null || before.phase === 'idle') return;
	shown = false;
	if (end.why === 'kept') toasts.said(m.voice_kept({ length: lengthWords(end.length_ms) }), m.mark_saved());
	else if (end.why !== 'discarded') {
		const { words, then } = endWords(end);
		toasts.failed(words, then);
	}
}

async function asked<T>(act: () => Promise<T>): Promise<T | null> {
	try {
		return await act();
	} catch (problem) {
		toasts.failed(wordsOf(problem));
		return null;
	}
}

export const recorder = {
	get now(): Recording | null {
		return now;
	},
	get on(): boolean {
		return on();
	},
	/** The screen is to be seen: while something is recorded, or could not be. */
	get shown(): boolean {
		return shown;
	},
	get failed(): { words: string; about: About | null } | null {
		return failed;
	},
	/** What a recording that has not begun yet is to be about. */
	get wanted(): About | null {
		return wanted;
	},
	show(): void {
		shown = true;
	},
	hide(): void {
		shown = false;
		failed = null;
	},
	/** Begins a note about a record, or about nothing yet; while one is made, shows that. */
	async start(about: About | null, microphone: string | null = input): Promise<void> {
		shown = true;
		if (on()) return;
		toasts.close(); // what an earlier act says stands where the buttons are
		[failed, wanted, input] = [null, about, microphone];
		try {
			take(await api.startRecording(about?.id ?? null, m.voice_title(), microphone));
		} catch (problem) {
			// Where it is no matter of the microphone there is nothing to choose.
			if (problem instanceof Problem && problem.code === 'no_sound') failed = { words: wordsOf(problem), about };
			else {
				shown = false;
				toasts.failed(wordsOf(problem));
			}
		}
	},
	/** The one key: begins, or ends and keeps. */
	toggle(about: About | null): void {
		if (now?.phase === 'recording' || now?.phase === 'paused') void recorder.stop();
		else void recorder.start(about);
	},
	async pause(): Promise<void> {
		if (now?.phase === 'paused') await asked(() => api.resumeRecording());
		else if (now?.phase === 'recording') await asked(() => api.pauseRecording());
	},
	async stop(): Promise<void> {
		const ended = await asked(() => api.stopRecording());
		if (ended) take(ended);
	},
	async mark(): Promise<void> {
		if (on() && now?.note !== '') await asked(() => api.markRecording(''));
	},
	async discard(): Promise<void> {
		const saved = await asked(() => api.discardRecording());
		if (!saved) return;
		shown = false;
		did(m.voice_discarded(), saved.gesture);
	}
};

/** Follows the core's word; the answer stops it. */
export async function followRecording(): Promise<() => void> {
	const off = await onRecording(take);
	take(await api.recording());
	return off;
}
