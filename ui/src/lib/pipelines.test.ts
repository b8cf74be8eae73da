import { expect, test } from 'vitest';
import { firstStage, pipelineForNew } from './pipelines';

const pipeline = (id: string, deals: number) => ({ id, token: '', name: id, stages: [{ name: 'Lost', chance: 0 }, { name: `First of ${id}`, chance: 10 }, { name: 'Won', chance: 100 }], deals: { Won: deals } });
const both = [pipeline('sales', 0), pipeline('heating', 3)];

test('a new deal goes into the pipeline that is looked at', () => {
	expect(pipelineForNew(both, 'sales')?.id).toBe('sales');
});

test('without one it goes where most deals are, at the first stage that is open', () => {
	expect(pipelineForNew(both, null)?.id).toBe('heating');
	expect(pipelineForNew(both, 'one that is gone')?.id).toBe('heating');
	expect(firstStage(pipelineForNew(both, null))).toBe('First of heating');
});

test('where no deal is anywhere, into the first; where there is none, nowhere', () => {
	expect(pipelineForNew([pipeline('a', 0), pipeline('b', 0)], null)?.id).toBe('a');
	expect(pipelineForNew([], null)).toBeUndefined();
	expect(firstStage(undefined)).toBe('');
});
