import { expect, test } from 'vitest';
import { formOf, moved, movesOf, stagesOf, without, withRow, type PipelineForm } from './pipelineForm';

const stages = [{ name: 'Enquiry', chance: 10 }, { name: 'Survey', chance: 30 }, { name: 'Won', chance: 100 }];
const form = (): PipelineForm => formOf({ id: 'P', token: 'T', name: 'Heating', stages, deals: {} }, []);
const named = (of: PipelineForm, from: string, to: string): PipelineForm => ({ ...of, rows: of.rows.map((row) => (row.name === from ? { ...row, name: to } : row)) });

test('a renamed stage takes its deals along', () => {
	expect(movesOf(named(form(), 'Survey', ' Visit '), {})).toEqual({ Survey: 'Visit' });
});

test('two stages that change names with each other move no deals by mistake', () => {
	const crossed = named(named(named(form(), 'Survey', 'x'), 'Enquiry', 'Survey'), 'x', 'Enquiry');
	expect(movesOf(crossed, {})).toEqual({});
});

test('a removed stage is said by the person', () => {
	const gone = without(form(), form().rows[1]?.id ?? 0);
	expect(movesOf(gone, { Survey: 'Enquiry' })).toEqual({ Survey: 'Enquiry' });
});

test('a new stage comes before the ones that close, and the order can be changed', () => {
	expect(withRow(form()).rows.map((row) => row.name)).toEqual(['Enquiry', 'Survey', '', 'Won']);
	expect(stagesOf(moved(form(), 1, -1)).map((stage) => stage.name)).toEqual(['Survey', 'Enquiry', 'Won']);
	expect(moved(form(), 0, -1).rows.map((row) => row.name)).toEqual(['Enquiry', 'Survey', 'Won']);
});

test('what is no chance is left to the core to refuse', () => {
	const odd = { ...form(), rows: form().rows.map((row) => ({ ...row, chance: 'half' })) };
	expect(stagesOf(odd)[0]?.chance).toBe(255);
});
