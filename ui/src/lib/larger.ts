// What a larger act was, in the person's language: an import, an edit of many records, an undo. What an earlier version wrote down as a
// sentence stands as it was written.
import { m } from '$words';
import { fieldOf, kindOf, type Larger } from './api';
import { number } from './format';
import { inSentence } from './labels';

/** "12 people", "12 people, 1 company". */
const counted = ({ counts }: Larger): string =>
	counts.map(({ kind, count }) => `${number(count)} ${inSentence(count === 1 ? kindOf(kind).label : kindOf(kind).plural)}`).join(', ');

/** "Owner, Due". */
function fields({ counts, fields }: Larger): string {
	const kind = counts[0]?.kind ?? '';
	return [...new Set(fields.map((key) => fieldOf(kind, key)?.label ?? m.sync_own_field()))].join(', ');
}

const changes = (count: number | undefined): string => m.count_change({ count: count ?? 0 });

const acts: Record<string, (of: Larger) => string> = {
	set_up: m.activity_set_up,
	sample: m.activity_sample,
	sample_removed: m.activity_sample_removed,
	joined: m.activity_joined,
	done_with_note: m.activity_done_with_note,
	series: m.activity_series,
	imported: (of) => m.activity_imported({ what: counted(of), file: of.names[0] ?? '' }),
	changed: (of) => m.activity_changed({ what: counted(of), fields: fields(of) }),
	tagged: (of) => m.activity_tagged({ what: counted(of), tag: of.names[0] ?? '' }),
	untagged: (of) => m.activity_untagged({ what: counted(of), tag: of.names[0] ?? '' }),
	deleted: (of) => m.activity_deleted({ what: counted(of) }),
	decided: (of) => m.activity_decided({ what: counted(of), fields: fields(of) }),
	pipeline: (of) => m.activity_pipeline({ name: of.names[0] ?? '' }),
	merged: (of) => m.activity_merged({ other: of.names[0] || m.value_unnamed(), keep: of.names[1] || m.value_unnamed() }),
	undone: (of) => m.activity_undid({ what: changes(of.counts[0]?.count) }),
	rewound: (of) => m.activity_rewound({ what: changes(of.counts[0]?.count), records: m.count_record({ count: of.counts[1]?.count ?? 0 }) })
};

export const largerWords = (of: Larger): string => acts[of.act]?.(of) ?? of.words;
