import '@testing-library/jest-dom/vitest';

// Layout does not exist in jsdom; what only measures or scrolls does nothing there.
Element.prototype.scrollTo ??= () => undefined;
globalThis.ResizeObserver ??= class {
	observe() {}
	unobserve() {}
	disconnect() {}
};
