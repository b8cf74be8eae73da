// The form of a pipeline: pure. Each row remembers what the stage was called, so that a rename takes its deals along.
import type { PipelineStage, PipelineView } from '$lib/api';

export type StageRow = { id: number; /** Its name until now; empty for a new one. */ was: string; name: string; chance: string };
export type PipelineForm = { id: string | null; token: string | null; name: string; rows: StageRow[] };

let next = 1;
const rowOf = (was: string, name: string, chance: string): StageRow => ({ id: next++, was, name, chance });

export function formOf(pipeline: PipelineView | null, usual: PipelineStage[]): PipelineForm {
	if (pipeline) return { id: pipeline.id, token: pipeline.token, name: pipeline.name, rows: pipeline.stages.map((stage) => rowOf(stage.name, stage.name, String(stage.chance))) };
	return { id: null, token: null, name: '', rows: usual.map((stage) => rowOf('', stage.name, String(stage.chance))) };
}

export const withRow = (form: PipelineForm): PipelineForm => {
	// A new stage stands before the ones that close a deal.
	const at = form.rows.findIndex((row) => row.chance === '100' || row.chance === '0');
	const rows = [...form.rows];
	rows.splice(at < 0 ? rows.length : at, 0, rowOf('', '', '50'));
	return { ...form, rows };
};

export function moved(form: PipelineForm, from: number, by: number): PipelineForm {
	const to = from + by;
	const rows = [...form.rows];
	const row = rows[from];
	if (!row || to < 0 || to >= rows.length) return form;
	rows.splice(from, 1);
	rows.splice(to, 0, row);
	return { ...form, rows };
}

export const without = (form: PipelineForm, id: number): PipelineForm => ({ ...form, rows: form.rows.filter((row) => row.id !== id) });

/** What cannot be a chance goes to the core as one that it refuses in words. */
export const stagesOf = (form: PipelineForm): PipelineStage[] => form.rows.map((row) => ({ name: row.name.trim(), chance: /^\d{1,3}$/.test(row.chance.trim()) ? Math.min(255, Number(row.chance)) : 255 }));

/** Where deals go: renamed stages take theirs along, removed ones as the person said. */
export function movesOf(form: PipelineForm, said: Record<string, string>): Record<string, string> {
	const kept = new Set(form.rows.map((row) => row.name.trim()));
	const renamed = form.rows.filter((row) => row.was !== '' && row.was !== row.name.trim() && !kept.has(row.was)).map((row) => [row.was, row.name.trim()]);
	return { ...Object.fromEntries(renamed), ...said };
}
