/** Colour is for state; anything else is plain or the accent. */
export type Tone = 'plain' | 'accent' | 'held' | 'waiting' | 'review' | 'failed';

const variable: Record<Tone, string> = { plain: '--ink-2', accent: '--accent', held: '--held', waiting: '--waiting-mark', review: '--review', failed: '--failed' };

/** The tone's colour on the ground an element stands on; a canvas cannot look it up by itself. */
export const toneOn = (element: Element, tone: Tone): string => colourOn(element, variable[tone]);
export const colourOn = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
