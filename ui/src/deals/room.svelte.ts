// How the deals room was left: which view, whose deals, which pipeline, what was looked for. In memory, as the lists' places are.
export type DealsView = 'board' | 'table' | 'forecast';

let view = $state<DealsView>('board');
let whose = $state.raw<string>('mine');
/** The colleague whose deals were looked at, who keeps a segment of their own. */
let colleague = $state.raw<{ id: string; name: string } | null>(null);
let pipeline = $state<string | null>(null);
let search = $state('');
let lostOpen = $state(false);
let order = $state.raw<{ key: string; descending: boolean }>({ key: 'close_by', descending: false });

export const room = {
	get view(): DealsView {
		return view;
	},
	set view(next: DealsView) {
		view = next;
	},
	/** `mine`, `everyone` or a colleague's id, as the core takes it. */
	get whose(): string {
		return whose;
	},
	set whose(next: string) {
		whose = next;
	},
	get colleague(): { id: string; name: string } | null {
		return colleague;
	},
	set colleague(next: { id: string; name: string } | null) {
		colleague = next;
		whose = next?.id ?? 'mine';
	},
	get pipeline(): string | null {
		return pipeline;
	},
	set pipeline(next: string | null) {
		pipeline = next;
	},
	get search(): string {
		return search;
	},
	set search(next: string) {
		search = next;
	},
	/** Whether the lost ones stand open beside the others. */
	get lostOpen(): boolean {
		return lostOpen;
	},
	set lostOpen(next: boolean) {
		lostOpen = next;
	},
	get order(): { key: string; descending: boolean } {
		return order;
	},
	set order(next: { key: string; descending: boolean }) {
		order = next;
	}
};
