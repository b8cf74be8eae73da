//! Looks where the key is, and does what [`plan`](crate::plan) says. Each act looks again before it makes anything, and
//! refuses where the plan says otherwise.

use std::path::{Path, PathBuf};

use ring::rand::SecureRandom;

use crate::cost::Cost;
use crate::id::KeyId;
use crate::wrapped::{self, Fresh};
use crate::{DatabaseKey, Error, Found, ID_FILE, InStore, KeyStore, Next, Passphrase, StoreTrouble, file, plan};

#[cfg(test)]
mod tests;

/// The file beside the database that holds the key under a passphrase.
pub const WRAPPED_FILE: &str = "key.wrapped";
/// How errors call the database.
const DATABASE: &str = "the database";
const AWAY: Error = Error::NoKeyStore(StoreTrouble::Away);

/// Where the key of one database is kept.
///
/// Everything here blocks, up to a minute if the key store asks the person to unlock it.
pub struct KeyHome {
    database: PathBuf,
    folder: PathBuf,
    store: Option<KeyStore>,
    cost: Cost,
}

impl KeyHome {
    /// The home of the key for the database at this path, in its folder (which must be there when a key is made) and in
    /// `store`, if the platform has one that works.
    #[must_use]
    pub fn beside(database: &Path, store: Option<KeyStore>) -> Self {
        let folder = match database.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        Self {
            database: database.to_owned(),
            folder: folder.to_owned(),
            store,
            cost: Cost::NOW,
        }
    }

    /// The same with this platform's key store. A store that gives this folder's key back is not tried any more: that would be four
    /// more questions to it, one after the other, at every start. One that does not answer now is not asked twice.
    #[must_use]
    pub fn of_this_platform(database: &Path, rng: &dyn SecureRandom) -> Self {
        let mut home = Self::beside(database, None);
        home.store = match (KeyStore::untried(), KeyId::read(&home.folder)) {
            (Ok(store), Ok(Some(id))) => match store.key(&id) {
                Ok(None) => store.tried(rng).ok(),
                Err(Error::NoKeyStore(_)) => None,
                // What is wrong with the entry is for [`Self::found`] to say.
                Ok(Some(_)) | Err(_) => Some(store),
            },
            (Ok(store), _) => store.tried(rng).ok(),
            (Err(_), _) => None,
        };
        home
    }

    /// Looks, and changes nothing.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Unreadable`] or [`Error::UnknownVersion`] if `key.id` or the store's entry is there but
    /// is not what it should be. (A damaged `key.wrapped` shows when it is opened.)
    pub fn found(&self) -> Result<Found, Error> {
        Ok(Found {
            store: self.in_store()?,
            wrapped: file::is_there(&self.folder.join(WRAPPED_FILE), WRAPPED_FILE)?,
            database: file::is_there(&self.database, DATABASE)?,
        })
    }

    fn in_store(&self) -> Result<InStore, Error> {
        let (store, id) = match (&self.store, KeyId::read(&self.folder)?) {
            (None, None) => return Ok(InStore::NoStore),
            (None, Some(_)) => return Ok(InStore::OutOfReach),
            (Some(_), None) => return Ok(InStore::Empty),
            (Some(store), Some(id)) => (store, id),
        };
        match store.key(&id) {
            Ok(Some(_)) => Ok(InStore::Holds),
            Ok(None) => Ok(InStore::Empty),
            Err(Error::NoKeyStore(_)) => Ok(InStore::OutOfReach),
            Err(error) => Err(error),
        }
    }

    /// The key from the key store.
    ///
    /// # Errors
    /// [`Error::KeyGone`] if the store has none; [`Error::NoKeyStore`] if it does not say; those of [`Self::found`].
    pub fn use_store(&self) -> Result<DatabaseKey, Error> {
        let store = self.store.as_ref().ok_or(AWAY)?;
        let id = KeyId::read(&self.folder)?.ok_or(Error::KeyGone)?;
        store.key(&id)?.ok_or(Error::KeyGone)
    }

    /// The key from the wrapped file. Takes about 100 ms.
    ///
    /// # Errors
    /// [`Error::KeyGone`] if there is no such file; [`Error::WrongPassphrase`], [`Error::Unreadable`],
    /// [`Error::UnknownVersion`], [`Error::NoMemory`], [`Error::Io`].
    pub fn use_passphrase(&self, passphrase: &Passphrase) -> Result<DatabaseKey, Error> {
        let file = file::read(&self.folder, WRAPPED_FILE)?.ok_or(Error::KeyGone)?;
        wrapped::open(&file, passphrase)
    }

    /// First start: a new key in the key store, read back before this returns.
    ///
    /// # Errors
    /// [`Error::KeyGone`] if there is a database already, [`Error::AlreadyKept`] if there is a key already;
    /// [`Error::NoKeyStore`], [`Error::NoRandom`], [`Error::Io`].
    pub fn make_in_store(&self, rng: &dyn SecureRandom) -> Result<DatabaseKey, Error> {
        self.nothing_is_there()?;
        let store = self.store.as_ref().ok_or(AWAY)?;
        let id = KeyId::read_or_make(&self.folder, rng)?;
        let key = DatabaseKey::make(rng)?;
        store.keep(&id, &key)?;
        Ok(key)
    }

    /// First start without a key store: a new key under a passphrase, durable before this returns.
    ///
    /// # Errors
    /// [`Error::KeyGone`] if there is a database already, [`Error::AlreadyKept`] if there is a key already;
    /// [`Error::WeakPassphrase`], [`Error::NoRandom`], [`Error::NoMemory`], [`Error::Io`].
    pub fn make_under_passphrase(&self, passphrase: &Passphrase, rng: &dyn SecureRandom) -> Result<DatabaseKey, Error> {
        self.nothing_is_there()?;
        let key = DatabaseKey::make(rng)?;
        let file = wrapped::seal(&key, passphrase, self.cost, &Fresh::draw(rng)?)?;
        // An id can be left from a first start that was cut short before there was a database. What it names in a store
        // that is out of reach now must not be taken for this key later.
        file::remove(&self.folder, ID_FILE)?;
        file::create(&self.folder, WRAPPED_FILE, &file)?;
        Ok(key)
    }

    /// Changes the passphrase. The key stays the same, so the database is not touched; the old file stays until the new
    /// one is whole on the disk.
    ///
    /// # Errors
    /// Those of [`Self::use_passphrase`] for the old passphrase, [`Error::WeakPassphrase`] for the new one, [`Error::NoRandom`],
    /// [`Error::Io`]. After each of them the old passphrase still opens the key.
    pub fn rewrap(&self, old: &Passphrase, new: &Passphrase, rng: &dyn SecureRandom) -> Result<(), Error> {
        new.may_be_chosen()?;
        let key = self.use_passphrase(old)?;
        let file = wrapped::seal(&key, new, self.cost, &Fresh::draw(rng)?)?;
        file::replace(&self.folder, WRAPPED_FILE, &file)
    }

    /// Refuses to make a key where there is data or a key.
    fn nothing_is_there(&self) -> Result<(), Error> {
        let found = self.found()?;
        match plan(found) {
            Next::MakeInStore | Next::MakeUnderPassphrase => Ok(()),
            Next::UseStore | Next::AskPassphrase => Err(Error::AlreadyKept),
            Next::KeyGone => Err(Error::KeyGone),
            Next::WaitForStore => Err(AWAY),
        }
    }
}
