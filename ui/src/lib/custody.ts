// Where the bytes of a record are, in words: of a recording, of a file. Each is said only where the core knows it: what was committed here,
// what the server has taken, whose receipt was verified.
import { m } from '$words';
import type { BlobPlace, SyncState } from './api';
import { number } from './format';
import { soundNo } from './problems';

export type Custody = { mark: 'saved' | 'waiting' | 'synced' | 'failed' | 'provisional'; strong: string; then: string };
export type Bytes = { place: BlobPlace; part: number; parts: number; refused: string };
/** What is said of these bytes and not of others. */
export type BytesWords = { waits: () => string; away: () => string; coming: () => string; refused: (said: { why: string }) => string };

const sound: BytesWords = { waits: m.voice_at_waits, away: m.voice_at_away, coming: m.voice_at_coming, refused: m.voice_at_refused };
const file: BytesWords = { waits: m.attach_at_waits, away: m.attach_at_away, coming: m.attach_at_coming, refused: m.attach_at_refused };

/** The bytes alone; the words of the record travel as any change does. */
function custody(of: Bytes, phase: SyncState['phase'], words: BytesWords): Custody {
	const parts = { part: number(of.part), parts: number(of.parts) };
	const places: Record<BlobPlace, () => Custody> = {
		recording: () => ({ mark: 'saved', strong: m.voice_at_recording(), then: '' }),
		elsewhere: () => ({ mark: 'provisional', strong: m.voice_at_elsewhere(), then: '' }),
		here: () => (phase === 'alone' ? { mark: 'saved', strong: m.mark_saved(), then: '' } : { mark: 'waiting', strong: m.mark_saved(), then: words.waits() }),
		sending: () => ({ mark: 'waiting', strong: m.mark_saved(), then: m.voice_at_sending(parts) }),
		held: () => ({ mark: 'synced', strong: m.voice_at_held(), then: m.voice_at_held_proof() }),
		away: () => ({ mark: 'provisional', strong: words.away(), then: '' }),
		coming: () => ({ mark: 'provisional', strong: words.coming(), then: of.parts === 0 ? '' : m.voice_at_coming_part(parts) }),
		refused: () => ({ mark: 'failed', strong: words.refused({ why: soundNo(of.refused) }), then: m.voice_at_refused_here() })
	};
	return places[of.place]();
}

export const soundCustody = (of: Bytes, phase: SyncState['phase']): Custody => custody(of, phase, sound);
export const fileCustody = (of: Bytes, phase: SyncState['phase']): Custody => custody(of, phase, file);
