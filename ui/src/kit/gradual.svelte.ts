// For a page as long as what stands on it: of its rows as many are drawn as fill a screen, and the next ones before they come
// into sight. A row with its buttons takes a few milliseconds to make; a hundred of them would be what the page waits for.
const FIRST = 12;
const MORE = 4;
const AHEAD = '600px';

export class Gradual {
	/** How many rows are drawn. */
	drawn = $state(FIRST);

	/** Of lists that follow each other, what is drawn of each. */
	of<T>(...lists: readonly (readonly T[])[]): T[][] {
		let left = this.drawn;
		return lists.map((list) => {
			const some = list.slice(0, left);
			left -= some.length;
			return some;
		});
	}

	/** Stands at the end of what is drawn, anew for each number of rows. */
	readonly end = (end: Element): (() => void) => {
		const watch = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) this.drawn += MORE; }, { root: end.closest('.overflow-y-auto'), rootMargin: AHEAD });
		watch.observe(end);
		return () => watch.disconnect();
	};

	/** On paper everything stands. */
	all(): void {
		this.drawn = Number.MAX_SAFE_INTEGER;
	}
}
