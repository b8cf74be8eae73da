//! One process per database: a file that is locked while the database is open, and unlocked by the system whenever the
//! process ends, however it ends.

use crate::OpenError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

/// Held while the database is open.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    /// Said aloud: a process that is just being started holds a copy of every open file for a moment, and with it the lock.
    fn drop(&mut self) {
        let _closing_does_it_too = self.0.unlock();
    }
}

impl Lock {
    /// Takes the lock of a database's folder.
    pub(crate) fn take(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join("outpost.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
