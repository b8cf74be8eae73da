// Copies, and says so; where the device does not let it, that is said instead.
import { m } from '$words';
import { toasts } from '$lib/toasts.svelte';

export async function copied(text: string, words: string, then: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		toasts.said(words, then);
	} catch {
		toasts.failed(m.sync_not_copied(), m.sync_not_copied_then());
	}
}
