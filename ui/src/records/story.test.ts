import { expect, test } from 'vitest';
import type { Timeline, TimelineGroup } from '$lib/api';
import { Story, STORY_PAGE } from './story.svelte';

const group = (id: string, ...items: string[]): TimelineGroup =>
	({ id, key: 'day', day: '2026-11-17', from: null, until: null, items: items.map((record) => ({ record })) }) as unknown as TimelineGroup;
const page = (next: string | null, ...groups: TimelineGroup[]): Timeline => ({ groups, next, total: 9 });

test('a group that a page ends within goes on with the next page', async () => {
	const story = new Story(async (before) => (before === null ? page('c', group('today', 'a'), group('monday', 'b')) : page(null, group('monday', 'c'), group('sunday', 'd'))));
	await story.again();
	await story.older();
	expect(story.groups.map((one) => one.items.length)).toEqual([1, 2, 1]);
	expect(story.more).toBe(false);
});

test('after a change everything that was shown is read again in one piece', async () => {
	const asked: number[] = [];
	const many = Array.from({ length: 60 }, (_, at) => String(at));
	const story = new Story(async (before, limit) => (asked.push(limit), before === null && asked.length === 1 ? page('x', group('g', ...many)) : page(null, group('g', ...many))));
	await story.again();
	await story.again();
	expect(asked).toEqual([STORY_PAGE, 60]);
});

test('an older page that comes after a new reading is dropped', async () => {
	let late: (page: Timeline) => void = () => undefined;
	const story = new Story((before) => (before === null ? Promise.resolve(page('x', group('g', 'a'))) : new Promise((give) => (late = give))));
	await story.again();
	const older = story.older();
	await story.again();
	late(page(null, group('h', 'b')));
	await older;
	expect(story.groups.map((one) => one.id)).toEqual(['g']);
});
