// Where a voice note is, in words. Each is said only where the core knows it: what was committed here, what the server has taken, whose
// receipt was verified.
import { m } from '$words';
import type { SyncState, VoiceNote } from '$lib/api';
import { number } from '$lib/format';
import { soundNo } from '$lib/problems';

export type Custody = { mark: 'saved' | 'waiting' | 'synced' | 'failed' | 'provisional'; strong: string; then: string };

/** The sound alone; its words travel as any change does. */
export function custody(note: VoiceNote, phase: SyncState['phase']): Custody {
	const parts = { part: number(note.part), parts: number(note.parts) };
	const places: Record<VoiceNote['place'], () => Custody> = {
		recording: () => ({ mark: 'saved', strong: m.voice_at_recording(), then: '' }),
		elsewhere: () => ({ mark: 'provisional', strong: m.voice_at_elsewhere(), then: '' }),
		here: () => (phase === 'alone' ? { mark: 'saved', strong: m.mark_saved(), then: '' } : { mark: 'waiting', strong: m.mark_saved(), then: m.voice_at_waits() }),
		sending: () => ({ mark: 'waiting', strong: m.mark_saved(), then: m.voice_at_sending(parts) }),
		held: () => ({ mark: 'synced', strong: m.voice_at_held(), then: m.voice_at_held_proof() }),
		away: () => ({ mark: 'provisional', strong: m.voice_at_away(), then: '' }),
		coming: () => ({ mark: 'provisional', strong: m.voice_at_coming(), then: note.parts === 0 ? '' : m.voice_at_coming_part(parts) }),
		refused: () => ({ mark: 'failed', strong: m.voice_at_refused({ why: soundNo(note.refused) }), then: m.voice_at_refused_here() })
	};
	return places[note.place]();
}
