// How the issues room was left.
import { left } from '$lib/left.svelte';

export type IssuesView = 'open' | 'over';

/** `mine`: only those that are assigned to whoever works here. */
export const issuesRoom = left<{ view: IssuesView; mine: boolean; search: string }>({ view: 'open', mine: false, search: '' });
