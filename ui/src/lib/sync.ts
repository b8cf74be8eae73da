// Syncing in words: why there is no way through and what to do, why a change was refused, how devices stand; and what may
// leave this device for whoever helps. Pure but for the locale.
import { locale, m, wordOr } from '$words';
import type { AtStake, CauseOf, DeviceSeen, HeldItem, SyncState, WaitingItem } from './api';
import { kindOf } from './api';
import { clock, money, number, when } from './format';
import { fieldKey, inSentence } from './labels';

export type CauseWords = { /** In the truth line. */ short: string; title: string; /** The way forward, in a sentence. */ next: string };

const causes: Record<CauseOf | 'unknown', () => CauseWords> = {
	no_network: () => ({ short: m.sync_short_no_network(), title: m.sync_cause_no_network(), next: m.sync_next_no_network() }),
	portal: () => ({ short: m.sync_short_portal(), title: m.sync_cause_portal(), next: m.sync_next_portal() }),
	name: () => ({ short: m.sync_short_name(), title: m.sync_cause_name(), next: m.sync_next_name() }),
	certificate: () => ({ short: m.sync_short_certificate(), title: m.sync_cause_certificate(), next: m.sync_next_certificate() }),
	slow: () => ({ short: m.sync_short_slow(), title: m.sync_cause_slow(), next: m.sync_next_slow() }),
	server_down: () => ({ short: m.sync_short_server_down(), title: m.sync_cause_server_down(), next: m.sync_next_server_down() }),
	server_error: () => ({ short: m.sync_short_server_error(), title: m.sync_cause_server_error(), next: m.sync_next_server_error() }),
	account: () => ({ short: m.sync_short_account(), title: m.sync_cause_account(), next: m.sync_next_account() }),
	version: () => ({ short: m.sync_short_version(), title: m.sync_cause_version(), next: m.sync_next_version() }),
	stranger: () => ({ short: m.sync_short_stranger(), title: m.sync_cause_stranger(), next: m.sync_next_stranger() }),
	restored: () => ({ short: m.sync_short_restored(), title: m.sync_cause_restored(), next: m.sync_next_restored() }),
	copied: () => ({ short: m.sync_short_copied(), title: m.sync_cause_copied(), next: m.sync_next_copied() }),
	unknown: () => ({ short: m.sync_short_unknown(), title: m.sync_cause_unknown(), next: m.sync_next_unknown() })
};
export const CAUSES = Object.keys(causes).filter((cause) => cause !== 'unknown') as CauseOf[];

/** A cause that this window does not know is said as none. */
export const causeWords = (cause: CauseOf | null): CauseWords => (causes[cause ?? 'unknown'] ?? causes.unknown)();

const HALF_DAY_MS = 43_200_000;

/** "09:24" where that says it; "yesterday 17:05", "Mon 16 Nov, 16:52" for what is longer ago. */
export const clockOr = (at_ms: number, now_ms: number): string => (Math.abs(now_ms - at_ms) < HALF_DAY_MS ? clock(at_ms) : when(at_ms, now_ms));

/** Letters that a new password has at least. */
export const LEAST_PASSWORD = 8;

/** Whether somebody has to type a password before anything goes on. */
export const wantsSignIn = (state: SyncState): boolean => state.phase === 'signed_out' || state.cause === 'account' || state.cause === 'copied';

export type Head = { title: string; words: string };

/** How many of the organisation's records a first sync has brought. */
export const ofWhole = (state: SyncState): { taken: string; whole: string } => ({ taken: number(state.taken), whole: number(state.whole) });

/** For how long a device says that it goes on as another one. */
const GOES_ON_MS = 14 * 86_400_000;

/** That this device was an older copy of itself, and goes on as a new one; nothing where that is long ago. */
export const goesOnWords = (state: SyncState | undefined, now_ms: number): string =>
	state?.goes_on_since != null && now_ms - state.goes_on_since < GOES_ON_MS ? m.sync_goes_on({ when: when(state.goes_on_since, now_ms) }) : '';

