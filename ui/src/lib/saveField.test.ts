import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, expect, test } from 'vitest';
import { saveField, stageParts } from './saveField';

afterEach(clearMocks);

test.each([
	['deal', 'stage', 'Won · Price', 'move_stage'],
	['issue', 'triage.status', 'waiting', 'set_issue_status'],
	['issue', 'triage.priority', 'high', 'set_issue_priority'],
	['issue', 'title', 'Pump', 'edit_record'],
	['contact', 'stage', 'x', 'edit_record']
])('%s %s is saved by the act that knows its rules', async (kind, key, text, expected) => {
	const called: string[] = [];
	mockIPC((command) => { called.push(command); return {}; });
	await saveField(kind, 'R', 'T', key, text, null);
	expect(called).toEqual([expected]);
});

test('the reason of a close is told apart from its stage', () => {
	expect(stageParts('Won · Best price · and near')).toEqual({ stage: 'Won', reason: 'Best price · and near' });
	expect(stageParts('Survey')).toEqual({ stage: 'Survey', reason: null });
});
