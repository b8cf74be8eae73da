// Written by hand in the shape of the generator, which replaces this file.
import { invoke as TAURI_INVOKE } from '@tauri-apps/api/core';
import * as TAURI_API_EVENT from '@tauri-apps/api/event';

async function typed<T>(command: string, args?: Record<string, unknown>): Promise<Result<T, Failure>> {
	try {
		return { status: 'ok', data: await TAURI_INVOKE<T>(command, args) };
	} catch (error) {
		if (error instanceof Error) throw error;
		return { status: 'error', error: error as Failure };
	}
}

export const commands = {
	gate: () => typed<Gate>('gate'),
	unlock: (passphrase: string) => typed<Gate>('unlock', { passphrase }),
	startBeside: () => typed<Gate>('start_beside'),
	listRecords: (ask: ListAsk) => typed<Page>('list_records', { ask }),
	find: (text: string, limit: number) => typed<Hit[]>('find', { text, limit }),
	card: (record: string) => typed<Card>('card', { record }),
	createRecord: (kind: string, fields: Record<string, string>) => typed<Saved>('create_record', { kind, fields }),
	editRecord: (record: string, token: string, fields: Record<string, string>) => typed<Saved>('edit_record', { record, token, fields }),
	tagRecord: (record: string, token: string, tag: string, present: boolean) => typed<Saved>('tag_record', { record, token, tag, present }),
	deleteRecord: (record: string, token: string) => typed<Saved>('delete_record', { record, token }),
	restoreRecord: (record: string, token: string) => typed<Saved>('restore_record', { record, token }),
	writeNote: (about: string, body: string) => typed<Saved>('write_note', { about, body }),
	history: (record: string, field: string | null) => typed<Step[]>('history', { record, field }),
	undo: (gesture: string) => typed<Undone>('undo', { gesture }),
	recentGestures: (limit: number) => typed<GestureLine[]>('recent_gestures', { limit }),
	addCustomField: (kind: string, label: string, fieldType: string) => typed<Saved>('add_custom_field', { kind, label, type: fieldType }),
	truth: () => typed<Truth>('truth'),
	counts: () => typed<Record<string, number>>('counts'),
	previewImport: (path: string) => typed<TablePreview>('preview_import', { path }),
	suggestMapping: (kind: string, headers: string[]) => typed<Target[]>('suggest_mapping', { kind, headers }),
	planImport: (ask: ImportAsk) => typed<ImportPlan>('plan_import', { ask }),
	runImport: (ask: ImportAsk) => typed<ImportReport>('run_import', { ask }),
	stopImport: () => typed<null>('stop_import'),
	exportRecords: (kind: string, format: Format, path: string) => typed<Exported>('export_records', { kind, format, path }),
	saveImportReport: (path: string) => typed<Exported>('save_import_report', { path }),
	pickImportFile: () => typed<string | null>('pick_import_file'),
	pickExportFile: (suggested: string) => typed<string | null>('pick_export_file', { suggested })
};

function event<T>(name: string) {
	return { listen: (handle: (event: { payload: T }) => void) => TAURI_API_EVENT.listen<T>(name, handle) };
}

export const events = { changed: event<Changed>('changed'), progress: event<Progress>('progress') };

export type Result<T, E> = { status: 'ok'; data: T } | { status: 'error'; error: E };
export type FailureCode =
	| 'wrong_key' | 'key_missing' | 'corrupt' | 'newer_schema' | 'disk_full' | 'read_only' | 'locked' | 'not_encrypted'
	| 'wrong_passphrase' | 'weak_passphrase' | 'shut' | 'invalid' | 'refused' | 'not_found' | 'stopped'
	| 'unreadable_file' | 'unwritable_file' | 'internal';
export type Failure = { code: FailureCode; message: string };
export type Gate =
	| { state: 'open'; person: string; device: string }
	| { state: 'choose_passphrase' }
	| { state: 'passphrase' }
	| { state: 'trouble'; failure: Failure; can_start_beside: boolean };
export type Mark = 'saved' | 'waiting' | 'synced' | 'review' | 'failed' | 'provisional';
export type Sort = { field: string; descending: boolean };
export type ListAsk = { kind: string; search: string; sort: Sort | null; offset: number; limit: number; deleted: boolean; about: string | null };
export type Row = { id: string; kind: string; title: string; subtitle: string; mark: Mark; fields: Record<string, string> };
export type Page = { total: number; rows: Row[] };
export type Hit = { id: string; kind: string; title: string; subtitle: string; matched: string; snippet: string };
export type Competing = { value: string; by: string; on: string; at: number };
export type FieldView = { key: string; label: string; value: string; shown: string; by: string; on: string; at: number; mark: Mark; competing: Competing[] };
export type Card = {
	id: string; kind: string; title: string; alive: boolean; token: string; mark: Mark; created_by: string; created_at: number;
	tags: string[]; fields: FieldView[]; waiting: number;
};
export type Saved = { record: string; gesture: string; token: string; at: number };
export type Step = {
	change: string; gesture: string; at: number; by: string; on: string; act: string; field: string; label: string;
	before: string; after: string; stands: boolean; mark: Mark; why: string;
};
export type Undone = { changed: number; kept: string[]; gesture: string };
export type GestureLine = { gesture: string; words: string; at: number; changes: number; undone: boolean };
export type Truth = { waiting: number; last_saved_at: number | null; records: number; person: string; device: string };
export type Target = { field: string } | { new_field: string } | 'skip';
export type TablePreview = {
	path: string; file: string; format: 'csv' | 'vcard'; encoding: string; delimiter: string; headers: string[]; sample: string[][];
	rows: number; suggested_kind: string; suggested: Target[];
};
export type ImportAsk = { path: string; kind: string; mapping: Target[]; duplicates: 'skip' | 'add' };
export type RowReport = { row: number; title: string; why: string };
export type ImportPlan = {
	total: number; ready: number; new_links: string[]; duplicates: RowReport[]; duplicate_count: number; rejected: RowReport[]; rejected_count: number;
};
export type ImportReport = {
	added: number; duplicates: number; rejected: RowReport[]; rejected_count: number; stopped: boolean; gesture: string | null; report_path: string | null;
};
export type Format = 'csv' | 'json' | 'vcard3' | 'vcard4';
export type Exported = { path: string; rows: number };
export type Changed = { kinds: string[]; records: string[]; source: 'here' | 'import' | 'sync' };
export type Progress = { done: number; total: number; what: 'reading' | 'writing' };
