// Which control a declared type gets, and the example it shows while it is empty.
import { m } from '$words';
import type { FieldSchema } from '$lib/api';

export type Control = 'link' | 'links' | 'choice' | 'flag' | 'long' | 'tel' | 'email' | 'url' | 'numeric' | 'decimal' | 'date' | 'moment' | 'money' | 'stage' | 'text';

const byType: Record<string, Control> = {
	flag: 'flag', phone: 'tel', email: 'email', url: 'url', whole: 'numeric', money: 'money', date: 'date', moment: 'moment', stage: 'stage',
	address: 'long', long_text: 'long', stages: 'long'
};

export function controlOf(field: FieldSchema): Control {
	if (field.type === 'link' || field.type === 'links') return field.type;
	if (field.choices.length > 0) return 'choice';
	if (field.policy.toLowerCase() === 'text') return 'long';
	return byType[field.type] ?? 'text';
}

const examples: Record<string, string> = { whole: '120' };

export const hintOf = (field: FieldSchema): string => {
	const example = examples[field.type];
	return example === undefined ? '' : m.field_such_as({ example });
};

/** Fields that have a place of their own, apart from the column of fields. */
export const isTags = (field: FieldSchema): boolean => field.type === 'tags' || field.policy.toLowerCase() === 'union';
