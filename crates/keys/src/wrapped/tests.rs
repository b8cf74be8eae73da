//! The form on disk: golden, one spelling, nothing taken that was not written.

use super::{Fresh, open, seal, spelt, sum};
use crate::cost::{Cost, MOST_MEMORY_KIB};
use crate::{Damage, DatabaseKey, Error, Passphrase};
use proptest::prelude::*;
use ring::rand::SystemRandom;

const GOLDEN: &str = include_str!("../../tests/golden/key.wrapped.v1.json");
const GOLDEN_WORDS: &str = "correct horse battery staple";
const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

fn golden_key() -> DatabaseKey {
    DatabaseKey::restore(std::array::from_fn(|n| u8::try_from(n).unwrap()))
}

fn sealed_cheaply() -> String {
    let fresh = Fresh::draw(&SystemRandom::new()).unwrap();
    String::from_utf8(seal(&golden_key(), &Passphrase::new(GOLDEN_WORDS), CHEAP, &fresh).unwrap()).unwrap()
}

fn open_as(file: &str, words: &str) -> Result<DatabaseKey, Error> {
    open(file.as_bytes(), &Passphrase::new(words))
}

/// What someone can do who knows the format: change the file and mend its checksum.
fn forged(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "{from}");
    let file = file.replace(from, to);
    let body = file.split_once(r#","sum":"#).unwrap().0;
    spelt(body, &sum(body))
}

#[test]
fn the_golden_file_opens_and_is_written_the_same_today() {
    assert!(open_as(GOLDEN, GOLDEN_WORDS).unwrap().is(&golden_key()));
    let fresh = Fresh {
        salt: *b"sixteen bytes ok",
        nonce: *b"twelve bytes",
    };
    let today = seal(&golden_key(), &Passphrase::new(GOLDEN_WORDS), Cost::NOW, &fresh).unwrap();
    assert_eq!(String::from_utf8(today).unwrap(), GOLDEN);
}

#[test]
fn another_passphrase_does_not_open_it() {
    for words in [
        "",
        "correct horse battery stapler",
        "Correct horse battery staple",
        " correct horse battery staple",
    ] {
        assert!(
            matches!(open_as(&sealed_cheaply(), words), Err(Error::WrongPassphrase)),
            "{words:?}"
        );
    }
}

#[test]
fn two_files_of_one_key_and_passphrase_have_nothing_in_common() {
    let (one, two) = (sealed_cheaply(), sealed_cheaply());
    for field in ["salt", "nonce", "sealed"] {
        let value = |file: &str| file.split_once(&format!(r#""{field}":""#)).unwrap().1[..24].to_owned();
        assert_ne!(value(&one), value(&two), "{field}");
    }
}

#[test]
fn every_change_of_one_byte_is_refused() {
    let file = sealed_cheaply().into_bytes();
    let words = Passphrase::new(GOLDEN_WORDS);
    for at in 0..file.len() {
        for byte in 0..=u8::MAX {
            let mut changed = file.clone();
            changed[at] = byte;
            if changed != file {
                let refused = open(&changed, &words).err();
                // The digit of the version alone can look like a newer app's.
                let right = matches!(refused, Some(Error::Unreadable { .. } | Error::UnknownVersion { .. }));
                assert!(right, "byte {at} as {byte}: {refused:?}");
            }
        }
    }
}

#[test]
fn every_truncated_or_lengthened_file_is_unreadable() {
    let file = sealed_cheaply();
    for length in 0..file.len() {
        assert!(
            matches!(open_as(&file[..length], GOLDEN_WORDS), Err(Error::Unreadable { .. })),
            "{length}"
        );
    }
    for longer in [format!("{file}\n"), format!("{file}{file}"), format!(" {file}")] {
        assert!(matches!(
            open_as(&longer, GOLDEN_WORDS),
            Err(Error::Unreadable { why: Damage::Form, .. })
        ));
    }
}

#[test]
fn a_hostile_cost_is_refused_before_any_memory_is_taken() {
    for (from, to) in [
        (r#""memory_kib":64"#, format!(r#""memory_kib":{}"#, MOST_MEMORY_KIB + 1)),
        (r#""memory_kib":64"#, r#""memory_kib":4294967295"#.to_owned()),
        (r#""passes":1"#, r#""passes":4294967295"#.to_owned()),
        (r#""lanes":1"#, r#""lanes":9"#.to_owned()),
    ] {
        let refused = open_as(&forged(&sealed_cheaply(), from, &to), GOLDEN_WORDS).err();
        assert!(
            matches!(
                refused,
                Some(Error::Unreadable {
                    why: Damage::TooCostly { .. },
                    ..
                })
            ),
            "{to}: {refused:?}"
        );
    }
}

#[test]
fn a_change_with_a_mended_checksum_does_not_open() {
    for (from, to) in [
        (r#""memory_kib":64"#, r#""memory_kib":65"#),
        (r#""memory_kib":64"#, r#""memory_kib":128"#),
        (r#""passes":1"#, r#""passes":2"#),
        (r#""lock":{"#, r#""lock":{"later":true,"#),
        (r#""lock":{"#, r#""lock":{ "#),
    ] {
        let refused = open_as(&forged(&sealed_cheaply(), from, to), GOLDEN_WORDS).err();
        assert!(matches!(refused, Some(Error::WrongPassphrase)), "{to}: {refused:?}");
    }
    for (from, to) in [("argon2id 1.3", "argon2id 1.4"), ("chacha20-poly1305", "rot13")] {
        let refused = open_as(&forged(&sealed_cheaply(), from, to), GOLDEN_WORDS).err();
        assert!(
            matches!(
                refused,
                Some(Error::Unreadable {
                    why: Damage::Method,
                    ..
                })
            ),
            "{to}: {refused:?}"
        );
    }
}

#[test]
fn a_newer_version_is_told_from_damage() {
    let newer = r#"{"format":"outpost wrapped key","version":2,"whatever":["comes"]}"#;
    let refused = open_as(newer, GOLDEN_WORDS).err();
    assert!(
        matches!(
            refused,
            Some(Error::UnknownVersion {
                found: 2,
                newest: 1,
                ..
            })
        ),
        "{refused:?}"
    );
    let checksum = sealed_cheaply().replace(r#""lanes":1"#, r#""lanes":2"#);
    assert!(matches!(
        open_as(&checksum, GOLDEN_WORDS),
        Err(Error::Unreadable {
            why: Damage::Checksum,
            ..
        })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_opens_again(bytes in any::<[u8; 32]>(), words in "\\PC{8,40}", other in "\\PC{0,40}") {
        let (key, passphrase) = (DatabaseKey::restore(bytes), Passphrase::new(&words));
        prop_assume!(passphrase.may_be_chosen().is_ok());
        let fresh = Fresh::draw(&SystemRandom::new()).unwrap();
        let file = seal(&key, &passphrase, CHEAP, &fresh).unwrap();
        prop_assert!(open(&file, &passphrase).unwrap().is(&key));
        let other = Passphrase::new(&other);
        prop_assume!(other.bytes() != passphrase.bytes());
        prop_assert!(matches!(open(&file, &other), Err(Error::WrongPassphrase)));
    }

    #[test]
    fn no_bytes_whatever_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let refused = matches!(open(&bytes, &Passphrase::new(GOLDEN_WORDS)), Err(Error::Unreadable { .. }));
        prop_assert!(refused);
    }
}
