//! Stores that do not do what they should. A real one is in `tests/secret_service.rs`.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, CredentialStore, Entry, Error as StoreError, Result as StoreResult, mock};
use ring::rand::SystemRandom;

use super::{KeyStore, SERVICE, read, within, write};
use crate::id::KeyId;
use crate::{DatabaseKey, Error, StoreTrouble};

/// A way of not working.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// "No such entry" to everything that reads, and every write fails.
    ReadOnly,
    /// Takes everything, keeps nothing.
    Leaky,
    /// Keeps something else.
    Garbling,
    Locked,
    Panicking,
}

#[derive(Debug, Clone, Copy)]
struct Faulty(Fault);

fn locked() -> StoreError {
    StoreError::NoStorageAccess(Box::new(std::io::Error::other("locked")))
}

impl CredentialApi for Faulty {
    fn set_secret(&self, _: &[u8]) -> StoreResult<()> {
        match self.0 {
            Fault::ReadOnly => Err(StoreError::NotSupportedByStore("set".to_owned())),
            Fault::Leaky | Fault::Garbling => Ok(()),
            Fault::Locked => Err(locked()),
            Fault::Panicking => panic!("this store falls over"),
        }
    }
    fn get_secret(&self) -> StoreResult<Vec<u8>> {
        match self.0 {
            Fault::Garbling => Ok(b"\xff\xfesecret bytes".to_vec()),
            Fault::Locked => Err(locked()),
            _ => Err(StoreError::NoEntry),
        }
    }
    fn delete_credential(&self) -> StoreResult<()> {
        Ok(())
    }
    fn get_credential(&self) -> StoreResult<Option<Arc<Credential>>> {
        Ok(None)
    }
    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialStoreApi for Faulty {
    fn vendor(&self) -> String {
        "a test".to_owned()
    }
    fn id(&self) -> String {
        "a test".to_owned()
    }
    fn build(&self, _: &str, _: &str, _: Option<&HashMap<&str, &str>>) -> StoreResult<Entry> {
        Ok(Entry::new_with_credential(Arc::new(*self)))
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A store that works, in memory, and what is under it.
pub(crate) fn working() -> (KeyStore, Arc<CredentialStore>) {
    let under: Arc<CredentialStore> = mock::Store::new().unwrap();
    (KeyStore::over(Arc::clone(&under), &SystemRandom::new()).unwrap(), under)
}

/// A store that worked once and is locked now.
pub(crate) fn locked_since() -> KeyStore {
    KeyStore {
        store: Arc::new(Faulty(Fault::Locked)),
        details: &[],
        patience: Duration::from_secs(5),
    }
}

#[test]
fn only_a_store_that_gives_back_what_it_took_counts() {
    let trouble = |fault| match KeyStore::over(Arc::new(Faulty(fault)), &SystemRandom::new()) {
        Err(Error::NoKeyStore(trouble)) => trouble,
        _ => panic!("{fault:?} was believed"),
    };
    assert!(matches!(trouble(Fault::ReadOnly), StoreTrouble::Failed(_)));
    assert!(matches!(trouble(Fault::Leaky), StoreTrouble::Failed(_)));
    assert!(matches!(trouble(Fault::Garbling), StoreTrouble::Forgetful));
    assert!(matches!(trouble(Fault::Locked), StoreTrouble::Locked(_)));
    assert!(matches!(trouble(Fault::Panicking), StoreTrouble::Unasked));
}

#[test]
fn a_store_that_never_answers_is_given_up() {
    let patience = Duration::from_millis(20);
    let answer = within(patience, || {
        std::thread::sleep(Duration::from_secs(3));
        Ok(())
    });
    assert!(matches!(answer, Err(StoreTrouble::Silent(waited)) if waited == patience));
}

#[test]
fn the_trial_leaves_nothing_behind() {
    let under: Arc<CredentialStore> = mock::Store::new().unwrap();
    KeyStore::over(Arc::clone(&under), &SystemRandom::new()).unwrap();
    let kept = under.search(&HashMap::new()).unwrap();
    assert!(
        kept.iter()
            .all(|entry| matches!(entry.get_password(), Err(StoreError::NoEntry)))
    );
}

#[test]
fn a_key_is_kept_once_and_never_overwritten() {
    let rng = SystemRandom::new();
    let (store, _) = working();
    let (mine, yours) = (KeyId::make(&rng).unwrap(), KeyId::make(&rng).unwrap());
    let (key, another) = (DatabaseKey::restore([1; 32]), DatabaseKey::restore([2; 32]));
    assert!(store.key(&mine).unwrap().is_none());
    store.keep(&mine, &key).unwrap();
    assert!(matches!(store.keep(&mine, &another), Err(Error::AlreadyKept)));
    store.keep(&yours, &another).unwrap();
    assert!(store.key(&mine).unwrap().unwrap().is(&key));
    assert!(store.key(&yours).unwrap().unwrap().is(&another));
}

#[test]
fn an_entry_that_is_not_a_key_is_neither_used_nor_overwritten() {
    let rng = SystemRandom::new();
    let (store, under) = working();
    let id = KeyId::make(&rng).unwrap();
    let entry = under.build(SERVICE, &id.account(), None).unwrap();
    for (held, newer) in [
        ("", false),
        ("a password", false),
        ("1:00", false),
        ("x:00", false),
        ("2:what comes", true),
    ] {
        entry.set_password(held).unwrap();
        let error = store.keep(&id, &DatabaseKey::restore([1; 32])).err().unwrap();
        let right = if newer {
            matches!(
                error,
                Error::UnknownVersion {
                    found: 2,
                    newest: 1,
                    ..
                }
            )
        } else {
            matches!(error, Error::Unreadable { .. })
        };
        assert!(right, "{held}: {error:?}");
        assert_eq!(entry.get_password().unwrap(), held);
    }
    entry.set_secret(b"\xff\xfesecret bytes").unwrap();
    let error = store.key(&id).err().unwrap();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[test]
fn the_entry_is_the_golden_one() {
    let golden = format!("1:{}", "07".repeat(32));
    let key = DatabaseKey::restore([7; 32]);
    assert_eq!(*write(&key), golden);
    assert!(write(&key).capacity() >= golden.len());
    assert!(read(&golden).unwrap().is(&key));
}
