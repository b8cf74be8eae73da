// When something was reached, and when it was on the screen, in the browser's own timeline: what `make bench` and a profile
// read. Each name once.

const marked = new Set<string>();

function once(name: string): boolean {
	if (marked.has(name)) return false;
	marked.add(name);
	return true;
}

/** This has come so far now. */
export function reached(name: string): void {
	if (once(name)) performance.mark(name);
}

export function painted(name: string): void {
	if (!once(name)) return;
	// A frame's callback comes before it is drawn; the next one's after that.
	requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
}
