import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locale } from '$words';
import { api, type Recording } from './api';
import { followRecording, recorder } from './recorder.svelte';
import { toasts } from './toasts.svelte';

let hear: (now: Recording) => void = () => undefined;
vi.mock('./api', async (original) => ({ ...(await original<object>()), onRecording: async (to: (now: Recording) => void) => ((hear = to), () => undefined) }));

const idle: Recording = { phase: 'idle', note: '', about: null, microphone: '', heard_ms: 0, saved_ms: 0, level_db: -90, strokes: [], markers: 0, minutes_left: null, trouble: null, ended: null };
const running: Recording = { ...idle, phase: 'recording', note: 'N' };
const ended = (why: string, trouble: string | null = null): Recording => ({ ...idle, ended: { note: 'N', about: null, why, trouble, length_ms: 61_000 } });

beforeEach(async () => {
	locale.choice = 'en';
	vi.spyOn(api, 'recording').mockResolvedValue(idle);
	await followRecording();
});
afterEach(() => {
	recorder.hide();
	toasts.close();
	locale.choice = 'system';
});

test('the one key begins about what is open, and then ends and keeps', async () => {
	const start = vi.spyOn(api, 'startRecording').mockResolvedValue(running);
	const stop = vi.spyOn(api, 'stopRecording').mockResolvedValue(ended('kept'));
	recorder.toggle({ id: 'P', kind: 'contact', title: 'Anneke Vos' });
	await vi.waitFor(() => expect(recorder.on).toBe(true));
	expect(start).toHaveBeenCalledExactlyOnceWith('P', 'Voice note', null);
	expect(recorder.shown).toBe(true);
	recorder.toggle(null);
	await vi.waitFor(() => expect(recorder.on).toBe(false));
	expect(stop).toHaveBeenCalledOnce();
	expect(toasts.current?.words).toBe('Voice note kept, 1 min 1 sec');
	expect(recorder.shown).toBe(false);
});

test('what ends by itself says why, and how much is kept', () => {
	hear(running);
	hear(ended('lost', 'lost'));
	expect(toasts.current).toMatchObject({ tone: 'failed', words: 'The recording ended: the microphone is gone.', then: '1 min 1 sec of it are kept on this device' });
	hear(running);
	hear(ended('full'));
	expect(toasts.current?.words).toContain('disk is nearly full');
});

test('what had ended before the window was there is no news', () => {
	hear(idle);
	hear(ended('lost', 'lost'));
	expect(toasts.current).toBeNull();
});
