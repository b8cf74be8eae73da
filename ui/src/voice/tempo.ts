// Faster without a higher voice: pieces of the sound are laid closer together, each where it fits the one before best (WSOLA: Verhelst
// and Roelands, "An overlap-add technique based on waveform similarity for high quality time-scale modification of speech", 1993).

/** Samples of a piece, half of which overlap the next: 32 ms at 16,000 a second. */
const PIECE = 512;
const HALF = PIECE / 2;
/** How far a piece may be moved to fit. */
const SEARCH = 160;

const window = Float32Array.from({ length: PIECE }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / PIECE));

/** How alike two places are, over half a piece; every fourth sample is enough to tell. */
function alike(sound: Float32Array, a: number, b: number): number {
	let sum = 0;
	for (let index = 0; index < HALF; index += 4) sum += (sound[a + index] ?? 0) * (sound[b + index] ?? 0);
	return sum;
}

/** The same sound in `1 / rate` of its time. */
export function faster(sound: Float32Array, rate: number): Float32Array {
	if (rate === 1 || sound.length < 2 * PIECE) return sound;
	const out = new Float32Array(Math.floor(sound.length / rate));
	let follows = 0; // where the last piece would have gone on
	for (let at = 0; at < out.length; at += HALF) {
		const ideal = Math.min(Math.round(at * rate), sound.length - PIECE);
		let best = ideal;
		if (at > 0) {
			let most = -Infinity;
			const last = Math.min(ideal + SEARCH, sound.length - PIECE);
			for (let place = Math.max(0, ideal - SEARCH); place <= last; place += 4) {
				const fits = alike(sound, follows, place);
				if (fits > most) [most, best] = [fits, place];
			}
		}
		for (let index = 0; index < PIECE && at + index < out.length; index++) {
			// The first half of the very first piece has nothing before it to fade from.
			const share = at === 0 && index < HALF ? 1 : (window[index] ?? 0);
			out[at + index] = (out[at + index] ?? 0) + (sound[best + index] ?? 0) * share;
		}
		follows = best + HALF;
	}
	return out;
}
