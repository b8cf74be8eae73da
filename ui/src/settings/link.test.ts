import { expect, test } from 'vitest';
import { linkOf, readLink } from './link';

test('a link holds the address and the code', () => {
	expect(readLink(linkOf('https://outpost.example.com', 'ABCDE-12345'))).toEqual({ url: 'https://outpost.example.com', code: 'ABCDE-12345' });
	expect(readLink(' http://127.0.0.1:8787/#abcde12345 ')).toEqual({ url: 'http://127.0.0.1:8787', code: 'abcde12345' });
});

test.each(['', 'https://outpost.example.com', 'ABCDE-12345', '#ABCDE-12345', 'https://a.example/#settings', 'https://a.example/#ABCDE-12345#x'])('%s is none', (text) =>
	expect(readLink(text)).toBeNull()
);
