// What can be done with a file that hangs on a record.
import { act } from '$lib/acts';
import { api, wordsOf, type Attachment } from '$lib/api';
import { client, reads } from '$lib/query';
import { toasts } from '$lib/toasts.svelte';
import { m } from '$words';

export const remove = (file: Attachment): void => void act(m.attach_removed({ name: file.title }), () => api.deleteRecord(file.id, file.token));

export function fetchIt(file: Attachment): void {
	void api.fetchAttachment(file.id).then(
		(now) => {
			client.setQueryData(reads.attachment(file.id).queryKey, now);
			if (file.about) void client.invalidateQueries({ queryKey: reads.attachments(file.about.id).queryKey });
		},
		(problem: unknown) => toasts.failed(wordsOf(problem))
	);
}

export async function saveCopy(file: Attachment): Promise<void> {
	try {
		const path = await api.pickExportFile(file.title);
		if (path === null) return;
		const written = await api.saveAttachment(file.content, path);
		toasts.said(m.attach_saved(), written.path);
	} catch (problem) {
		toasts.failed(wordsOf(problem));
	}
}
