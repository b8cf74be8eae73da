//! The platform's key store. Every question is asked on a thread of its own with a limit of time, for two reasons: a
//! store may wait for a window in which the person unlocks it (and that window may never come), and the stores' blocking
//! calls must not run inside an async runtime. Never believe a store that was not seen to give back what it took.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry};
use ring::rand::SecureRandom;
use zeroize::Zeroizing;

use crate::id::KeyId;
use crate::platform::{self, Details};
use crate::{Damage, DatabaseKey, Error, StoreTrouble};

#[cfg(test)]
pub(crate) mod tests;

/// The service name of every entry.
const SERVICE: &str = "Outpost";
/// How errors call the entry.
const ENTRY: &str = "The entry in the key store";
/// The version of the entry's form: `1:` and the key's 64 hexadecimal digits. Text, because not every Secret Service
/// keeps arbitrary bytes.
const VERSION: u32 = 1;
/// Long enough to type a password into the key store's own window.
const PATIENCE: Duration = Duration::from_secs(60);

/// A key store that works.
#[derive(Clone)]
pub struct KeyStore {
    store: Arc<CredentialStore>,
    details: Details,
    patience: Duration,
}

impl KeyStore {
    /// This platform's key store, tried with a real entry: written, read back, removed.
    ///
    /// It may open the platform's own window and wait up to a minute for the person to unlock the store.
    ///
    /// # Errors
    /// [`Error::NoKeyStore`] with the reason; [`Error::NoRandom`].
    pub fn of_this_platform(rng: &dyn SecureRandom) -> Result<Self, Error> {
        Self::untried()?.tried(rng)
    }

    /// The same, not tried: good for fetching a key and nothing else. One that gives a key back has shown that it keeps one.
    pub(crate) fn untried() -> Result<Self, Error> {
        let store = within(PATIENCE, platform::open).and_then(|store| store.ok_or(StoreTrouble::None));
        Ok(Self {
            store: store.map_err(Error::NoKeyStore)?,
            details: platform::DETAILS,
            patience: PATIENCE,
        })
    }

    /// Any store of keyring-core, tried in the same way; for tests (`keyring_core::mock`).
    ///
    /// # Errors
    /// As [`Self::of_this_platform`].
    pub fn over(store: Arc<CredentialStore>, rng: &dyn SecureRandom) -> Result<Self, Error> {
        Self {
            store,
            details: &[],
            patience: PATIENCE,
        }
        .tried(rng)
    }

    /// Hands itself back if a random entry can be written, read and removed.
    pub(crate) fn tried(self, rng: &dyn SecureRandom) -> Result<Self, Error> {
        let (id, trial) = (KeyId::make(rng)?, DatabaseKey::make(rng)?.expose_hex());
        let account = format!("trial-{}", id.account());
        let same = self.ask(account, move |entry| {
            entry.set_password(&trial)?;
            let back = entry.get_password().map(Zeroizing::new);
            entry.delete_credential()?;
            let gone = matches!(entry.get_password(), Err(keyring_core::Error::NoEntry));
            Ok(*back? == *trial && gone)
        });
        match same.map_err(Error::NoKeyStore)? {
            true => Ok(self),
            false => Err(Error::NoKeyStore(StoreTrouble::Forgetful)),
        }
    }

    /// The key under this id, if there is one.
    ///
    /// # Errors
    /// [`Error::NoKeyStore`] if the store does not say; [`Error::Unreadable`] or [`Error::UnknownVersion`] if what it
    /// holds is not a key.
    pub(crate) fn key(&self, id: &KeyId) -> Result<Option<DatabaseKey>, Error> {
        let text = self.ask(id.account(), |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        match text {
            Ok(text) => text.map(|text| read(&text)).transpose(),
            Err(StoreTrouble::Forgetful) => Err(unreadable()),
            Err(trouble) => Err(Error::NoKeyStore(trouble)),
        }
    }

    /// Puts a key under an id that holds none, and reads it back.
    ///
    /// # Errors
    /// [`Error::AlreadyKept`] if the id holds something, which is then untouched; [`Error::NoKeyStore`].
    pub(crate) fn keep(&self, id: &KeyId, key: &DatabaseKey) -> Result<(), Error> {
        if self.key(id)?.is_some() {
            return Err(Error::AlreadyKept);
        }
        let text = write(key);
        self.ask(id.account(), move |entry| entry.set_password(&text))
            .map_err(Error::NoKeyStore)?;
        match self.key(id)? {
            Some(back) if back.is(key) => Ok(()),
            _ => Err(Error::NoKeyStore(StoreTrouble::Forgetful)),
        }
    }

    fn ask<T: Send + 'static>(
        &self,
        account: String,
        question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, StoreTrouble> {
        let (store, details) = (Arc::clone(&self.store), self.details);
        within(self.patience, move || {
            let details: HashMap<_, _> = details.iter().copied().collect();
            question(&store.build(SERVICE, &account, Some(&details))?)
        })
    }
}

/// The answer to a question, if it comes in time. A thread whose answer nobody waits for any more is left behind.
fn within<T: Send + 'static>(
    patience: Duration,
    question: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, StoreTrouble> {
    let (say, hear) = mpsc::sync_channel(1);
    let ask = move || {
        // Nobody hears it when the answer comes too late.
        let _late = say.send(question());
    };
    thread::Builder::new()
        .name("key store".to_owned())
        .spawn(ask)
        .map_err(|_| StoreTrouble::Unasked)?;
    match hear.recv_timeout(patience) {
        Ok(answer) => Ok(answer?),
        Err(RecvTimeoutError::Timeout) => Err(StoreTrouble::Silent(patience)),
        Err(RecvTimeoutError::Disconnected) => Err(StoreTrouble::Unasked),
    }
}

fn write(key: &DatabaseKey) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(80));
    text.push_str(&VERSION.to_string());
    text.push(':');
    text.push_str(&key.expose_hex());
    text
}

fn read(text: &str) -> Result<DatabaseKey, Error> {
    let (version, key) = text.split_once(':').ok_or_else(unreadable)?;
    match version.parse::<u32>() {
        Ok(VERSION) => DatabaseKey::read_hex(key).ok_or_else(unreadable),
        Ok(found) => Err(Error::UnknownVersion {
            what: ENTRY,
            found,
            newest: VERSION,
        }),
        Err(_) => Err(unreadable()),
    }
}

fn unreadable() -> Error {
    Error::Unreadable {
        what: ENTRY,
        why: Damage::Form,
    }
}
