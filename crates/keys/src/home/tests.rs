//! Whole ways: first start, next start, a lost key, two folders, a change of passphrase.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ring::rand::SystemRandom;

use super::{KeyHome, WRAPPED_FILE};
use crate::cost::Cost;
use crate::store::tests::{locked_since, working};
use crate::{Error, ID_FILE, InStore, KeyStore, Next, Passphrase, StoreTrouble, plan};

const WORDS: &str = "the words of a person";

fn home(folder: &Path, store: Option<&KeyStore>) -> KeyHome {
    let home = KeyHome::beside(&folder.join("outpost.db"), store.cloned());
    KeyHome {
        cost: Cost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        },
        ..home
    }
}

fn next(home: &KeyHome) -> Next {
    plan(home.found().unwrap())
}

fn words() -> Passphrase {
    Passphrase::new(WORDS)
}

/// Every file of a folder, whole.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn with_a_key_store_the_first_start_makes_a_key_and_the_next_finds_it() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    let first = home(folder.path(), Some(&store));
    assert_eq!(next(&first), Next::MakeInStore);
    assert!(contents(folder.path()).is_empty(), "looking writes nothing");
    let key = first.make_in_store(&rng).unwrap();
    fs::write(folder.path().join("outpost.db"), "data").unwrap();

    let second = home(folder.path(), Some(&store));
    assert_eq!(next(&second), Next::UseStore);
    assert!(second.use_store().unwrap().is(&key));
    assert!(matches!(second.make_in_store(&rng), Err(Error::AlreadyKept)));
    assert!(matches!(
        second.make_under_passphrase(&words(), &rng),
        Err(Error::AlreadyKept)
    ));
    assert!(second.use_store().unwrap().is(&key));
}

#[test]
fn without_a_key_store_a_passphrase_holds_the_key() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let first = KeyHome::beside(&folder.path().join("outpost.db"), None); // at its real cost
    assert_eq!(next(&first), Next::MakeUnderPassphrase);
    assert!(matches!(first.make_in_store(&rng), Err(Error::NoKeyStore(_))));
    let weak = first.make_under_passphrase(&Passphrase::new("1234567"), &rng).err();
    assert!(matches!(weak, Some(Error::WeakPassphrase { least: 8 })));
    assert!(contents(folder.path()).is_empty());
    let key = first.make_under_passphrase(&words(), &rng).unwrap();

    let second = KeyHome::beside(&folder.path().join("outpost.db"), None);
    assert_eq!(next(&second), Next::AskPassphrase);
    assert!(second.use_passphrase(&words()).unwrap().is(&key));
    assert!(matches!(
        second.use_passphrase(&Passphrase::new("guess")),
        Err(Error::WrongPassphrase)
    ));
    assert!(matches!(
        second.make_under_passphrase(&words(), &rng),
        Err(Error::AlreadyKept)
    ));
    let file = fs::read_to_string(folder.path().join(WRAPPED_FILE)).unwrap();
    assert!(
        file.contains(r#""cost":{"memory_kib":65536,"passes":3,"lanes":1}"#),
        "{file}"
    );
}

#[test]
fn over_a_database_without_a_key_nothing_is_ever_written() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    fs::write(folder.path().join("outpost.db"), "data").unwrap();
    let before = contents(folder.path());
    for home in [home(folder.path(), None), home(folder.path(), Some(&store))] {
        assert_eq!(next(&home), Next::KeyGone);
        assert!(matches!(home.make_in_store(&rng), Err(Error::KeyGone)));
        assert!(matches!(
            home.make_under_passphrase(&words(), &rng),
            Err(Error::KeyGone)
        ));
        assert!(matches!(home.use_passphrase(&words()), Err(Error::KeyGone)));
        assert!(matches!(home.rewrap(&words(), &words(), &rng), Err(Error::KeyGone)));
        assert!(home.use_store().is_err());
    }
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_key_that_was_taken_out_of_the_store_is_gone_and_is_not_made_anew() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    home(folder.path(), Some(&store)).make_in_store(&rng).unwrap();
    fs::write(folder.path().join("outpost.db"), "data").unwrap();
    let before = contents(folder.path());
    let (emptied, _) = working();
    let home = home(folder.path(), Some(&emptied));
    assert_eq!(next(&home), Next::KeyGone);
    assert!(matches!(home.use_store(), Err(Error::KeyGone)));
    assert!(matches!(home.make_in_store(&rng), Err(Error::KeyGone)));
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_locked_key_store_is_waited_for_and_not_taken_for_a_lost_key() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    let key = home(folder.path(), Some(&store)).make_in_store(&rng).unwrap();
    fs::write(folder.path().join("outpost.db"), "data").unwrap();
    let before = contents(folder.path());
    for away in [home(folder.path(), None), home(folder.path(), Some(&locked_since()))] {
        assert_eq!(away.found().unwrap().store, InStore::OutOfReach);
        assert_eq!(next(&away), Next::WaitForStore);
        assert!(matches!(away.use_store(), Err(Error::NoKeyStore(_))));
        assert!(matches!(
            away.make_in_store(&rng),
            Err(Error::NoKeyStore(StoreTrouble::Away))
        ));
        assert!(matches!(
            away.make_under_passphrase(&words(), &rng),
            Err(Error::NoKeyStore(StoreTrouble::Away))
        ));
    }
    assert_eq!(contents(folder.path()), before);
    assert!(
        home(folder.path(), Some(&store)).use_store().unwrap().is(&key),
        "unlocked again"
    );
}

