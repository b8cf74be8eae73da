import { expect, test, vi } from 'vitest';
import { Problem } from '$lib/api';
import { Drafts } from '$lib/drafts.svelte';
import { FieldEdit } from './fieldEdit.svelte';

function set(save = vi.fn(async (_token: string, _text: string) => {})) {
	const drafts = new Drafts();
	return { drafts, save, edit: new FieldEdit('field/A/phone', save, drafts) };
}

test('leaving a field saves it with the token of the card it was filled from', async () => {
	const { edit, save, drafts } = set();
	edit.begin('1', 'seen-first');
	edit.typed('12');
	await edit.leave();
	expect(save).toHaveBeenCalledExactlyOnceWith('seen-first', '12');
	expect(edit.open).toBe(false);
	expect(drafts.unfinished).toBe(0);
});

test('leaving a field that was not changed writes nothing', async () => {
	const { edit, save } = set();
	edit.begin('1', 't');
	edit.typed('12');
	edit.typed('1');
	await edit.leave();
	expect(save).not.toHaveBeenCalled();
	expect(edit.open).toBe(false);
});

test('what is refused stays in the field, with the words and the text', async () => {
	const { edit, drafts } = set(vi.fn(async () => { throw new Problem({ code: 'invalid', message: 'No dot after the @.', detail: null }); }));
	edit.begin('', 't');
	edit.typed('a.vos@elmfield');
	await edit.leave();
	expect(edit.open).toBe(true);
	expect(edit.text).toBe('a.vos@elmfield');
	expect(edit.error).toBe('No dot after the @.');
	expect(drafts.unfinished).toBe(1);
});

test('coming back to a field that was refused brings text, words and first token back', async () => {
	const { edit, drafts, save } = set();
	save.mockRejectedValueOnce(new Problem({ code: 'invalid', message: 'No.', detail: null }));
	edit.begin('', 'first');
	edit.typed('x');
	await edit.leave();
	const again = new FieldEdit('field/A/phone', save, drafts);
	again.begin('', 'second');
	expect([again.text, again.error]).toEqual(['x', 'No.']);
	again.typed('xy');
	await again.leave();
	expect(save).toHaveBeenLastCalledWith('first', 'xy');
});

test('Escape puts the field back and forgets the draft', () => {
	const { edit, drafts } = set();
	edit.begin('1', 't');
	edit.typed('999');
	edit.cancel();
	expect(edit.open).toBe(false);
	expect(drafts.unfinished).toBe(0);
});

test('Enter and the blur after it save once', async () => {
	const { edit, save } = set();
	edit.begin('1', 't');
	edit.typed('2');
	await Promise.all([edit.leave(), edit.leave()]);
	expect(save).toHaveBeenCalledTimes(1);
});
