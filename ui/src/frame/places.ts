import { m } from '$words';
import type { Component } from 'svelte';
import GitPullRequestArrow from '@lucide/svelte/icons/git-pull-request-arrow';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import History from '@lucide/svelte/icons/history';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Settings from '@lucide/svelte/icons/settings';
import Stamp from '@lucide/svelte/icons/stamp';
import Sun from '@lucide/svelte/icons/sun';

/** Somewhere to go in the frame. */
export type Place = {
	path: string;
	/** A function: the language may change while the window is open. */
	words: () => string;
	icon: Component<{ size?: number; 'stroke-width'?: number; class?: string }>;
	testid: string;
	/** Stands in the bottom bar of a phone, which has room for four; the others are under More. */
	inBar?: boolean;
};

export const todayPlace: Place = { path: '/today', words: m.frame_today, icon: Sun, testid: 'nav-today', inBar: true };
export const calendarPlace: Place = { path: '/calendar', words: m.calendar_title, icon: CalendarDays, testid: 'nav-calendar', inBar: true };
export const approvalsPlace: Place = { path: '/approvals', words: m.kind_approval_many, icon: Stamp, testid: 'nav-approvals' };

/** The places that are not lists of records. */
export const otherPlaces: Place[] = [
	{ path: '/review', words: m.mark_review, icon: GitPullRequestArrow, testid: 'nav-review' },
	{ path: '/sync', words: m.sync_centre, icon: RefreshCw, testid: 'nav-sync' },
	{ path: '/exchange', words: m.frame_exchange, icon: ArrowRightLeft, testid: 'nav-exchange' },
	{ path: '/activity', words: m.frame_activity, icon: History, testid: 'nav-activity' },
	{ path: '/settings', words: m.frame_settings, icon: Settings, testid: 'nav-settings' }
];

/** How much waits in a place, by its path. */
export type Waiting = Record<string, number>;

export const isAt = (path: string, at: string): boolean => at === path || at.startsWith(`${path}/`);
