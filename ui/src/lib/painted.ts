// When something was on the screen, in the browser's own timeline: what `make bench` and a profile read. Each name once.

const marked = new Set<string>();

export function painted(name: string): void {
	if (marked.has(name)) return;
	marked.add(name);
	// A frame's callback comes before it is drawn; the next one's after that.
	requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
}
