// Keys for the whole window. A single letter never fires while somebody types.
import { tinykeys } from 'tinykeys';

export function typing(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** True while a sheet, a menu or the palette has the keys. */
const somethingFloats = (): boolean => document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]') !== null;

/** Binds keys. Plain letters and `/` wait until nobody types and nothing floats above; combinations always work. */
export function bindKeys(bindings: Record<string, () => void>): () => void {
	const wrapped = Object.entries(bindings).map(([keys, run]) => [
		keys,
		(event: KeyboardEvent) => {
			const plain = !keys.includes('+');
			if (event.defaultPrevented || (plain && (typing(event.target) || somethingFloats() || event.ctrlKey || event.metaKey || event.altKey))) return;
			if (keys.endsWith('+z') && typing(event.target)) return; // a text field undoes its own typing
			event.preventDefault();
			run();
		}
	]);
	return tinykeys(window, Object.fromEntries(wrapped) as Record<string, (event: KeyboardEvent) => void>);
}

export const MOD = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
