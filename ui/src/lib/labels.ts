// What kinds, fields and choices are called in the person's language. The declarations carry English labels; a message with
// the key of the declaration (`kind_deal`, `field_deal_amount`, `choice_issue_triage_status_new`) replaces them, and where
// none is there the label stays, as for an organisation's own fields. A test holds every declaration to a message.
import { locale, wordOr } from '$words';
import type { FieldSchema, KindSchema } from './api';

const flat = (key: string): string => key.replaceAll('.', '_');

export const fieldKey = (kind: string, field: string): string => `field_${kind}_${flat(field)}`;
export const choiceKey = (kind: string, field: string, choice: string): string => `choice_${kind}_${flat(field)}_${choice}`;

export function saidKind(schema: KindSchema): KindSchema {
	return { ...schema, label: wordOr(`kind_${schema.key}`, schema.label), plural: wordOr(`kind_${schema.key}_many`, schema.plural) };
}

/** A field with its label and choices in the person's language; `key` is `group.member` for a member of a group. */
export function saidField(kind: string, key: string, field: FieldSchema): FieldSchema {
	const choices = field.choices.map(([choice, label]): [string, string] => [choice, wordOr(choiceKey(kind, key, choice), label)]);
	return { ...field, key, label: wordOr(fieldKey(kind, key), field.label), choices };
}

export type KindWord = 'new' | 'delete' | 'deleted' | 'save' | 'choose' | 'search' | 'empty' | 'teach';

/** A whole sentence about a kind: languages bend their articles, so it is never put together from pieces. */
export const kindWord = (kind: string, what: KindWord): string => wordOr(`kind_${kind}_${what}`, wordOr(`kind_any_${what}`, ''));

/** A noun in the middle of a sentence: German keeps its capital. */
export const inSentence = (noun: string): string => (locale.current === 'de' ? noun : noun.toLocaleLowerCase(locale.current));
