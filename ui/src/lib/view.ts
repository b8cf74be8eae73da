// How a kind shows itself: its place, its key, what its form asks. Its words are messages (`kind_deal_new`), see labels.ts.
// Each domain folder exports one view; routes compose them.
import type { Component } from 'svelte';
import type { Saved } from './api';

export type KindView = {
	kind: string;
	/** One key that makes a new one from anywhere. */
	key: string;
	icon: Component<{ size?: number; 'stroke-width'?: number; class?: string }>;
	/** Which fields the form for a new one asks, in order; the rest can be added on the card. */
	asks: string[];
	/** What a field of a new one is where nobody chooses; the core knows it too. */
	begins?: Record<string, string>;
	/** The line under the name, in lists and on the card: fields joined by " · " or ", ". */
	subtitle: string[];
	/** No form makes one: it is recorded, or comes with a file. */
	formless?: boolean;
	/** How a new one comes to be, where that is more than writing its fields down; `draft` is the form's key, for acts that end it. */
	make?: (fields: Record<string, string>, draft: string | null) => Promise<Saved>;
};

export const recordPath = (kind: string, id: string): string => `/${kind}/${id}`;
export const listPath = (kind: string): string => `/${kind}`;
