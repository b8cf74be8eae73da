import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';
import { learn, locales, speak } from '$words';

// The same patience as expect.poll has (vite.config.ts).
configure({ asyncUtilTimeout: 10_000 });

// A test may speak any language from one line to the next.
await Promise.all(locales.map(learn));
await speak();

// Layout does not exist in jsdom; what only measures or scrolls does nothing there.
Element.prototype.scrollTo ??= () => undefined;
Element.prototype.scrollIntoView ??= () => undefined;
globalThis.matchMedia ??= (media: string) => Object.assign(new EventTarget(), { media, matches: false, onchange: null, addListener: () => undefined, removeListener: () => undefined });
globalThis.ResizeObserver ??= class {
	observe() {}
	unobserve() {}
	disconnect() {}
};
