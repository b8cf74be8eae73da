// What is safe and what to do, for each way the database may not open. The core's own words say what happened.
import type { FailureCode } from '$lib/api';
import { m, wordOr } from '$words';

type Words = { title: string; safe: string; todo: string };

/** By the failure's code; a code without words of its own says what holds for all: the database is untouched. */
export const troubleWords = (code: FailureCode): Words => ({
	title: wordOr(`trouble_${code}_title`, m.trouble_other_title()),
	safe: wordOr(`trouble_${code}_safe`, m.trouble_untouched()),
	todo: wordOr(`trouble_${code}_todo`, m.trouble_other_todo())
});
