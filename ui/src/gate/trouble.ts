// What is safe and what to do, for each way the database may not open. The core's own words say what happened.
import type { FailureCode } from '$lib/api';

type Words = { title: string; safe: string; todo: string };

const UNTOUCHED = 'The database is as it was. Nothing was changed or deleted.';

const known: Partial<Record<FailureCode, Words>> = {
	locked: { title: 'Outpost is already running', safe: UNTOUCHED, todo: 'Use the window that is open, or close it and try again.' },
	corrupt: { title: 'The database is damaged', safe: 'The file was left as it is; nothing was written over it.', todo: 'Keep a copy of it before anything else. If you have a backup of this device, bring the file back from there and try again.' },
	newer_schema: { title: 'This database was written by a newer Outpost', safe: UNTOUCHED, todo: 'Install the newer version on this device, then try again.' },
	key_missing: { title: 'The key of this database is gone', safe: 'The database is still here, encrypted. Without its key nobody can read it, and it was not replaced.', todo: 'If the key store of this device was reset or restored, put back its backup and try again.' },
	wrong_key: { title: 'The key does not open this database', safe: UNTOUCHED, todo: 'The file may come from another device. Bring back the file that belongs here, and try again.' },
	disk_full: { title: 'The disk is full', safe: 'Everything saved before is safe. Nothing half-written was kept.', todo: 'Make some room on the disk, then try again.' },
	read_only: { title: 'The folder cannot be written to', safe: UNTOUCHED, todo: 'Allow writing to the folder that holds the database, then try again.' },
	not_encrypted: { title: 'Encryption is not working', safe: 'Nothing was written: Outpost does not keep data in the clear.', todo: 'Install Outpost again from where you got it.' }
};

export function troubleWords(code: FailureCode): Words {
	return known[code] ?? { title: 'The database could not be opened', safe: UNTOUCHED, todo: 'Try again. If it stays so, restart this device.' };
}