#[test]
fn a_first_start_cut_short_never_leaves_two_keys_in_use() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    // Killed after the key was put into the store and before there was a database; then the store is locked.
    home(folder.path(), Some(&store)).make_in_store(&rng).unwrap();
    let key = home(folder.path(), None).make_under_passphrase(&words(), &rng).unwrap();
    fs::write(folder.path().join("outpost.db"), "data").unwrap();
    // The store is back with the key that no data was written with.
    let later = home(folder.path(), Some(&store));
    assert_eq!(next(&later), Next::AskPassphrase);
    assert!(later.use_passphrase(&words()).unwrap().is(&key));
}

#[test]
fn two_folders_do_not_share_and_a_moved_folder_keeps_its_key() {
    let (rng, room) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    let [one, two, moved] = ["one", "two", "moved"].map(|name| room.path().join(name));
    fs::create_dir(&one).unwrap();
    fs::create_dir(&two).unwrap();
    let first = home(&one, Some(&store)).make_in_store(&rng).unwrap();
    let second = home(&two, Some(&store)).make_in_store(&rng).unwrap();
    assert!(!first.is(&second));
    fs::rename(&one, &moved).unwrap();
    assert!(home(&moved, Some(&store)).use_store().unwrap().is(&first));
    assert!(home(&two, Some(&store)).use_store().unwrap().is(&second));
}

#[test]
fn a_changed_passphrase_opens_the_same_key_and_the_old_one_no_longer_does() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let home = home(folder.path(), None);
    let key = home.make_under_passphrase(&words(), &rng).unwrap();
    let before = contents(folder.path());
    let new = Passphrase::new("quite other words");
    assert!(matches!(home.rewrap(&new, &words(), &rng), Err(Error::WrongPassphrase)));
    assert!(matches!(
        home.rewrap(&words(), &Passphrase::new("short"), &rng),
        Err(Error::WeakPassphrase { .. })
    ));
    assert_eq!(contents(folder.path()), before);
    home.rewrap(&words(), &new, &rng).unwrap();
    assert!(home.use_passphrase(&new).unwrap().is(&key));
    assert!(matches!(home.use_passphrase(&words()), Err(Error::WrongPassphrase)));
    assert_eq!(contents(folder.path()).len(), 1, "no leftovers");
}

#[test]
fn a_damaged_file_is_left_as_it_is() {
    let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let home = home(folder.path(), None);
    home.make_under_passphrase(&words(), &rng).unwrap();
    let path = folder.path().join(WRAPPED_FILE);
    let mut file = fs::read(&path).unwrap();
    file[100] ^= 1;
    fs::write(&path, &file).unwrap();
    assert_eq!(next(&home), Next::AskPassphrase);
    assert!(matches!(
        home.use_passphrase(&words()),
        Err(Error::Unreadable { what: WRAPPED_FILE, .. })
    ));
    assert!(matches!(
        home.rewrap(&words(), &words(), &rng),
        Err(Error::Unreadable { .. })
    ));
    assert!(matches!(
        home.make_under_passphrase(&words(), &rng),
        Err(Error::AlreadyKept)
    ));
    assert_eq!(fs::read(&path).unwrap(), file);
}

#[test]
fn no_file_holds_the_key_or_the_passphrase_in_the_clear() {
    let (rng, room) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    let [one, two] = ["one", "two"].map(|name| room.path().join(name));
    fs::create_dir(&one).unwrap();
    fs::create_dir(&two).unwrap();
    let keys = [
        home(&one, Some(&store)).make_in_store(&rng).unwrap(),
        home(&two, None).make_under_passphrase(&words(), &rng).unwrap(),
    ];
    home(&two, None).rewrap(&words(), &words(), &rng).unwrap();
    let files: Vec<_> = [one, two].iter().flat_map(|folder| contents(folder)).collect();
    assert_eq!(files.len(), 2, "key.id and key.wrapped");
    for key in &keys {
        let hex = key.expose_hex();
        let upper = hex.to_uppercase();
        // Half a key is too much as well.
        for needle in [
            &key.bytes()[..16],
            &key.bytes()[16..],
            &hex.as_bytes()[..32],
            &upper.as_bytes()[..32],
            WORDS.as_bytes(),
        ] {
            for (path, bytes) in &files {
                assert!(
                    bytes.windows(needle.len()).all(|window| window != needle),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let (rng, room) = (SystemRandom::new(), tempfile::tempdir().unwrap());
    let (store, _) = working();
    let (one, two) = (room.path().join("one"), room.path().join("two"));
    fs::create_dir(&one).unwrap();
    fs::create_dir(&two).unwrap();
    home(&one, Some(&store)).make_in_store(&rng).unwrap();
    home(&two, None).make_under_passphrase(&words(), &rng).unwrap();
    home(&two, None).rewrap(&words(), &words(), &rng).unwrap();
    for path in [one.join(ID_FILE), two.join(WRAPPED_FILE)] {
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
            0o600,
            "{}",
            path.display()
        );
    }
}

#[test]
fn all_of_it_can_be_handed_to_a_blocking_thread() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<KeyHome>();
    sendable::<KeyStore>();
    sendable::<Passphrase>();
    sendable::<crate::DatabaseKey>();
    sendable::<Error>();
}
