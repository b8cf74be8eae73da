// An import, from the file to its undo. Lives outside the screen, so that going elsewhere loses nothing. Nothing is
// written before `run`, and then all or nothing.
import { m } from '$words';
import { api, onProgress, wordsOf, type EventAdded, type ImportAsk, type ImportPlan, type ImportReport, type Progress, type TablePreview, type Target } from '$lib/api';
import { takeBack } from '$lib/acts';

type Step = 'choose' | 'reading' | 'prepare' | 'running' | 'done';
const PLAN_AFTER_MS = 150;

export class Importing {
	step = $state<Step>('choose');
	path = $state('');
	preview = $state.raw<TablePreview | null>(null);
	kind = $state('contact');
	mapping = $state.raw<Target[]>([]);
	duplicates = $state<ImportAsk['duplicates']>('skip');
	/** Whose calendar it is: a resource or a colleague. */
	whose = $state('');
	plan = $state.raw<ImportPlan | null>(null);
	/** Of a calendar, what will be added. */
	adding = $state.raw<EventAdded[]>([]);
	planning = $state(false);
	progress = $state.raw<Progress | null>(null);
	stopping = $state(false);
	report = $state.raw<ImportReport | null>(null);
	undone = $state(false);
	error = $state<string | null>(null);
	#generation = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	get ask(): ImportAsk {
		return { path: this.preview?.path ?? this.path, kind: this.kind, mapping: this.mapping, duplicates: this.duplicates };
	}

	get isCalendar(): boolean {
		return this.preview?.format === 'ical';
	}

	async read(path: string): Promise<void> {
		const wanted = path.trim();
		if (wanted === '' || this.step === 'reading' || this.step === 'running') return;
		this.#begin(wanted);
		try {
			const preview = await this.#watching(() => api.previewImport(wanted));
			this.preview = preview;
			this.kind = preview.suggested_kind;
			this.mapping = preview.suggested;
			this.step = 'prepare';
			this.replan(0);
		} catch (error) {
			this.error = wordsOf(error);
			this.step = 'choose';
		}
	}

	async choose(): Promise<void> {
		try {
			const path = await api.pickImportFile();
			if (path !== null) await this.read(path);
		} catch (error) {
			this.error = wordsOf(error);
		}
	}

	async as(kind: string): Promise<void> {
		this.kind = kind;
		const generation = ++this.#generation;
		try {
			const mapping = await api.suggestMapping(kind, [...(this.preview?.headers ?? [])]);
			if (generation !== this.#generation) return;
			this.mapping = mapping;
			this.replan(0);
		} catch (error) {
			this.error = wordsOf(error);
		}
	}

	map(column: number, target: Target): void {
		this.mapping = this.mapping.map((old, index) => (index === column ? target : old));
		this.replan();
	}

	treatDuplicates(how: ImportAsk['duplicates']): void {
		this.duplicates = how;
		this.replan(0);
	}

	of(whose: string): void {
		this.whose = whose;
		this.replan(0);
	}

	replan(after_ms = PLAN_AFTER_MS): void {
		clearTimeout(this.#timer);
		this.planning = true;
		const generation = ++this.#generation;
		this.#timer = setTimeout(() => void this.#plan(generation), after_ms);
	}

	get #events(): { path: string; of: string } {
		return { path: this.ask.path, of: this.whose };
	}

	async #plan(generation: number): Promise<void> {
		try {
			const { plan, adding } = this.isCalendar ? await api.planEvents(this.#events) : { plan: await api.planImport(this.ask), adding: [] };
			if (generation !== this.#generation) return;
			this.plan = plan;
			this.adding = adding;
			this.error = null;
		} catch (error) {
			if (generation !== this.#generation) return;
			this.plan = null;
			this.error = wordsOf(error);
		}
		this.planning = false;
	}

	async run(): Promise<void> {
		if (this.step !== 'prepare') return;
		this.step = 'running';
		this.error = null;
		this.stopping = false;
		try {
			this.report = await this.#watching(() => (this.isCalendar ? api.runEvents(this.#events) : api.runImport(this.ask)));
			this.step = 'done';
		} catch (error) {
			this.error = m.import_failed({ why: wordsOf(error) });
			this.step = 'prepare';
		}
	}

	async stop(): Promise<void> {
		this.stopping = true;
		try {
			await api.stopImport();
		} catch (error) {
			this.error = wordsOf(error);
		}
	}

	async undo(): Promise<void> {
		if (this.report?.gesture && (await takeBack(this.report.gesture))) this.undone = true;
	}

	startOver(): void {
		this.#begin('');
		this.step = 'choose';
	}

	#begin(path: string): void {
		this.#generation += 1;
		clearTimeout(this.#timer);
		this.path = path;
		this.preview = null;
		this.plan = null;
		this.adding = [];
		this.whose = '';
		this.planning = false;
		this.report = null;
		this.undone = false;
		this.error = null;
		this.step = 'reading';
	}

	async #watching<T>(run: () => Promise<T>): Promise<T> {
		this.progress = null;
		const off = await onProgress((progress) => (this.progress = progress));
		try {
			return await run();
		} finally {
			off();
			this.progress = null;
		}
	}
}

export const importing = new Importing();

/** A target as the value of a select, and back. */
export function targetKey(target: Target | undefined): string {
	if (target === undefined || target === 'skip') return 'skip';
	return target.field === undefined ? 'new' : `field:${target.field}`;
}

export function targetFrom(key: string, header: string): Target {
	if (key === 'skip') return 'skip';
	if (key === 'new') return { new_field: header.trim() || m.import_new_field_name() };
	return { field: key.slice('field:'.length) };
}
