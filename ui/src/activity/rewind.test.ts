import { expect, test } from 'vitest';
import { fieldSaid, sinceOf } from './rewind';

test('a stretch begins at a full minute', () => {
	expect(sinceOf('hour', 10_000_000_123)).toBe(Math.floor((10_000_000_123 - 3_600_000) / 60_000) * 60_000);
	expect(sinceOf('day', 10_000_010_000) % 60_000).toBe(0);
});

test('a tag is called by its name, a group by its own', () => {
	expect(fieldSaid('contact', 'tags/vip')).toBe('Tags: vip');
	expect(fieldSaid('issue', 'triage')).toBe('Status and priority');
	expect(fieldSaid('deal', 'stage')).toBe('Stage');
});
