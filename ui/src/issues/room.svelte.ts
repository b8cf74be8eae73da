// How the issues room was left.
export type IssuesView = 'open' | 'over';

let view = $state<IssuesView>('open');
let mine = $state(false);
let search = $state('');

export const issuesRoom = {
	get view(): IssuesView {
		return view;
	},
	set view(next: IssuesView) {
		view = next;
	},
	/** Only those that are assigned to whoever works here. */
	get mine(): boolean {
		return mine;
	},
	set mine(next: boolean) {
		mine = next;
	},
	get search(): string {
		return search;
	},
	set search(next: string) {
		search = next;
	}
};
