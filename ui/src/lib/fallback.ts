// A view for a kind that has no room of its own yet: its records can still be listed, opened and edited.
import FileText from '@lucide/svelte/icons/file-text';
import { kindOf, placesOf } from './api';
import type { KindView } from './view';

export function plainView(kind: string): KindView {
	const schema = kindOf(kind);
	const one = schema.label.toLowerCase();
	return {
		kind,
		plural: schema.plural,
		one,
		key: '',
		icon: FileText,
		asks: placesOf(kind).filter((field) => field.type !== 'tags').map((field) => field.key),
		subtitle: [],
		search: `Words of the ${one}`,
		empty: { title: `No ${schema.plural.toLowerCase()} yet`, words: `Each ${one} you add is saved on this device at once.` }
	};
}
