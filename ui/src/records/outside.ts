// Calling, writing and finding the way belong to the system. A phone or tablet opens its own app for them; a desk may have
// none, and a page cannot ask, so there what is needed is copied, and the person is told so.
import { m } from '$words';
import type { Card } from '$lib/api';
import { toasts } from '$lib/toasts.svelte';

export type Outside = { key: 'call' | 'mail' | 'go'; href: string; text: string };

const ofField = (card: Card, keys: string[]): string => keys.map((key) => card.fields.find((field) => field.key === key)?.value.trim() ?? '').find((text) => text !== '') ?? '';

/** What can be done with this record outside of the window, by what its fields hold. Pure. */
export function outsideOf(card: Card): Outside[] {
	const phone = ofField(card, ['mobile', 'phone']);
	const mail = ofField(card, ['email']);
	const place = ofField(card, ['address']);
	const all: Outside[] = [
		{ key: 'call', href: `tel:${phone.replace(/[^+\d,;*#]/g, '')}`, text: phone },
		{ key: 'mail', href: `mailto:${mail}`, text: mail },
		{ key: 'go', href: `geo:0,0?q=${encodeURIComponent(oneLine(place))}`, text: oneLine(place) }
	];
	return all.filter((one) => one.text !== '');
}

const oneLine = (text: string): string => text.split(/\s*\n\s*/u).join(', ');

/** Whether the system takes such addresses from a page: phones and tablets do. */
export const handsOver = (agent = navigator.userAgent): boolean => /Android|iPhone|iPad/.test(agent);

async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false; // not allowed here: the text is said instead
	}
}

export async function goOutside(to: Outside): Promise<void> {
	if (handsOver()) {
		window.location.href = to.href;
		return;
	}
	const copied = await copy(to.text);
	const then = { call: m.records_call_from_phone, mail: m.records_mail_from_program, go: m.records_go_from_map }[to.key]();
	toasts.said(copied ? m.records_copied({ text: to.text }) : to.text, then);
}
