// Fields that an organisation added: records of their own, which declare a field for a kind. Once they are read here, every list of
// a kind's places has them: forms, conditions, columns, one act on many.
import type { FieldSchema, ListAsk, Row } from './api';

export const customFieldsAsk: ListAsk = { kind: 'custom_field', search: '', sort: null, offset: 0, limit: 500, deleted: false, about: null };

/** A field that this build knows nothing about is text to the window. */
export const plainField = (key: string, label: string, type = 'text'): FieldSchema => ({
	key, label, type, policy: 'latest', searched: false, sensitive: false, required: false, choices: [], link: null, members: []
});

/** The custom fields of a kind, as declarations. Its key is `x_` and the id of the record that declares it, in lower case. */
export function customFieldsOf(kind: string, rows: readonly Row[]): FieldSchema[] {
	return rows.filter((row) => row.fields.for_kind === kind).map((row) => plainField(`x_${row.id.toLowerCase()}`, row.title, row.fields.type));
}

export const isOwn = (field: FieldSchema): boolean => field.key.startsWith('x_');

let declared = $state.raw<readonly Row[]>([]);

export const ownFields = {
	/** The same as long as nothing was declared anew. */
	get declared(): readonly Row[] {
		return declared;
	},
	of: (kind: string): FieldSchema[] => customFieldsOf(kind, declared),
	take(rows: readonly Row[]): void {
		declared = rows;
	}
};
