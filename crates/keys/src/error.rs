//! What can go wrong with a key, in words for the person who must do something about it. Never put a secret or a path
//! (it holds the person's name) into one.

use std::io;
use std::time::Duration;

use thiserror::Error;

/// Why there is no key now. None of these has changed or overwritten anything.
#[derive(Debug, Error)]
pub enum Error {
    /// The platform's key store is missing, locked, silent or broken.
    #[error("No key store answers on this device. Unlock or start it and try again, or use a passphrase instead.")]
    NoKeyStore(#[source] StoreTrouble),
    /// The passphrase does not open the wrapped key.
    #[error("This passphrase does not open the key. Check the keyboard layout and capital letters, and try again.")]
    WrongPassphrase,
    /// The chosen passphrase is too short.
    #[error("This passphrase is too short. Choose one of at least {least} characters.")]
    WeakPassphrase {
        /// The fewest characters that are taken.
        least: usize,
    },
    /// There is a database, and its key is nowhere.
    #[error(
        "The key to the data on this device is gone. The data was left as it is. If you have a backup of the data \
         folder or of the key store, put it back and start again."
    )]
    KeyGone,
    /// A key is kept for this database already, so no new one is made.
    #[error("There is already a key for the data on this device, so no new one was made. Start again to use it.")]
    AlreadyKept,
    /// Something that should hold the key is damaged.
    #[error("{what} is damaged and was left as it is. Put back a copy from a backup and try again.")]
    Unreadable {
        /// The file's name, or "The entry in the key store".
        what: &'static str,
        /// How it is damaged.
        #[source]
        why: Damage,
    },
    /// It was written by a newer Outpost.
    #[error(
        "{what} was written by a newer Outpost (form {found}, this one knows up to {newest}). Install the newer one."
    )]
    UnknownVersion {
        /// The file's name, or "The entry in the key store".
        what: &'static str,
        /// The version that it names.
        found: u32,
        /// The newest version that is known here.
        newest: u32,
    },
    /// The disk refused.
    #[error("The disk refused to read or write {what}. Check that it is not full and that the folder may be written.")]
    Io {
        /// The file's name.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system gave no random bytes.
    #[error("This device gave no random numbers, so no key could be made. Restart the device and try again.")]
    NoRandom,
    /// There is too little free memory to try a passphrase.
    #[error("There is too little free memory to open the key. Close other programs and try again.")]
    NoMemory,
}

/// How a file or entry is damaged.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Damage {
    /// It does not have the form of what it should be.
    #[error("it does not have the expected form")]
    Form,
    /// Its checksum does not fit: it is not what was written.
    #[error("its checksum does not fit")]
    Checksum,
    /// It asks for more memory or time than any key that was made here.
    #[error("it asks for {memory_kib} KiB of memory, {passes} passes and {lanes} lanes, which is beyond every limit")]
    TooCostly {
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// It names a cipher or a derivation that is not known.
    #[error("it names an unknown cipher or derivation")]
    Method,
}

/// Why the platform's key store cannot be used.
#[derive(Debug, Error)]
pub enum StoreTrouble {
    /// This platform has none that Outpost knows.
    #[error("this platform has no known key store")]
    None,
    /// The key was put into a store that cannot be asked now.
    #[error("the key store that the key was put into does not answer")]
    Away,
    /// It is locked, and was not unlocked.
    #[error("the key store is locked, or access was denied")]
    Locked(#[source] keyring_core::Error),
    /// It did not answer in time.
    #[error("the key store did not answer within {0:?}")]
    Silent(Duration),
    /// It took a value, and then did not give the same value back.
    #[error("the key store did not give back what was put into it")]
    Forgetful,
    /// Several entries answer to one name.
    #[error("the key store holds {0} entries under one name")]
    Ambiguous(usize),
    /// It failed in another way.
    #[error("the key store failed")]
    Failed(#[source] keyring_core::Error),
    /// The thread that asked it could not start, or fell over.
    #[error("the key store could not be asked")]
    Unasked,
}

impl From<keyring_core::Error> for StoreTrouble {
    fn from(error: keyring_core::Error) -> Self {
        match error {
            // These two carry the secret's bytes, which must not reach a log.
            keyring_core::Error::BadEncoding(_) | keyring_core::Error::BadDataFormat(_, _) => Self::Forgetful,
            keyring_core::Error::Ambiguous(entries) => Self::Ambiguous(entries.len()),
            locked @ keyring_core::Error::NoStorageAccess(_) => Self::Locked(locked),
            other => Self::Failed(other),
        }
    }
}

impl Error {
    /// For `map_err`: the disk refused `what`.
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}
