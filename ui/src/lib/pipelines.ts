// Where a new deal goes: into the pipeline that is looked at, so that it stands on the board from which it was made. Without
// one, into the one in which most deals stand, which is the one that a board begins with.
import type { PipelineView } from './api';

let looked: string | null = null;

/** The board of this pipeline is on the screen. */
export function lookAtPipeline(id: string | null): void {
	looked = id;
}

const held = (pipeline: PipelineView): number => Object.values(pipeline.deals).reduce((sum, deals) => sum + deals, 0);

export function pipelineForNew(pipelines: readonly PipelineView[], at: string | null = looked): PipelineView | undefined {
	const most = pipelines.reduce<PipelineView | undefined>((best, one) => (best === undefined || held(one) > held(best) ? one : best), undefined);
	return pipelines.find((one) => one.id === at) ?? most;
}

/** Where a deal of a pipeline begins; nothing where all its stages close it. */
export const firstStage = (pipeline: PipelineView | undefined): string => pipeline?.stages.find(({ chance }) => chance > 0 && chance < 100)?.name ?? '';
