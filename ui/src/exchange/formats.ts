import type { Format } from '$lib/api';
import { m } from '$words';

/** A calendar is written by a command of its own. */
export type Written = Format | 'ical';

/** vCard is a format for people, iCalendar one for appointments. */
export function formatsOf(kind: string): { value: Written; label: string }[] {
	const tables: { value: Written; label: string }[] = [{ value: 'csv', label: m.format_csv() }, { value: 'json', label: m.format_json() }];
	if (kind === 'appointment') return [{ value: 'ical', label: m.format_ical() }, ...tables];
	if (kind !== 'contact') return tables;
	return [...tables, { value: 'vcard4', label: m.format_vcard4() }, { value: 'vcard3', label: m.format_vcard3() }];
}

export const ending = (format: Written): string => (format === 'ical' ? 'ics' : format.startsWith('vcard') ? 'vcf' : format);
