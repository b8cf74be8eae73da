import { afterEach, describe, expect, test } from 'vitest';
import { locale } from '$words';
import type { HandoffLine, TimelineItem } from '$lib/api';
import { byWords } from '$lib/moments';
import { handoffWords } from './handoffWords';
import { groupHead, told } from './storyWords';

const now = new Date('2026-11-17T09:25:00').getTime();
const here = { person: 'Mara Ivens', device: 'laptop' };
const item = (of: Partial<TimelineItem>): TimelineItem => ({
	at: now, timed: true, key: 'note', what: 'noted', title: '', text: '', who: 'You', record: 'R', kind: 'note', about: null, mark: 'saved', minutes: null, amount: '', stage: '', due: '', ...of
});
const line = (of: Partial<HandoffLine>): HandoffLine => ({
	key: 'note', what: 'noted', title: '', text: '', who: '', record: 'R', kind: 'note', at: 0, due: '', days_left: null, overdue: false, amount: '', stage: '', more: 0, ...of
});
afterEach(() => (locale.choice = 'system'));

describe('an item of a timeline', () => {
	test('a note says its own words, then who', () => {
		expect(told(item({ title: 'Wants two dates', text: 'Wants two dates\nfor May', minutes: 6, what: 'called' }), here, now)).toMatchObject({ title: '', words: 'Wants two dates\nfor May', aside: 'You, 6 min' });
	});
	test('a promise is a strip that says by when', () => {
		expect(told(item({ key: 'promise', what: 'promised', title: 'revised quote', due: '2026-11-19T12:00[Europe/London]' }), here, now)).toMatchObject({ strip: true, title: 'Promise: revised quote, by Thursday, November 19, 12:00' });
	});
	test('an approval says what it is about and how much', () => {
		expect(told(item({ key: 'approval', what: 'refused', title: 'Discount', amount: '1180 GBP', text: 'Too much', who: 'Noor Haddad' }), here, now)).toMatchObject({ strip: true, title: 'Refused: Discount, £1,180', words: 'Too much', aside: 'Noor Haddad' });
	});
});

test('a meeting is headed by its day and times', () => {
	const from = new Date('2026-11-17T08:02:00').getTime();
	expect(groupHead({ id: 'g', key: 'meeting', day: '2026-11-17', from, until: from + 42 * 60_000, items: [] }, now)).toBe('Meeting, today 08:02–08:44');
});

test('a day without a time has none', () => expect(byWords('2026-11-18', now)).toBe('tomorrow'));

describe('the handoff', () => {
	const next = line({ key: 'promise', what: 'next', title: 'Send the revised quote', who: 'Mara Ivens', due: '2026-11-19', days_left: 2 });
	test('says who promised what by when', () => {
		expect(handoffWords({ happened: null, pending: null, next }, here, now)?.[2]).toMatchObject({ title: 'Send the revised quote', words: 'You promised it · by Thursday, November 19 · in 2 days', href: '/note/R' });
	});
	test('is said in the language of the person', () => {
		locale.choice = 'de';
		expect(handoffWords({ happened: null, pending: null, next }, here, now)?.[2].label).toBe('Was als Nächstes kommt');
	});
	test('says nothing where there is nothing', () => expect(handoffWords({ happened: null, pending: null, next: null }, here, now)).toBeNull());
	test('names how many more are open', () => {
		const pending = line({ key: 'deal', what: 'pending', title: 'Boiler', amount: '6240 GBP', stage: 'Proposal', kind: 'deal', more: 2 });
		expect(handoffWords({ happened: null, pending, next: null }, here, now)?.[1]).toMatchObject({ title: 'Boiler, £6,240', words: 'Proposal · and 2 more' });
	});
});
