// The line of meaning under a record's name. Composed here and not by the core: money, days and choices are said in the
// person's language, and by how near they are.
import { fieldOf, type Row } from './api';
import { readInList, readValue } from './format';

const shownParts = (row: Row, fields: readonly string[]) =>
	fields.map((key) => ({ field: fieldOf(row.kind, key), shown: row.fields[key] ?? '' })).filter((part) => part.shown !== '');

/** "Proposal · £6,240 · Elmfield Clinic"; a kind that names no fields keeps the words of the core. */
export function rowMeaning(row: Row, fields: readonly string[], now_ms: number): string {
	if (fields.length === 0) return row.subtitle;
	return shownParts(row, fields).map(({ field, shown }) => readInList(row.kind, field, shown, now_ms)).join(' · ');
}

/** The days in it to the day, for whoever hovers. */
export function rowExactly(row: Row, fields: readonly string[]): string {
	return shownParts(row, fields).filter(({ field }) => field?.type === 'date').map(({ field, shown }) => `${field?.label}: ${readValue(shown, 'date')}`).join(', ');
}
