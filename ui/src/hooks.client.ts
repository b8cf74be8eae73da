import { speak } from '$words';

// Nothing of a customer may lie in the WebView's own storage, which is not encrypted. So it cannot be used at all:
// the names throw, for our code and for every library. (SvelteKit copes: it loses scroll positions over a reload.)
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
	Object.defineProperty(window, name, {
		get() {
			throw new DOMException(`${name} is closed: this window keeps nothing outside the encrypted database.`, 'SecurityError');
		}
	});
}

/** Nothing is drawn before there are words for it. */
export const init = (): Promise<void> => speak();
