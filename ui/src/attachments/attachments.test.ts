import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { locale } from '$words';
import { api, type Attachment } from '$lib/api';
import { fileCustody } from '$lib/custody';
import { bytes } from '$lib/format';
import { problemWords } from '$lib/problems';
import { toasts } from '$lib/toasts.svelte';
import { fileSign } from './fileSign';
import { dropped, pasted } from './handed';
import { attachFiles, PIECE, taking } from './taking.svelte';

beforeEach(() => (locale.choice = 'en'));
afterEach(() => {
	vi.restoreAllMocks();
	toasts.close();
});

const failure = (detail: string, code: 'unreadable_file' | 'disk_full' = 'unreadable_file') => problemWords({ code, message: 'as the core says it', detail });

test('a refusal says the limit and the size, in the person’s numbers', () => {
	expect(failure('file_too_large\t100000000\t250400000')).toBe('This file has 250.4 MB; at most 100 MB can be attached. Make it smaller, or attach a part of it.');
	expect(failure('file_no_room\t1200000\t80000000', 'disk_full')).toBe('This file has 80 MB, and the disk has room for 1.2 MB. Make some room, then attach it again.');
	expect(failure('file_empty')).toBe('This file is empty.');
	expect(failure('file_of_tomorrow')).toBe('as the core says it');
});

test('a size is said in the unit that suits it', () => {
	expect([1, 999, 1_000, 999_499, 999_500, 2_540_000, 3_000_000_000].map(bytes)).toEqual(['1 byte', '999 bytes', '1 kB', '999 kB', '1 MB', '2.5 MB', '3 GB']);
});

test('where a file is, is said only as far as the core knows it', () => {
	const said = (place: Attachment['place'], phase: 'alone' | 'online' = 'online') => Object.values(fileCustody({ place, part: 3, parts: 9, refused: 'too-large' }, phase)).join(' / ');
	expect(said('here', 'alone')).toBe('saved / Saved on this device / ');
	expect(said('here')).toBe('waiting / Saved on this device / the file goes out when there is signal');
	expect(said('sending')).toBe('waiting / Saved on this device / part 3 of 9 sent');
	expect(said('held')).toBe('synced / Held by the server / all of it, receipt verified');
	expect(said('coming')).toBe('provisional / The file is on its way to this device / part 3 of 9 is here');
	expect(said('refused')).toBe('failed / The server does not take the file: it is larger than the server allows / kept on this device');
});

test('each sort of file has a sign, and what is unknown the plain one', () => {
	const signs = ['image/png', 'audio/wav', 'video/mp4', 'application/pdf', 'application/zip', 'application/octet-stream'].map(fileSign);
	expect(new Set(signs).size).toBe(signs.length);
});

const item = (file: File | null, folder?: string) => ({ kind: file || folder ? 'file' : 'string', getAsFile: () => file, webkitGetAsEntry: () => (folder ? { isDirectory: true, name: folder } : null) });

test('a drop is its files, with folders named apart, and a paste is pictures unless words came with them', () => {
	const [note, picture] = [new File(['a'], 'a.txt', { type: 'text/plain' }), new File(['b'], 'image.png', { type: 'image/png' })];
	const given = { items: [item(note), item(null, 'Plans'), item(null), item(picture)] } as unknown as DataTransfer;
	expect(dropped(given)).toEqual({ files: [note, picture], folders: ['Plans'] });
	const clipboard = (types: string[]) => ({ types, files: [note, picture] }) as unknown as DataTransfer;
	expect(pasted(clipboard(['Files']))).toEqual([picture]);
	expect(pasted(clipboard(['text/plain', 'Files']))).toEqual([]);
});

test('a file goes to the core in pieces, in order and whole', async () => {
	const text = 'x'.repeat(PIECE) + 'the rest';
	const pieces: string[] = [];
	const said: string[] = [];
	vi.spyOn(api, 'beginAttachment').mockResolvedValue('A');
	vi.spyOn(api, 'attachPiece').mockImplementation(async (_, piece) => {
		said.push(taking.of('P'));
		pieces.push(atob(piece));
		return null;
	});
	const end = vi.spyOn(api, 'endAttachment').mockResolvedValue({ record: 'A', gesture: 'G', token: 't', at: 0 });
	await attachFiles('P', [new File([text], 'long.txt')]);
	expect(pieces.map((piece) => piece.length)).toEqual([PIECE, 8]);
	expect(pieces.join('')).toBe(text);
	expect(said).toEqual(['Attaching long.txt, 0%', 'Attaching long.txt, 100%']);
	expect(end).toHaveBeenCalledExactlyOnceWith('A');
	expect([taking.of('P'), taking.of('Q')]).toEqual(['', '']);
	expect(toasts.current?.words).toBe('long.txt attached');
});

test('what cannot be taken is said by its name, and the others are taken', async () => {
	vi.spyOn(api, 'beginAttachment').mockImplementation(async (_, name) => {
		if (name === 'bad.txt') throw new Error('no');
		return name;
	});
	vi.spyOn(api, 'attachPiece').mockResolvedValue(null);
	vi.spyOn(api, 'endAttachment').mockResolvedValue({ record: 'A', gesture: 'G', token: 't', at: 0 });
	await attachFiles('P', ['one.txt', 'bad.txt', 'two.txt'].map((name) => new File(['a'], name)));
	expect(toasts.current?.tone).toBe('failed');
	expect(toasts.current?.words).toContain('bad.txt: ');
	expect(toasts.current?.then).toBe('2 other files were attached');
});