/** How this device stands, as the title of the Sync centre, and what that means. */
export function headWords(state: SyncState | undefined, now_ms: number): Head {
	if (!state) return { title: m.sync_head_reading(), words: '' };
	if (state.phase === 'alone') return { title: m.sync_head_alone(), words: m.sync_words_alone() };
	if (state.phase === 'signed_out') return { title: m.sync_head_signed_out(), words: m.sync_words_signed_out() };
	if (state.phase === 'connecting') return { title: m.sync_head_connecting(), words: m.sync_words_connecting() };
	if (state.phase === 'offline') {
		const { title, next } = causeWords(state.cause);
		return { title, words: [next, state.since > 0 ? m.sync_since({ when: clockOr(state.since, now_ms) }) : '', nextTryWords(state, now_ms)].filter(Boolean).join(' ') };
	}
	if (state.whole > 0) return { title: m.sync_head_first(), words: m.sync_words_first(ofWhole(state)) };
	if (state.waiting > 0) return { title: m.sync_head_on_way({ count: state.waiting }), words: m.sync_words_on_way() };
	if (state.receipt) return { title: m.sync_head_held(), words: m.sync_words_held() };
	return { title: m.sync_head_connected(), words: m.sync_words_connected() };
}

function nextTryWords(state: SyncState, now_ms: number): string {
	if (state.next_try === null) return m.sync_next_try_said();
	const seconds = Math.ceil((state.next_try - now_ms) / 1000);
	if (seconds <= 0) return '';
	return m.sync_next_try({ when: seconds < 60 ? m.sync_in_seconds({ count: seconds }) : when(state.next_try, now_ms) });
}

/** The mark over everything: what is refused comes before what waits. */
export const stateMark = (state: SyncState | undefined): 'saved' | 'waiting' | 'synced' | 'failed' =>
	!state || state.phase === 'alone' ? 'saved' : state.refused > 0 ? 'failed' : state.waiting > 0 ? 'waiting' : state.phase === 'online' && (state.receipt || state.contact !== null) ? 'synced' : 'saved';

/** A clock that is off by less is right enough to say nothing. */
const SKEW_MS = 2_000;

export function skewWords(skew: number): string {
	if (Math.abs(skew) < SKEW_MS) return '';
	const seconds = Math.round(Math.abs(skew) / 1000);
	const time = seconds < 120 ? m.sync_seconds({ count: seconds }) : seconds < 7200 ? m.sync_minutes({ count: Math.round(seconds / 60) }) : m.sync_hours({ count: Math.round(seconds / 3600) });
	return skew > 0 ? m.sync_clock_ahead({ time }) : m.sync_clock_behind({ time });
}

const reasons: Record<string, () => string> = {
	'unfit-value': m.sync_why_unfit_value,
	'missing-field': m.sync_why_missing_field,
	'admins-only': m.sync_why_admins_only,
	'read-only': m.sync_why_read_only,
	'not-yours': m.sync_why_not_yours,
	'not-asked': m.sync_why_not_asked,
	'unknown-record': m.sync_why_unknown_record,
	'id-reused': m.sync_why_id_reused,
	'too-large': m.sync_why_too_large,
	ahead: m.sync_why_ahead
};
export const REASONS = Object.keys(reasons);

/** Why the server refused a change, and what to do. */
export const reasonWords = (code: string): string => reasons[code]?.() ?? m.sync_why_other({ code });

/** "Due, Priority": an organisation's own fields are not declared, and are said as one. */
export function fieldWords(kind: string, keys: readonly string[]): string {
	const { fields } = kindOf(kind);
	const names = keys.map((key) => {
		const declared = fields.find((field) => field.key === key);
		return declared ? wordOr(fieldKey(kind, key), declared.label) : m.sync_own_field();
	});
	return [...new Set(names)].join(', ');
}

export const actWords = (act: string): string => wordOr(`step_${act.toLowerCase()}`, act);

