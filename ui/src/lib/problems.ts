// What the core could not do, in the person's language: by its code, and by the detail that goes with it. For what has no words
// here the core's own sentence stands.
import { m, wordOr } from '$words';
import type { Failure, Kept } from './api';
import { bytes } from './format';
import { dateFormat, stretch } from './intl';
import { fieldKey } from './labels';

/** Why the server said no, or why this device did not ask it. */
const noes: Record<string, () => string> = {
	invitation: m.sync_no_invitation,
	'name-taken': m.sync_no_name_taken,
	'sign-in': m.sync_no_sign_in,
	'too-often': m.sync_no_too_often,
	'password-short': m.sync_no_password_short,
	'not-yours': m.sync_no_not_yours,
	revoked: m.sync_no_revoked,
	cloned: m.sync_no_cloned,
	succeeded: m.sync_next_copied,
	replayed: m.sync_no_replayed,
	'belongs-already': m.sync_no_belongs_already,
	'sample-here': m.sync_no_sample_here,
	'not-encrypted': m.sync_no_not_encrypted,
	'no-address': m.sync_no_no_address,
	absent: m.blob_no_absent,
	offset: m.blob_no_offset,
	altered: m.blob_no_altered,
	'not-as-named': m.blob_no_not_as_named,
	'no-blobs': m.blob_no_no_blobs,
	'blob-quota': m.blob_no_quota,
	'too-large': m.blob_no_too_large
};

/** Why there was no way to it, and what whoever asked can do. */
const ways: Record<string, () => [string, string]> = {
	no_network: () => [m.sync_cause_no_network(), m.sync_next_no_network()],
	portal: () => [m.sync_cause_portal(), m.sync_next_portal()],
	name: () => [m.sync_cause_name(), m.sync_next_name()],
	certificate: () => [m.sync_cause_certificate(), m.sync_next_certificate()],
	slow: () => [m.sync_cause_slow(), m.sync_ask_again()],
	server_down: () => [m.sync_cause_server_down(), m.sync_ask_again()],
	server_error: () => [m.sync_cause_server_error(), m.sync_ask_again()],
	account: () => [m.sync_cause_account(), m.sync_next_account()],
	version: () => [m.sync_cause_version(), m.sync_next_version()],
	stranger: () => [m.sync_cause_stranger(), m.sync_next_stranger()],
	restored: () => [m.sync_cause_restored(), m.sync_next_restored()],
	copied: () => [m.sync_cause_copied(), m.sync_next_copied()]
};

/** What is wrong with a text that is no value of its field. */
const unfits: Record<string, () => string> = {
	missing: m.unfit_missing,
	phone_letter: m.unfit_phone_letter,
	phone_short: m.unfit_phone_short,
	phone_long: m.unfit_phone_long,
	email_no_at: m.unfit_email_no_at,
	email_one_at: m.unfit_email_one_at,
	email_space: m.unfit_email_space,
	email_no_dot: m.unfit_email_no_dot,
	email_lone_dot: m.unfit_email_lone_dot,
	url: m.unfit_url,
	date: m.unfit_date,
	zone: m.unfit_zone,
	time: m.unfit_time,
	amount: m.unfit_amount,
	whole: m.unfit_whole,
	flag: m.unfit_flag,
	choice: m.unfit_choice,
	link: m.unfit_link,
	too_long: m.unfit_too_long,
	stages_line: m.unfit_stages_line,
	stages_twice: m.unfit_stages_twice,
	needs_reason: m.unfit_needs_reason,
	needs_next: m.unfit_needs_next,
	needs_resolution: m.unfit_needs_resolution,
	hours: m.unfit_hours,
	repeats: m.unfit_repeats,
	needs_time: m.unfit_needs_time,
	ends_before: m.unfit_ends_before,
	too_far: m.unfit_too_far
};

/** Why there is no sound, or none any more. */
export const soundTroubles: Record<string, () => string> = {
	no_microphone: m.voice_trouble_no_microphone,
	refused: m.voice_trouble_refused,
	busy: m.voice_trouble_busy,
	silent: m.voice_trouble_silent,
	lost: m.voice_trouble_lost,
	unsupported: m.voice_trouble_unsupported,
	save: m.voice_trouble_save
};

/** Why the server does not take a sound, or what stands in a blob's way. */
const soundNoes: Record<string, () => string> = {
	'not-as-named': m.voice_no_not_as_named,
	'too-large': m.voice_no_too_large
};

export const soundNo = (code: string): string => soundNoes[code]?.() ?? m.voice_no_other();

/** Why somebody may not. */
const denials: Record<string, () => string> = {
	'read-only': m.sync_why_read_only,
	'admins-only': m.sync_why_admins_only,
	'not-yours': m.sync_why_not_yours,
	'not-asked': m.sync_why_not_asked,
	decided: m.problem_decided,
	'managers-only': m.problem_managers_only,
	'nothing-stands': m.problem_nothing_stands,
	past: m.problem_past,
	'another-since': m.problem_another_since,
	'rule-silent': m.problem_rule_silent,
	recording: m.voice_why_recording,
	no_recording: m.voice_why_no_recording
};

