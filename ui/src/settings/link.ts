// An invitation as a link: the server's address, and behind the mark, which no browser sends anywhere, the code.

const CODE = /^[0-9a-z]{5}[- ]?[0-9a-z]{5}$/i;

export const linkOf = (url: string, code: string): string => `${url}/#${code}`;

/** What such a link holds; nothing where a text is none. */
export function readLink(text: string): { url: string; code: string } | null {
	const [url = '', code = '', ...more] = text.trim().split('#');
	if (url === '' || more.length > 0 || !CODE.test(code.trim())) return null;
	return { url: url.replace(/\/+$/, ''), code: code.trim() };
}
