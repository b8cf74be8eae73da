import { expect, test } from 'vitest';
import { draftKey, Drafts } from './drafts.svelte';

const draft = (text: string) => ({ text, token: 't', error: null });

test('the fields of one new form are one unfinished entry', () => {
	const drafts = new Drafts();
	drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
	drafts.keep(draftKey.created('contact', 'phone'), draft('07'));
	drafts.keep(draftKey.field('A', 'phone'), draft('08'));
	expect(drafts.unfinished).toBe(2);
});

test('discarding a new form drops all of its fields and nothing else', () => {
	const drafts = new Drafts();
	drafts.keep(draftKey.created('contact', 'name'), draft('Ana'));
	drafts.keep(draftKey.created('company', 'name'), draft('Acme'));
	drafts.dropAll(draftKey.createdAll('contact'));
	expect(drafts.get(draftKey.created('contact', 'name'))).toBeUndefined();
	expect(drafts.get(draftKey.created('company', 'name'))?.text).toBe('Acme');
});
