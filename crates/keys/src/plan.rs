//! What follows from what was found. Pure: no look at the disk, no question to the key store; [`crate::KeyHome`] acts.

/// What the platform's key store says about this folder's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InStore {
    /// The store works and holds the key.
    Holds,
    /// The store works and holds no key for this folder.
    Empty,
    /// No store works now, but this folder's key was once put into one: it may still be there.
    OutOfReach,
    /// No store works here, and this folder never had a key in one.
    NoStore,
}

/// What [`crate::KeyHome::found`] saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What the platform's key store says.
    pub store: InStore,
    /// Whether there is a file `key.wrapped`.
    pub wrapped: bool,
    /// Whether there is a database file.
    pub database: bool,
}

/// What to do next. The table in the crate's documentation says which call belongs to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The key is in the key store: take it from there.
    UseStore,
    /// The key is in the wrapped file: ask for the passphrase.
    AskPassphrase,
    /// First start: make a key in the key store.
    MakeInStore,
    /// First start without a key store: let the person choose a passphrase, and make a key under it.
    MakeUnderPassphrase,
    /// The key is in a key store that does not answer: ask the person to unlock it, and look again.
    WaitForStore,
    /// There is a database and its key is nowhere. Never make a new key over it.
    KeyGone,
}

/// What follows from what was found. The key store comes first, then the wrapped file; a new key only where there is no
/// database.
#[must_use]
pub fn plan(found: Found) -> Next {
    match (found.store, found.wrapped, found.database) {
        (InStore::Holds, _, _) => Next::UseStore,
        (_, true, _) => Next::AskPassphrase,
        (InStore::OutOfReach, false, true) => Next::WaitForStore,
        (InStore::Empty | InStore::NoStore, false, true) => Next::KeyGone,
        (InStore::Empty, false, false) => Next::MakeInStore,
        (InStore::OutOfReach | InStore::NoStore, false, false) => Next::MakeUnderPassphrase,
    }
}

#[cfg(test)]
mod tests {
    use super::InStore::{Empty, Holds, NoStore, OutOfReach};
    use super::Next::{AskPassphrase, KeyGone, MakeInStore, MakeUnderPassphrase, UseStore, WaitForStore};
    use super::{Found, plan};

    #[test]
    fn every_case_has_its_answer() {
        const WRAPPED: bool = true;
        const DATABASE: bool = true;
        let table = [
            (Holds, !WRAPPED, !DATABASE, UseStore), // killed between making the key and the database
            (Holds, !WRAPPED, DATABASE, UseStore),
            (Holds, WRAPPED, !DATABASE, UseStore),
            (Holds, WRAPPED, DATABASE, UseStore),
            (Empty, !WRAPPED, !DATABASE, MakeInStore),
            (Empty, !WRAPPED, DATABASE, KeyGone),
            (Empty, WRAPPED, !DATABASE, AskPassphrase),
            (Empty, WRAPPED, DATABASE, AskPassphrase),
            (OutOfReach, !WRAPPED, !DATABASE, MakeUnderPassphrase), // no data yet, so nothing to lock out
            (OutOfReach, !WRAPPED, DATABASE, WaitForStore),
            (OutOfReach, WRAPPED, !DATABASE, AskPassphrase),
            (OutOfReach, WRAPPED, DATABASE, AskPassphrase),
            (NoStore, !WRAPPED, !DATABASE, MakeUnderPassphrase),
            (NoStore, !WRAPPED, DATABASE, KeyGone),
            (NoStore, WRAPPED, !DATABASE, AskPassphrase),
            (NoStore, WRAPPED, DATABASE, AskPassphrase),
        ];
        for (store, wrapped, database, next) in table {
            let found = Found {
                store,
                wrapped,
                database,
            };
            assert_eq!(plan(found), next, "{found:?}");
        }
    }
}
