import type { Format } from '$lib/api';
import { m } from '$words';

/** vCard is a format for people. */
export function formatsOf(kind: string): { value: Format; label: string }[] {
	const tables: { value: Format; label: string }[] = [{ value: 'csv', label: m.format_csv() }, { value: 'json', label: m.format_json() }];
	if (kind !== 'contact') return tables;
	return [...tables, { value: 'vcard4', label: m.format_vcard4() }, { value: 'vcard3', label: m.format_vcard3() }];
}

export const ending = (format: Format): string => (format.startsWith('vcard') ? 'vcf' : format);
