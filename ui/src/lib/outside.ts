// Calling, writing and finding the way belong to the system. Where it has no program for it, as on many a desk, what is needed is
// copied, and the person is told so.
import { m } from '$words';
import { api, wordsOf, type Card, type Way } from './api';
import { toasts } from './toasts.svelte';

export type Outside = { way: Way; text: string };

const ofField = (card: Card, keys: string[]): string => keys.map((key) => card.fields.find((field) => field.key === key)?.value.trim() ?? '').find((text) => text !== '') ?? '';
const oneLine = (text: string): string => text.split(/\s*\n\s*/u).join(', ');

/** What can be done with this record outside of the window, by what its fields hold. Pure. */
export function outsideOf(card: Card): Outside[] {
	const all: Outside[] = [
		{ way: 'call', text: ofField(card, ['mobile', 'phone']) },
		{ way: 'mail', text: ofField(card, ['email']) },
		{ way: 'go', text: oneLine(ofField(card, ['address'])) }
	];
	return all.filter((one) => one.text !== '');
}

async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false; // not allowed here: the text is said instead
	}
}

export async function goOutside(to: Outside): Promise<void> {
	try {
		if (await api.openOutside(to.way, to.text)) return;
	} catch (problem) {
		toasts.failed(wordsOf(problem));
		return;
	}
	const copied = await copy(to.text);
	const then = { call: m.records_call_from_phone, mail: m.records_mail_from_program, go: m.records_go_from_map }[to.way]();
	toasts.said(copied ? m.records_copied({ text: to.text }) : to.text, then);
}
