// The one door to the core. Only this file imports the generated bindings: a command either gives its answer or throws a
// `Problem` with a code to act on and words to show.
import { convertFileSrc } from '@tauri-apps/api/core';
import { commands, events } from '../bindings/commands';
import type { Changed, Failure, FailureCode, Progress, Recording, Result } from '../bindings/commands';
import { locale, m, wordOr } from '$words';
import { KINDS } from '../bindings/schema';
import type { FieldSchema, KindSchema } from '../bindings/schema';
import { ownFields } from './customFields.svelte';
import { choiceKey, saidField, saidKind } from './labels';
import { problemWords } from './problems';

export type {
	AboutCandidate, ApprovalNeeded, ApprovalView, Card, Changed, Competing, Draft, EventAdded, EventsPlan, Exported, Failure, FailureCode, FieldView, Format, Found, Gate, GestureLine, Hit, ImportAsk, ImportPlan,
	ImportReport, ListAsk, Mark, Page, Progress, QuickMeaning, QuickPlan,
	QuietDeal, Row, RowReport, Saved, Sort, Step, TablePreview, Target, Today, TodayRow, Total, Truth, Undone, Way
} from '../bindings/commands';
export type {
	Clause, Handoff, HandoffLine, Kept, Larger, LeftOne, ManySaved, Named, Op, SavedView, Timeline, TimelineGroup, TimelineItem, ViewAsk
} from '../bindings/commands';
export type { AlikeHit, MergeField, MergePlan } from '../bindings/commands';
export type {
	Choice, DecideAsk, Decision, PatternAsk, PatternKeep, PatternLine, PatternPlan, ReviewInbox, ReviewLine, ReviewRecord, RewindAsk, RewindKept, RewindLine, RewindPlan,
	RuleLine, Side
} from '../bindings/commands';
export type { AtStake, CauseOf, DeviceSeen, EnrolAsk, Fleet, HeldItem, JoinAsk, LogAudit, PhaseOf, Receipt, SyncState, WaitingItem } from '../bindings/commands';
export type { BookAsk, Calendar, CalendarEntry, CalendarLane, CalendarService, FreeSlot, MoveAsk, SlotAsk, StepAsk } from '../bindings/commands';
export type { Attachment, AttachmentLook } from '../bindings/commands';
export type { Marker, Microphone, Recording, RecordingEnd, BlobPlace, VoiceNote } from '../bindings/commands';
export { OPS } from '../bindings/schema';
export type {
	Board, BoardCard, BoardColumn, Forecast, ForecastRow, IssueClock, PipelineAnswer, PipelineStage, PipelineView, StageStep,
	StageState, Stranded
} from '../bindings/commands';
export type { FieldSchema, KindSchema };

/** A failure of the core, on its way to a person. */
export class Problem extends Error {
	readonly code: FailureCode;
	constructor(failure: Failure) {
		super(problemWords(failure));
		this.name = 'Problem';
		this.code = failure.code;
	}
}

/** Any error as words: those of the core, in the person's language where there are some; others with what is safe. */
export function wordsOf(error: unknown): string {
	if (error instanceof Problem) return error.message;
	const detail = error instanceof Error ? error.message : String(error);
	return m.problem_unforeseen({ detail });
}

type Answer<C> = C extends (...args: infer A) => Promise<Result<infer T, Failure>> ? (...args: A) => Promise<T> : never;
type Api = { [K in keyof typeof commands]: Answer<(typeof commands)[K]> };

const shutListeners = new Set<() => void>();

/** Calls `hear` when the core says that the database is not open (any more): the gate must be asked again. */
export function whenShut(hear: () => void): () => void {
	shutListeners.add(hear);
	return () => shutListeners.delete(hear);
}

function open<A extends unknown[], T>(command: (...args: A) => Promise<Result<T, Failure>>) {
	return async (...args: A): Promise<T> => {
		const result = await command(...args);
		if (result.status === 'error') {
			if (result.error.code === 'shut') for (const hear of shutListeners) hear();
			throw new Problem(result.error);
		}
		return result.data;
	};
}

export const api = Object.fromEntries(
	Object.entries(commands).map(([name, command]) => [name, open(command as (...args: unknown[]) => Promise<Result<unknown, Failure>>)])
) as Api;

type Off = () => void;

/** Calls `hear` after every commit, with what changed. */
export async function onChanged(hear: (changed: Changed) => void): Promise<Off> {
	return events.changed.listen((event) => hear(event.payload));
}

/** Calls `hear` when this device and its server stand otherwise than before. */
export async function onSync(hear: () => void): Promise<Off> {
	return events.sync.listen(() => hear());
}

/** Calls `hear` while a long act is under way. */
export async function onProgress(hear: (progress: Progress) => void): Promise<Off> {
	return events.progress.listen((event) => hear(event.payload));
}

/** Calls `hear` about ten times a second while something is recorded. */
export async function onRecording(hear: (now: Recording) => void): Promise<Off> {
	return events.recording.listen((event) => hear(event.payload));
}

/** Where the bytes of a sound are: a WAV file that is nowhere, read in ranges. */
export const soundUrl = (sound: string): string => convertFileSrc(sound, 'sound');

/** Where the bytes of an attached picture are: decrypted as they are drawn. */
export const pictureUrl = (content: string): string => convertFileSrc(content, 'picture');

/** The declaration of a kind; a kind that this window does not know gets an empty one, so that its records still open. */
export function kindOf(key: string): KindSchema {
	return saidKind(KINDS[key] ?? { key, label: key, plural: key, title: 'name', fields: [] });
}

export const kinds = (): KindSchema[] => Object.values(KINDS);

type Places = { all: FieldSchema[]; byKey: Map<string, FieldSchema> };
/** What was put together for a kind, for this language and these fields of the organisation: every cell of a list asks for it. */
const said = new Map<string, Places & { tag: string; own: readonly unknown[] }>();

function placesSaid(kind: string): Places {
	const [tag, own] = [locale.current, ownFields.declared];
	const known = said.get(kind);
	if (known !== undefined && known.tag === tag && known.own === own) return known;
	const declared = kindOf(kind).fields.flatMap((field) =>
		field.members.length === 0
			? [saidField(kind, field.key, field)]
			: field.members.map((member) => saidField(kind, `${field.key}.${member.key}`, member))
	);
	const all = [...declared, ...ownFields.of(kind)];
	const made = { all, byKey: new Map(all.map((field) => [field.key, field])), tag, own };
	said.set(kind, made);
	return made;
}

/** What a form of this kind can hold, in the person's words: its fields, for a group its members under `group.member`, and what
    the organisation added. */
export const placesOf = (kind: string): FieldSchema[] => placesSaid(kind).all;

export const fieldOf = (kind: string, key: string): FieldSchema | undefined => placesSaid(kind).byKey.get(key);

/** The display text of a choice, which the core gives in English, in the person's language. */
export function saidChoice(kind: string, key: string, shown: string): string {
	const [group, member] = key.split('.');
	const field = KINDS[kind]?.fields.find((one) => one.key === group);
	const declared = member === undefined ? field : field?.members.find((one) => one.key === member);
	const choice = declared?.choices.find(([, label]) => label === shown)?.[0];
	return choice === undefined ? shown : wordOr(choiceKey(kind, key, choice), shown);
}