/** "Task · Changed · Due, Priority". */
export const itemWords = (item: WaitingItem | HeldItem): string => [kindOf(item.kind).label, actWords(item.act), fieldWords(item.kind, item.fields)].filter(Boolean).join(' · ');

/** A fingerprint that two people can compare over the telephone. */
export const shortHead = (head: string): string => (head.length <= 17 ? head : `${head.slice(0, 8)}…${head.slice(-8)}`);

const ROLES: Record<string, () => string> = { field: m.sync_role_field, office: m.sync_role_office, manager: m.sync_role_manager, admin: m.sync_role_admin, auditor: m.sync_role_auditor };
export const roleWords = (role: string): string => ROLES[role]?.() ?? role;
export const INVITED = Object.keys(ROLES);

/** Unsafe work first: refused, then what waits on a device out of reach, then what waits; then by when it was heard last. */
export function unsafeFirst(devices: readonly DeviceSeen[]): DeviceSeen[] {
	const rank = (one: DeviceSeen) => (one.waiting > 0 && !one.here ? 3 : one.refused > 0 ? 2 : one.waiting > 0 ? 1 : 0);
	return [...devices].sort((a, b) => rank(b) - rank(a) || b.waiting - a.waiting || (a.heard ?? 0) - (b.heard ?? 0) || a.name.localeCompare(b.name));
}

export const deviceMark = (one: DeviceSeen): 'saved' | 'waiting' | 'synced' | 'failed' => (one.refused > 0 ? 'failed' : one.waiting > 0 ? 'waiting' : one.here ? 'synced' : 'saved');

/** Why a device stands as it does: what is the matter first, then when it was heard. */
export function deviceWords(one: DeviceSeen, now_ms: number): { what: string; more: string } {
	const told = [one.refused > 0 && m.sync_device_refused({ count: one.refused }), one.behind > 0 && m.sync_device_behind({ count: one.behind }), one.retries > 0 && m.sync_device_retries({ count: one.retries }), one.bytes > 0 && sizeWords(one.bytes)];
	const heard = one.here ? m.sync_device_here() : one.heard === null ? m.sync_device_never() : one.waiting > 0 ? m.sync_device_silent({ when: when(one.heard, now_ms) }) : m.sync_device_heard({ when: when(one.heard, now_ms) });
	const more = told.filter(Boolean).join(' · ');
	const whole = (what: string) => ({ what, more: [heard, more].filter(Boolean).join(' · ') });
	if (one.revoked) return whole(m.sync_device_revoked());
	if (one.succeeded !== null) return whole(m.sync_device_succeeded({ when: when(one.succeeded, now_ms) }));
	return one.copy_of === null ? { what: heard, more } : whole(m.sync_device_copy({ device: one.copy_of }));
}

/** "3 notes, 1 deal", then what the deals come to. */
export function stakeWords(stake: AtStake): { records: string; amounts: string } {
	const records = Object.entries(stake.records).sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([kind, count]) => {
		const { label, plural } = kindOf(kind);
		return `${number(count)} ${inSentence(count === 1 ? label : plural)}`;
	});
	return { records: records.join(', '), amounts: Object.entries(stake.amounts).map(([currency, amount]) => money(`${amount} ${currency}`)).join(' + ') };
}

/** "3 notes, 1 deal, £12,400 in deals"; where the device did not say what, how many changes. */
export function onlyThere(stake: AtStake, waiting: number): string {
	const { records, amounts } = stakeWords(stake);
	const known = [records, amounts && m.sync_amount_in_deals({ amount: amounts })].filter(Boolean).join(', ');
	return known || (waiting > 0 ? m.sync_changes({ count: waiting }) : '');
}

