// How the deals room was left: which view, whose deals, which pipeline, what was looked for.
import { left } from '$lib/left.svelte';

export type DealsView = 'board' | 'table' | 'forecast';

type Left = {
	view: DealsView;
	/** `mine`, `everyone` or a colleague's id, as the core takes it. */
	whose: string;
	/** The colleague whose deals were looked at, who keeps a segment of their own. */
	colleague: { id: string; name: string } | null;
	pipeline: string | null;
	search: string;
	/** Whether the lost ones stand open beside the others. */
	lostOpen: boolean;
	/** The table begins with what closes last, so that what is open stands above what is over. */
	order: { key: string; descending: boolean };
};

export const room = left<Left>({ view: 'board', whose: 'mine', colleague: null, pipeline: null, search: '', lostOpen: false, order: { key: 'close_by', descending: true } });

/** Looks at a colleague's deals, or at one's own again. */
export function lookAt(colleague: Left['colleague']): void {
	room.colleague = colleague;
	room.whose = colleague?.id ?? 'mine';
}
