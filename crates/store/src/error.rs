//! What can go wrong with the database, each in plain words with a way forward. Nothing here is ever overwritten.

use std::io;

/// Why the database did not open. Nothing was changed by trying.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key is not the one that this database was written with.
    #[error(
        "This key does not open the database on this device. Your work is untouched; open it with the key or passphrase it was made with."
    )]
    WrongKey,
    /// The file is not whole.
    #[error(
        "The database file on this device is damaged. It was left as it is; restore a copy, or start a new database beside it."
    )]
    Corrupt,
    /// A newer version of the app has written it.
    #[error("A newer version of Outpost has used this database. Update this app; your work is untouched.")]
    NewerSchema {
        /// The schema that was found.
        found: i64,
    },
    /// Another process has it open.
    #[error("Outpost is already open on this device. Use the window that is open, or close it first.")]
    Locked,
    /// The folder cannot be written.
    #[error("Outpost may not write in its data folder. Check the folder's permissions; nothing was changed.")]
    ReadOnly,
    /// No room.
    #[error("The disk is full. Free some space and try again; nothing was lost.")]
    DiskFull,
    /// This build would write in the clear.
    #[error("This build of Outpost cannot encrypt, so it refuses to open your data. Install an official build.")]
    NotEncrypted,
    /// The disk did not answer as it should.
    #[error("The data folder could not be read ({0}). Nothing was changed.")]
    Io(#[source] io::Error),
    /// The database did not answer as it should.
    #[error("The database could not be opened. Nothing was changed.")]
    Database(#[source] sqlx::Error),
}

/// Why a read or a write did not happen. A write that fails leaves nothing half-written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room.
    #[error("The disk is full. This was not saved; free some space and save again.")]
    DiskFull,
    /// The folder cannot be written any more.
    #[error("Outpost may not write in its data folder any more. This was not saved; check the folder and save again.")]
    ReadOnly,
    /// A page does not carry its proof.
    #[error("A part of the database file is damaged. Make a copy of the data folder before you do anything else.")]
    Corrupt,
    /// No such record here.
    #[error("This record is not on this device.")]
    NotFound,
    /// What is stored cannot be read by this version.
    #[error("A stored {what} cannot be read by this version of Outpost. Update the app; nothing was changed.")]
    Unreadable {
        /// What it was.
        what: &'static str,
    },
    /// A change that waits is not what was first written.
    #[error(
        "Change {n}, which waits on this device, is not as it was first written. Nothing was changed; make a copy of the data folder before you do anything else."
    )]
    NotAsWritten {
        /// This device's own counter.
        n: u64,
    },
    /// The database did not answer as it should.
    #[error("The database did not answer. Nothing was changed; try again.")]
    Database(#[source] sqlx::Error),
}

/// SQLite's primary result code, where the error is the database's own.
fn code(error: &sqlx::Error) -> Option<u32> {
    let extended: u32 = error.as_database_error()?.code()?.parse().ok()?;
    if extended == NO_ROOM_FOR_SHARED_MEMORY {
        return Some(FULL);
    }
    Some(extended & 0xff)
}

/// SQLITE_IOERR_SHMSIZE: the log's index could not be given its size.
const NO_ROOM_FOR_SHARED_MEMORY: u32 = 10 | (19 << 8);
const READ_ONLY: u32 = 8;
const IO_ERROR: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const CANNOT_OPEN: u32 = 14;
const NOT_A_DATABASE: u32 = 26;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match code(&error) {
            Some(FULL) => Self::DiskFull,
            Some(READ_ONLY) => Self::ReadOnly,
            Some(CORRUPT | NOT_A_DATABASE) => Self::Corrupt,
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        match code(&error) {
            Some(FULL) => Self::DiskFull,
            Some(READ_ONLY | CANNOT_OPEN) => Self::ReadOnly,
            Some(CORRUPT | NOT_A_DATABASE) => Self::Corrupt,
            Some(IO_ERROR) => Self::Io(io::Error::other("the disk answered with an error")),
            _ => Self::Database(error),
        }
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}
