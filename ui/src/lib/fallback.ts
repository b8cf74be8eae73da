// A view for a kind that has no room of its own yet: its records can still be listed, opened and edited.
import FileText from '@lucide/svelte/icons/file-text';
import { placesOf } from './api';
import type { KindView } from './view';

export function plainView(kind: string): KindView {
	return {
		kind,
		key: '',
		icon: FileText,
		asks: placesOf(kind).filter((field) => field.type !== 'tags').map((field) => field.key),
		subtitle: []
	};
}
