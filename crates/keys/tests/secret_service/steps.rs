//! What each start of the app sees.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use keys::{DatabaseKey, Error, KeyHome, KeyStore, Next, StoreTrouble, plan};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;

/// Two data folders of one person.
const FOLDERS: [&str; 2] = ["first", "second"];

/// Takes one step and leaves a note that it was taken.
pub(crate) fn take(step: &str, root: &Path) {
    match step {
        "no_keyring_answers" => no_keyring_answers(root),
        "first_start" => first_start(root),
        "next_start" => next_start(root),
        "keyring_is_locked" => keyring_is_locked(root),
        "keyring_is_away" => keyring_is_away(root),
        _ => panic!("no such step: {step}"),
    }
    fs::write(root.join("done"), step).unwrap();
}

fn no_keyring_answers(root: &Path) {
    let refused = KeyStore::of_this_platform(&SystemRandom::new()).err().unwrap();
    assert!(matches!(refused, Error::NoKeyStore(_)), "{refused:?}");
    assert_eq!(next(&home(root, FOLDERS[0], None)), Next::MakeUnderPassphrase);
    assert_eq!(next(&home_here(root, FOLDERS[0])), Next::MakeUnderPassphrase);
}

fn first_start(root: &Path) {
    let store = unlocked_store();
    let mut seen = BTreeSet::new();
    for folder in FOLDERS {
        fs::create_dir(root.join(folder)).unwrap();
        let home = home(root, folder, Some(&store));
        assert_eq!(next(&home), Next::MakeInStore);
        assert_eq!(next(&home_here(root, folder)), Next::MakeInStore);
        let key = home.make_in_store(&SystemRandom::new()).unwrap();
        assert!(seen.insert(fingerprint(&key)), "two folders share a key");
        // Only what cannot be turned back into the key is written down.
        fs::write(root.join(folder).join("fingerprint"), fingerprint(&key)).unwrap();
        fs::write(root.join(folder).join("outpost.db"), "data").unwrap();
        assert!(matches!(
            home.make_in_store(&SystemRandom::new()),
            Err(Error::AlreadyKept)
        ));
    }
}

fn next_start(root: &Path) {
    let store = unlocked_store();
    for folder in FOLDERS {
        let home = home(root, folder, Some(&store));
        assert_eq!(next(&home), Next::UseStore);
        let key = home.use_store().unwrap();
        let here = home_here(root, folder);
        assert_eq!(next(&here), Next::UseStore);
        assert_eq!(fingerprint(&here.use_store().unwrap()), fingerprint(&key));
        assert_eq!(
            fs::read(root.join(folder).join("fingerprint")).unwrap(),
            fingerprint(&key)
        );
        let hex = key.expose_hex();
        let read = nothing_holds(root, &[key.bytes(), hex.as_bytes(), hex.to_uppercase().as_bytes()]);
        assert!(read >= 6, "the keyring's own file and ours were read: {read}");
    }
}

/// No window can ask for the password here, so the keyring stays locked.
fn keyring_is_locked(root: &Path) {
    let start = Instant::now();
    loop {
        match KeyStore::of_this_platform(&SystemRandom::new()).err().unwrap() {
            Error::NoKeyStore(StoreTrouble::Locked(_)) => break,
            other if start.elapsed() > Duration::from_secs(5) => panic!("{other:?}"),
            _ => thread::sleep(Duration::from_millis(50)),
        }
    }
    no_key_is_made(root);
}

fn keyring_is_away(root: &Path) {
    let refused = KeyStore::of_this_platform(&SystemRandom::new()).err().unwrap();
    assert!(matches!(refused, Error::NoKeyStore(_)), "{refused:?}");
    no_key_is_made(root);
}

fn no_key_is_made(root: &Path) {
    for folder in FOLDERS {
        let home = home(root, folder, None);
        assert_eq!(next(&home), Next::WaitForStore);
        assert_eq!(next(&home_here(root, folder)), Next::WaitForStore);
        assert!(matches!(
            home.make_in_store(&SystemRandom::new()),
            Err(Error::NoKeyStore(_))
        ));
    }
}

fn home(root: &Path, folder: &str, store: Option<&KeyStore>) -> KeyHome {
    KeyHome::beside(&root.join(folder).join("outpost.db"), store.cloned())
}

/// As the app makes it, with whatever store this platform has now.
fn home_here(root: &Path, folder: &str) -> KeyHome {
    KeyHome::of_this_platform(&root.join(folder).join("outpost.db"), &SystemRandom::new())
}

fn next(home: &KeyHome) -> Next {
    plan(home.found().unwrap())
}

/// The keyring needs a moment after its start.
fn unlocked_store() -> KeyStore {
    let start = Instant::now();
    loop {
        match KeyStore::of_this_platform(&SystemRandom::new()) {
            Ok(store) => return store,
            Err(error) if start.elapsed() > Duration::from_secs(20) => panic!("the keyring does not work: {error:?}"),
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn fingerprint(key: &DatabaseKey) -> Vec<u8> {
    digest(&SHA256, key.bytes()).as_ref().to_vec()
}

/// How many files there are under this folder, none of which holds any of these.
fn nothing_holds(folder: &Path, needles: &[&[u8]]) -> usize {
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let (path, kind) = entry.map(|entry| (entry.path(), entry.file_type().unwrap())).unwrap();
        if kind.is_dir() {
            read += nothing_holds(&path, needles);
        } else if kind.is_file() {
            let bytes = fs::read(&path).unwrap();
            for needle in needles {
                assert!(
                    bytes.windows(needle.len()).all(|window| window != *needle),
                    "{}",
                    path.display()
                );
            }
            read += 1;
        }
    }
    read
}
