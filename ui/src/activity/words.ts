// What was done, in the person's language: an act on one record by its kind, name and fields, a larger one by its key. What has
// no words here stands as it was written down.
import { kindOf, type GestureLine } from '$lib/api';
import { inSentence } from '$lib/labels';
import { actWords, fieldWords } from '$lib/sync';
import { m } from '$words';

const larger: Record<string, () => string> = {
	set_up: m.activity_set_up,
	sample: m.activity_sample,
	sample_removed: m.activity_sample_removed,
	joined: m.activity_joined,
	done_with_note: m.activity_done_with_note,
	series: m.activity_series
};

/** "Changed deal: Steam line, Stage". */
export function gestureWords(line: GestureLine): string {
	if (line.kind === '') return larger[line.act]?.() ?? line.words;
	const { label } = kindOf(line.kind);
	const said = m.activity_act({ act: actWords(line.act), kind: inSentence(label), title: line.title || m.value_unnamed() });
	return [said, fieldWords(line.kind, line.fields)].filter(Boolean).join(', ');
}