const MEGA = 1_000_000;
/** "18 MB", "940 kB". */
export const sizeWords = (bytes: number): string => {
	const of = (value: number, unit: string) => new Intl.NumberFormat(locale.tag, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
	return bytes < MEGA ? of(bytes / 1_000, 'kilobyte') : of(bytes / MEGA, 'megabyte');
};

const MINUTE_MS = 60_000;
/** How long the oldest has waited: "17 h", "22 min". */
export function lagWords(one: DeviceSeen, now_ms: number): string {
	if (one.oldest === null || one.waiting === 0) return '—';
	const minutes = Math.max(0, Math.round((now_ms - one.oldest) / MINUTE_MS));
	return minutes < 1 ? m.sync_seconds({ count: Math.max(0, Math.round((now_ms - one.oldest) / 1000)) }) : minutes < 120 ? m.sync_minutes({ count: minutes }) : m.sync_hours({ count: Math.round(minutes / 60) });
}

const PART_MS = 1_800_000;
const PARTS = 48;
/** A day of a device's queue up to now: what it has not told is not known. */
export function queueOf(one: DeviceSeen, now_ms: number): (number | null)[] {
	if (one.queue_at === null) return [];
	const missing = one.here ? 0 : Math.max(0, Math.min(PARTS, Math.floor((now_ms - one.queue_at) / PART_MS)));
	const told = [...one.queue, ...Array<null>(missing).fill(null)].slice(-PARTS);
	return [...Array<null>(PARTS - told.length).fill(null), ...told];
}

/** Who sees every device, and who lets others in. The server asks again. */
export const manages = (state: SyncState | undefined): boolean => state?.role === 'manager' || state?.role === 'admin';
export const invites = (state: SyncState | undefined): boolean => state?.role === 'admin';

/** What waits on how many devices, how many of these are out of reach, and what of the log only one device holds. */
export function fleetSums(devices: readonly DeviceSeen[], last: number): { waiting: number; holders: number; away: number; once: number } {
	const holders = devices.filter((one) => one.waiting > 0);
	const behind = devices.filter((one) => !one.revoked && one.succeeded === null).map((one) => one.behind).sort((a, b) => a - b);
	return { waiting: holders.reduce((sum, one) => sum + one.waiting, 0), holders: holders.length, away: holders.filter((one) => !one.here).length, once: Math.min(last, behind[1] ?? last) };
}

/** What a manager most needs to know: the device whose loss would hurt most. Nothing is worse than the most waiting changes. */
export function lostWords(devices: readonly DeviceSeen[], now_ms: number): Head {
	const worst = [...devices].sort((a, b) => b.waiting - a.waiting)[0];
	if (!worst || worst.waiting === 0) return { title: m.sync_none_lost(), words: m.sync_none_lost_words() };
	return { title: m.sync_if_lost_now({ device: worst.name, what: onlyThere(worst.stake, worst.waiting) }), words: m.sync_if_lost_words({ when: worst.heard === null ? m.sync_device_never() : when(worst.heard, now_ms) }) };
}

const iso = (at: number | null): string => (at === null || at === 0 ? 'none' : new Date(at).toISOString());

/** The state for whoever helps: no names, titles, addresses or ids of records. Keys and codes only, so it is in no language. */
export function diagnostics(state: SyncState, items: readonly WaitingItem[], now_ms: number): string {
	const counts = new Map<string, number>();
	for (const item of items) {
		const key = `${item.kind} ${item.act.toLowerCase()} ${item.refused ?? 'waiting'}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	const { receipt } = state;
	return [
		`outpost-sync ${iso(now_ms)}`,
		`phase ${state.phase} role ${state.role}`,
		`cause ${state.cause ?? 'none'} since ${iso(state.since)}`,
		`next_try ${iso(state.next_try)} failures ${state.failures}`,
		`waiting ${state.waiting} oldest ${iso(state.oldest)}`,
		`refused ${state.refused}`,
		`position ${state.position} last ${state.last}`,
		`skew_ms ${state.skew}`,
		`bytes ${state.bytes}`,
		`contact ${iso(state.contact)}`,
		`age ${state.age} of ${state.days} d stale ${state.stale}`,
		receipt ? `receipt ${iso(receipt.at)} position ${receipt.position} changes ${receipt.changes} head ${receipt.head}` : 'receipt none',
		...[...counts].sort().map(([key, count]) => `item ${key} ${count}`)
	].join('\n');
}
