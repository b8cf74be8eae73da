// What the core could not do, in the person's language, where its code says what it was. For everything else the core's own
// sentence stands.
import { m } from '$words';
import type { Failure } from './api';

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
	'belongs-already': m.sync_no_belongs_already,
	'sample-here': m.sync_no_sample_here,
	'not-encrypted': m.sync_no_not_encrypted,
	'no-address': m.sync_no_no_address
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

export function problemWords({ code, message, detail }: Failure): string {
	if (detail === null) return message;
	if (code === 'unreachable') return ways[detail]?.().join('. ') ?? message;
	return noes[detail]?.() ?? message;
}
