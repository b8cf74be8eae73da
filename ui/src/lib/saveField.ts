// How one field of a card is saved. Most are an edit; a few are steps of a record's life, which the core judges by rules of
// their own: a stage is moved to, an issue's status and priority move its clock.
import { api, type Saved } from './api';

const BEFORE_REASON = ' · ';

/** "Won · Price" as a stage and its reason; a stage's name holds no dot. */
export function stageParts(text: string): { stage: string; reason: string | null } {
	const at = text.indexOf(BEFORE_REASON);
	return at < 0 ? { stage: text.trim(), reason: null } : { stage: text.slice(0, at).trim(), reason: text.slice(at + BEFORE_REASON.length).trim() };
}

/** For acts that do not take a draft along: it goes when they are done. */
export async function thenDrop(saved: Promise<Saved>, draft: string | null): Promise<Saved> {
	const done = await saved;
	if (draft !== null) await api.dropDraft(draft);
	return done;
}

export function saveField(kind: string, record: string, token: string, key: string, text: string, draft: string | null): Promise<Saved> {
	if (kind === 'deal' && key === 'stage' && text.trim() !== '') {
		return api.moveStage({ deal: record, token, ...stageParts(text), next_action: null, next_due: null }, draft);
	}
	if (kind === 'issue' && key === 'triage.status') return thenDrop(api.setIssueStatus(record, token, text), draft);
	if (kind === 'issue' && key === 'triage.priority') return thenDrop(api.setIssuePriority(record, token, text), draft);
	return api.editRecord(record, token, { [key]: text }, draft);
}
