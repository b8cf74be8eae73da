// What was done, in the person's language: an act on one record by its kind, name and fields, a larger one as lib/larger has it.
import { kindOf, type GestureLine } from '$lib/api';
import { inSentence } from '$lib/labels';
import { largerWords } from '$lib/larger';
import { actWords, fieldWords } from '$lib/sync';
import { m } from '$words';

/** "Changed deal: Steam line, Stage". */
export function gestureWords(line: GestureLine): string {
	if (line.larger) return largerWords(line.larger);
	const { label } = kindOf(line.kind);
	const said = m.activity_act({ act: actWords(line.act), kind: inSentence(label), title: line.title || m.value_unnamed() });
	return [said, fieldWords(line.kind, line.fields)].filter(Boolean).join(', ');
}
