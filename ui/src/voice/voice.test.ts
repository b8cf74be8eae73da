import { afterEach, describe, expect, test } from 'vitest';
import { locale } from '$words';
import type { VoiceNote } from '$lib/api';
import { lengthClock, lengthWords } from '$lib/format';
import { soundCustody } from '$lib/custody';
import { from, stretches } from './stretches';
import { faster } from './tempo';

afterEach(() => (locale.choice = 'system'));

const note = (of: Partial<VoiceNote>): VoiceNote => ({
	id: 'N', token: 't', title: 'Voice note', summary: '', markers: [], about: null, who: 'You', at: 0, length_ms: 192_000, sound: 'ab', ended: 'kept', alive: true, place: 'here', part: 0, parts: 0,
	refused: '', stroke_ms: 50, strokes: [], ...of
});

describe('where a note is', () => {
	test('is said only as far as the core knows it', () => {
		locale.choice = 'en';
		const said = (of: Partial<VoiceNote>, phase: 'alone' | 'online' = 'online') => Object.values(soundCustody(note(of), phase)).join(' / ');
		expect(said({}, 'alone')).toBe('saved / Saved on this device / ');
		expect(said({})).toBe('waiting / Saved on this device / its sound goes out when there is signal');
		expect(said({ place: 'sending', part: 14, parts: 37 })).toBe('waiting / Saved on this device / part 14 of 37 sent');
		expect(said({ place: 'held' })).toBe('synced / Held by the server / all of it, receipt verified');
		expect(said({ place: 'away' })).toBe('provisional / The sound is not on this device / ');
		expect(said({ place: 'refused', refused: 'too-large' })).toBe('failed / The server does not take the sound: it is larger than the server allows / kept on this device');
		expect(said({ place: 'refused', refused: 'of-a-later-version' })).toContain('does not know');
	});
});

describe('how long', () => {
	test('is a clock on the screen and words in a sentence', () => {
		locale.choice = 'en';
		expect([0, 192_400, 3_723_000].map(lengthClock)).toEqual(['0:00', '3:12', '1:02:03']);
		expect([400, 3_000, 761_000, 3_723_000].map(lengthWords)).toEqual(['0 sec', '3 sec', '12 min 41 sec', '1 hr 2 min']);
	});
});

describe('silences', () => {
	const loud = (count: number) => Array.from({ length: count }, () => 60);
	const quiet = (count: number) => Array.from({ length: count }, () => 2);

	test('are played unless somebody skips them', () => {
		expect(stretches([...loud(20), ...quiet(60), ...loud(20)], 50, 5_000, false)).toEqual([{ from: 0, until: 5_000 }]);
	});

	test('that are long are shortened to a breath at each end, and short ones stay', () => {
		expect(stretches([...loud(20), ...quiet(60), ...loud(20)], 50, 5_000, true)).toEqual([{ from: 0, until: 1_250 }, { from: 3_750, until: 5_000 }]);
		expect(stretches([...loud(20), ...quiet(10), ...loud(20)], 50, 2_500, true)).toEqual([{ from: 0, until: 2_500 }]);
	});

	test('at both ends count too', () => {
		expect(stretches([...quiet(40), ...loud(20), ...quiet(40)], 50, 5_000, true)).toEqual([{ from: 0, until: 250 }, { from: 1_750, until: 3_250 }, { from: 4_750, until: 5_000 }]);
	});

	test('a place within or between stretches goes on with what follows', () => {
		const all = [{ from: 0, until: 1_000 }, { from: 3_000, until: 4_000 }];
		expect(from(all, 500)).toEqual([{ from: 500, until: 1_000 }, { from: 3_000, until: 4_000 }]);
		expect(from(all, 2_000)).toEqual([{ from: 3_000, until: 4_000 }]);
		expect(from(all, 4_000)).toEqual([]);
	});
});

describe('faster', () => {
	const tone = Float32Array.from({ length: 32_000 }, (_, index) => Math.sin((2 * Math.PI * 220 * index) / 16_000) * 0.5);
	const rises = (sound: Float32Array) => sound.slice(2_000, -2_000).reduce((sum, now, index, all) => sum + (index > 0 && (all[index - 1] ?? 0) < 0 && now >= 0 ? 1 : 0), 0) / ((sound.length - 4_000) / 16_000);

	test.each([1.5, 2])('at %f× it takes less time, and the voice is no higher', (rate) => {
		const out = faster(tone, rate);
		expect(out.length).toBe(Math.floor(32_000 / rate));
		expect(Math.abs(rises(out) - 220)).toBeLessThan(6);
		expect(Math.max(...out)).toBeLessThan(0.6);
		expect(Math.max(...out.slice(4_000, 8_000))).toBeGreaterThan(0.4);
	});

	test('at its own speed it is itself', () => {
		expect(faster(tone, 1)).toBe(tone);
	});
});
