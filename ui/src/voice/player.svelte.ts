// Plays a sound piece by piece: a few seconds are asked of the core, decrypted there, and laid behind each other. Nothing of it is ever
// whole in the window, and nothing is kept.
import { soundUrl } from '$lib/api';
import { m } from '$words';
import { from, stretches, type Stretch } from './stretches';
import { faster } from './tempo';

const RATE = 16_000;
const BYTES_PER_MS = 32;
const HEADER = 44;
/** Asked at once; the first is short, so that it begins at once. */
const FIRST_MS = 1_000;
const PIECE_MS = 4_000;
/** So much lies ready ahead of what is heard. */
const AHEAD_S = 3;
const TICK_MS = 50;

export const SPEEDS = ['1', '1.5', '2'] as const;
export type Speed = (typeof SPEEDS)[number];

type Sound = { sound: string; length_ms: number; stroke_ms: number; strokes: number[] };
/** A piece that is laid: from where in the sound, how much of it, and when it is heard. */
type Laid = { from: number; until: number; begins: number; ends: number; source: AudioBufferSourceNode };

let playing: Player | null = null;

export class Player {
	on = $state(false);
	at_ms = $state(0);
	speed = $state<Speed>('1');
	skip = $state(false);
	error = $state<string | null>(null);
	#context: AudioContext | null = null;
	#plan: Stretch[] = [];
	#laid: Laid[] = [];
	/** When the next piece is heard. */
	#next = 0;
	#asking = false;
	#turn = 0;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(private readonly of: () => Sound | undefined) {}

	toggle(): void {
		if (this.on) this.pause();
		else this.play();
	}

	play(): void {
		const sound = this.of();
		if (!sound || sound.sound === '') return;
		if (playing !== this) playing?.pause();
		[playing, this.error, this.on] = [this, null, true];
		if (this.at_ms >= sound.length_ms - 50) this.at_ms = 0;
		this.#context ??= new AudioContext();
		void this.#context.resume();
		this.#plan = from(stretches(sound.strokes, sound.stroke_ms, sound.length_ms, this.skip), this.at_ms);
		this.#next = this.#context.currentTime + 0.02;
		this.#turn++;
		clearInterval(this.#timer);
		this.#timer = setInterval(() => this.#tick(), TICK_MS);
		this.#tick();
	}

	pause(): void {
		clearInterval(this.#timer);
		this.#turn++;
		for (const { source } of this.#laid) source.stop();
		[this.#laid, this.on] = [[], false];
		void this.#context?.suspend();
	}

	seek(at_ms: number): void {
		const on = this.on;
		if (on) this.pause();
		this.at_ms = at_ms;
		if (on) this.play();
	}

	/** Anew from here, at another speed or without silences. */
	again(): void {
		this.seek(this.at_ms);
	}

	close(): void {
		this.pause();
		if (playing === this) playing = null;
		void this.#context?.close();
		this.#context = null;
	}

	#tick(): void {
		const context = this.#context;
		if (!context || !this.on) return;
		const now = context.currentTime;
		const heard = this.#laid.find((piece) => now < piece.ends);
		if (heard && now >= heard.begins) this.at_ms = heard.from + ((now - heard.begins) / (heard.ends - heard.begins)) * (heard.until - heard.from);
		this.#laid = this.#laid.filter((piece) => piece.ends > now);
		if (this.#laid.length === 0 && this.#plan.length === 0 && !this.#asking) {
			this.pause();
			this.at_ms = this.of()?.length_ms ?? 0;
			return;
		}
		if (!this.#asking && this.#plan.length > 0 && this.#next - now < AHEAD_S) void this.#lay(context);
	}

	async #lay(context: AudioContext): Promise<void> {
		const [stretch, turn, sound] = [this.#plan[0], this.#turn, this.of()];
		if (!stretch || !sound) return;
		const until = Math.min(stretch.until, stretch.from + (this.#laid.length === 0 ? FIRST_MS : PIECE_MS));
		this.#asking = true;
		try {
			const samples = faster(await read(sound.sound, stretch.from, until), Number(this.speed));
			if (turn !== this.#turn) return;
			this.#plan = until < stretch.until ? [{ from: until, until: stretch.until }, ...this.#plan.slice(1)] : this.#plan.slice(1);
			if (samples.length > 0) this.#put(context, samples, { from: stretch.from, until });
		} catch {
			if (turn === this.#turn) {
				this.pause();
				this.error = m.voice_cannot_play();
			}
		} finally {
			this.#asking = false;
		}
	}

	#put(context: AudioContext, samples: Float32Array, { from: begin, until }: Stretch): void {
		const buffer = context.createBuffer(1, samples.length, RATE);
		buffer.getChannelData(0).set(samples);
		const source = context.createBufferSource();
		source.buffer = buffer;
		source.connect(context.destination);
		const begins = Math.max(this.#next, context.currentTime);
		source.start(begins);
		this.#next = begins + buffer.duration;
		this.#laid.push({ from: begin, until, begins, ends: this.#next, source });
	}
}

/** The samples of a range, from -1 to 1. */
async function read(sound: string, from_ms: number, until_ms: number): Promise<Float32Array> {
	const first = HEADER + Math.floor(from_ms) * BYTES_PER_MS;
	const last = HEADER + Math.ceil(until_ms) * BYTES_PER_MS - 1;
	const answer = await fetch(soundUrl(sound), { headers: { Range: `bytes=${first}-${last}` } });
	if (!answer.ok) throw new Error(`status ${answer.status}`);
	const bytes = new DataView(await answer.arrayBuffer());
	return Float32Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, index) => bytes.getInt16(index * 2, true) / 32_768);
}
