import type { Format } from '$lib/api';

const tables: { value: Format; label: string }[] = [
	{ value: 'csv', label: 'CSV, for a spreadsheet' },
	{ value: 'json', label: 'JSON, everything' }
];
const cards: { value: Format; label: string }[] = [
	{ value: 'vcard4', label: 'vCard 4, for an address book' },
	{ value: 'vcard3', label: 'vCard 3, for an older one' }
];

/** vCard is a format for people. */
export const formatsOf = (kind: string) => (kind === 'contact' ? [...tables, ...cards] : tables);

export const ending = (format: Format): string => (format.startsWith('vcard') ? 'vcf' : format);