/** What went wrong with the database, its key or a record: what was done, and the code. */
const troubles: Record<string, () => string> = {
	open_wrong_key: m.problem_open_wrong_key,
	open_corrupt: m.problem_open_corrupt,
	open_newer_schema: m.problem_open_newer_schema,
	open_locked: m.problem_open_locked,
	open_read_only: m.problem_open_read_only,
	open_disk_full: m.problem_open_disk_full,
	open_not_encrypted: m.problem_open_not_encrypted,
	save_disk_full: m.problem_save_disk_full,
	save_read_only: m.problem_save_read_only,
	save_corrupt: m.problem_save_corrupt,
	key_wrong_passphrase: m.problem_key_wrong_passphrase,
	key_weak_passphrase: m.problem_key_weak_passphrase,
	key_key_missing: m.problem_key_missing,
	record_not_found: m.problem_record_not_found,
	data_shut: m.problem_data_shut,
	choice_invalid: m.problem_choice,
	too_many_invalid: m.problem_too_many,
	which_invalid: m.problem_which,
	two_invalid: m.problem_two
};

/** "Mobile: that is too short for a telephone number." An organisation's own field is called as the core calls it. */
function unfitWords(detail: string, message: string): string | null {
	const [kind = '', field = '', why = ''] = detail.split(' ');
	const words = unfits[why]?.();
	if (words === undefined) return null;
	return m.unfit_in({ label: wordOr(fieldKey(kind, field), message.split(': ')[0] ?? ''), words });
}

/** "Bay 2 is taken 10:45–11:15 by Krahl Brewing": what, from when, until when, by what. */
function takenWords(detail: string): string {
	const [name = '', from = '', until = '', by = ''] = detail.split('\t');
	const clock = (ms: string): string => dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Number(ms));
	return m.calendar_taken({ name, by, times: `${clock(from)}–${clock(until)}` });
}

/** Why an undo has left a record. */
const leftBy: Record<string, (fields: string) => string> = {
	changed_since: m.undo_kept_changed_since,
	back_already: m.undo_kept_back_already,
	deleted_again: m.undo_kept_deleted_again,
	unknown_before: m.undo_kept_unknown_before,
	fields: (fields) => m.undo_kept_fields({ fields })
};

/** "Ana was left as it is: Mobile was changed since." */
export function keptWords({ kind, title, why, fields }: Kept): string {
	const labels = fields.map((field) => wordOr(fieldKey(kind, field), m.sync_own_field()));
	return m.undo_kept({ name: title || m.value_unnamed(), why: leftBy[why]?.([...new Set(labels)].join(', ')) ?? why });
}

/** An undo that came to nothing says of the first record why. */
function undoneWords(detail: string): string | null {
	const [what, why = '', kind = '', fields = '', title = ''] = detail.split('\t');
	return what === 'kept' ? m.undo_nothing({ why: keptWords({ kind, title, why, fields: fields.split(',').filter(Boolean) }) }) : null;
}

/** Why a file is not attached; some with a size and what it is measured by. */
const fileNoes: Record<string, (limit: string, size: string) => string> = {
	file_folder: m.file_folder,
	file_empty: m.file_empty,
	file_changed: m.file_changed,
	file_gone: m.file_gone,
	file_denied: m.file_denied,
	file_unreadable: m.file_unreadable,
	file_too_large: (limit, size) => m.file_too_large({ limit, size }),
	file_no_room: (room, size) => m.file_no_room({ room, size })
};

function fileWords(detail: string): string | null {
	const [why = '', limit, size] = detail.split('\t');
	return fileNoes[why]?.(bytes(Number(limit)), bytes(Number(size))) ?? null;
}

export function problemWords({ code, message, detail }: Failure): string {
	if (!detail) return message;
	if (code === 'unreachable') return ways[detail]?.().join('. ') ?? message;
	if (code === 'invalid') return unfitWords(detail, message) ?? troubles[`${detail}_${code}`]?.() ?? message;
	if (code === 'taken') return takenWords(detail);
	if (code === 'no_sound') return soundTroubles[detail]?.() ?? message;
	if (code === 'refused') return denials[detail]?.() ?? undoneWords(detail) ?? message;
	return (troubles[`${detail}_${code}`] ?? noes[detail])?.() ?? fileWords(detail) ?? message;
}

/** Why an event of a calendar is not taken. */
const eventNoes: Record<string, () => string> = {
	ical_not_an_event: m.import_row_ical_not_an_event,
	ical_no_start: m.import_row_ical_no_start,
	ical_bad_time: m.import_row_ical_bad_time,
	ical_cut_short: m.import_row_ical_cut_short,
	ical_two_rules: m.import_row_ical_two_rules,
	ical_extra_dates: m.import_row_ical_extra_dates,
	ical_from_there_on: m.import_row_ical_from_there_on,
	ical_too_large: m.import_row_ical_too_large,
	ical_too_many: m.import_row_ical_too_many,
	ical_zone_unknown: m.import_row_ical_zone_unknown,
	ical_no_length: m.import_row_ical_no_length,
	ical_rule_unknown: m.import_row_ical_rule_unknown,
	ical_beside_rule: m.import_row_ical_beside_rule,
	ical_with_series: m.import_row_ical_with_series
};

/** Why a row of a file is not taken. */
export function rowProblem({ why, detail }: { why: string; detail: string }): string {
	if (detail === 'no_name') return m.import_row_no_name();
	if (detail === 'here_already') return m.import_row_here_already();
	const [first, name = '', from = '', until = '', by = ''] = detail.split('\t');
	if (first === 'taken') return m.import_row_taken({ name, by, times: stretch(Number(from), Number(until)) });
	return eventNoes[detail]?.() ?? unfitWords(detail, why) ?? why;
}
