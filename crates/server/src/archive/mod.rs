//! Backups: one file that holds everything a server knows of its organisations, sealed with a passphrase, the same from
//! SQLite and from PostgreSQL. A backup is read in one snapshot while the server runs.
//!
//! A restore writes it into a database that does not know these organisations, verifies the chain of every log on the way,
//! and begins a new epoch: devices that have seen more hand it back.
//!
//! The one thing not to do here: merge. An organisation that is there already is left alone.

mod read;
mod rows;
mod seal;
mod write;

pub use read::Restored;
pub use write::BackedUp;
