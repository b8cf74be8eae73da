// What the platform hands over with a drop or a paste, as files. Pure.

/** Files, and the names of folders, which cannot be attached. */
export function dropped(given: DataTransfer): { files: File[]; folders: string[] } {
	const files: File[] = [];
	const folders: string[] = [];
	for (const item of given.items) {
		if (item.kind !== 'file') continue;
		// Missing where a drop is made by a program.
		const entry = typeof item.webkitGetAsEntry === 'function' ? item.webkitGetAsEntry() : null;
		if (entry?.isDirectory) folders.push(entry.name);
		else {
			const file = item.getAsFile();
			if (file) files.push(file);
		}
	}
	return { files, folders };
}

/** Pictures; where text comes with them, as from an office program, the text is meant. */
export function pasted(given: DataTransfer): File[] {
	if (given.types.includes('text/plain')) return [];
	return [...given.files].filter((file) => file.type.startsWith('image/'));
}
