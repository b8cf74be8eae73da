// How a kind shows itself: its words and its place. Each domain folder exports one; routes compose them.
import type { Component } from 'svelte';

export type KindView = {
	kind: string;
	/** What people call it: "People", "person". */
	plural: string;
	one: string;
	/** One key that makes a new one from anywhere. */
	key: string;
	icon: Component<{ size?: number; 'stroke-width'?: number; class?: string }>;
	/** Which fields the form for a new one asks, in order; the rest can be added on the card. */
	asks: string[];
	/** The line under the name: fields joined by ", ". */
	subtitle: string[];
	search: string;
	empty: { title: string; words: string };
};

export const recordPath = (kind: string, id: string): string => `/${kind}/${id}`;
export const listPath = (kind: string): string => `/${kind}`;
