// What a timeline and a handoff say, made into words here: the core gives structure, the window its language. Pure but for
// the locale and who works here.
import { m } from '$words';
import { saidChoice, fieldOf, type TimelineGroup, type TimelineItem } from '$lib/api';
import { clock, dayHead, daysAway, money, when, type Here } from '$lib/format';
import { byWords, dayInSentence, instantOf } from '$lib/moments';

const MINUTE_MS = 60_000;

/** "two days left", "3 days ago". */
export const daysLeft = (days: number | null): string => (days === null ? '' : daysAway(days));

/** Whoever works here is "You", whichever way the core names them. */
export const whoSaid = (who: string, here: Here): string => (who === 'You' || (who !== '' && who === here.person) ? m.who_you() : who);

export const joined = (parts: (string | false | null | undefined)[], by = ' · '): string => parts.filter(Boolean).join(by);

/** "Deal, £6,240". */
export const withAmount = (title: string, amount: string): string => (amount === '' ? title : m.records_with_amount({ title, amount: money(amount) }));

export const statusWords = (kind: string, stage: string): string => {
	const choices = fieldOf(kind, 'triage.status')?.choices;
	return choices?.find(([key]) => key === stage)?.[1] ?? saidChoice(kind, 'stage', stage);
};

/** The headline of something that happened; nothing for a note, whose own words come first. */
export function headline(of: { what: string; title: string; amount: string; stage: string }): string {
	const { title, stage } = of;
	const priced = withAmount(title, of.amount);
	const words: Record<string, () => string> = {
		made: () => m.records_story_made({ title }),
		done: () => m.records_story_done({ title }),
		promised: () => m.records_story_promised({ title }),
		kept: () => m.records_story_kept({ title }),
		asked: () => m.records_story_asked({ title: priced }),
		approved: () => m.records_story_approved({ title: priced }),
		refused: () => m.records_story_refused({ title: priced }),
		opened: () => m.records_story_opened({ title: priced }),
		moved: () => m.records_story_moved({ title, stage }),
		won: () => m.records_story_won({ title: priced }),
		lost: () => m.records_story_lost({ title: priced }),
		reported: () => m.records_story_reported({ title }),
		resolved: () => m.records_story_resolved({ title }),
		visited: () => m.records_story_visited({ title }),
		called_off: () => m.records_story_called_off({ title }),
		not_come: () => m.records_story_not_come({ title }),
		recorded: () => title,
		attached: () => title,
		created: () => m.records_story_created(),
		imported: () => m.records_story_imported()
	};
	return words[of.what]?.() ?? '';
}

export type Told = { title: string; words: string; aside: string; strip: boolean };

/** One item of a timeline in words. */
export function told(item: TimelineItem, here: Here, now_ms: number): Told {
	const who = whoSaid(item.who, here);
	const written = ['noted', 'called', 'emailed', 'met'].includes(item.what);
	const minutes = item.minutes === null ? '' : m.records_minutes({ count: item.minutes });
	if (written) return { title: '', words: item.text || item.title, aside: joined([who, minutes], ', '), strip: false };
	const strip = ['promise', 'approval'].includes(item.key);
	const due = ['promised', 'made'].includes(item.what) && item.due !== '' ? m.records_by_when({ when: byWords(item.due, now_ms) }) : '';
	const title = headline(item);
	return {
		title: item.what === 'promised' && due !== '' ? m.records_story_promised_by({ title: item.title, when: byWords(item.due, now_ms) }) : title,
		words: joined([item.what === 'promised' ? '' : due, item.text]),
		aside: who,
		strip
	};
}

/** The head of a group: a day, or a call or meeting with its times. */
export function groupHead(group: TimelineGroup, now_ms: number): string {
	if (group.from === null) return dayHead(instantOf(group.day) ?? 0, now_ms);
	const times = group.until !== null && group.until - group.from >= MINUTE_MS ? `${clock(group.from)}–${clock(group.until)}` : clock(group.from);
	const day = dayInSentence(group.from, now_ms);
	const said = { when: day === dayHead(group.from, now_ms) ? `${day},` : day, times }; // "today 08:02", "Tuesday 3 November, 09:30"
	return group.key === 'meeting' ? m.records_meeting_head(said) : m.records_call_head(said);
}

export const whenSaid = (at: number, now_ms: number): string => (at === 0 ? '' : when(at, now_ms));
