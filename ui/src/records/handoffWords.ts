// The three lines above everything else on a card: what happened, what is pending, what must happen next.
import { m } from '$words';
import type { Handoff, HandoffLine } from '$lib/api';
import { exactly, type Here } from '$lib/format';
import { recordPath } from '$lib/view';
import type { Up } from '../kit/ThreeUp.svelte';
import { byWords } from '$lib/moments';
import { daysLeft, headline, joined, statusWords, whenSaid, whoSaid, withAmount } from './storyWords';

const to = (line: HandoffLine): string | undefined => (line.record === '' ? undefined : recordPath(line.kind, line.record));
const more = (line: HandoffLine): string => (line.more === 0 ? '' : m.records_and_more({ count: line.more }));

function happened(line: HandoffLine, here: Here, now_ms: number): Up {
	const who = whoSaid(line.who, here);
	return {
		label: m.records_happened(),
		title: headline(line) || line.title,
		words: joined([line.text, joined([who, whenSaid(line.at, now_ms)], ', ')]),
		exact: line.at === 0 ? undefined : exactly(line.at),
		href: to(line),
		testid: 'up-happened'
	};
}

function pending(line: HandoffLine, here: Here, now_ms: number): Up {
	const who = whoSaid(line.who, here);
	const asked = line.key === 'approval' && who !== '' ? m.records_waits_for({ who }) : who;
	const due = line.due === '' ? '' : m.records_by_when({ when: byWords(line.due, now_ms) });
	const stage = line.kind === 'issue' ? statusWords('issue', line.stage) : line.stage;
	return { label: m.records_pending(), title: withAmount(line.title, line.amount), words: joined([stage, asked, due, line.text, more(line)]), href: to(line), testid: 'up-pending' };
}

function next(line: HandoffLine, here: Here, now_ms: number): Up {
	const who = whoSaid(line.who, here);
	const promised = line.key === 'promise' && who !== '' ? (who === m.who_you() ? m.records_you_promised() : m.records_who_promised({ who })) : who;
	const due = line.due === '' ? '' : m.records_by_when({ when: byWords(line.due, now_ms) });
	const far = line.days_left === null || Math.abs(line.days_left) <= 1 ? '' : daysLeft(line.days_left);
	return {
		label: m.records_next(),
		title: line.title || m.records_follow_up(),
		words: joined([promised, due, line.overdue ? m.records_overdue({ when: daysLeft(line.days_left) }) : far, line.text, more(line)]),
		href: to(line),
		testid: 'up-next'
	};
}

/** Nothing where nothing is known: an empty frame says less than no frame. */
export function handoffWords(handoff: Handoff, here: Here, now_ms: number): [Up, Up, Up] | null {
	if (!handoff.happened && !handoff.pending && !handoff.next) return null;
	return [
		handoff.happened ? happened(handoff.happened, here, now_ms) : { label: m.records_happened(), title: m.records_nothing_yet(), words: m.records_nothing_yet_words(), testid: 'up-happened' },
		handoff.pending ? pending(handoff.pending, here, now_ms) : { label: m.records_pending(), title: m.records_nothing_pending(), words: m.records_nothing_pending_words(), testid: 'up-pending' },
		handoff.next ? next(handoff.next, here, now_ms) : { label: m.records_next(), title: m.records_nothing_next(), words: m.records_nothing_next_words(), testid: 'up-next' }
	];
}
