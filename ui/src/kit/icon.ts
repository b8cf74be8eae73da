import type { Component } from 'svelte';

/** An icon of the set: 16 to 22 px, 1.5 px stroke. */
export type Icon = Component<{ size?: number; 'stroke-width'?: number; class?: string }>;
