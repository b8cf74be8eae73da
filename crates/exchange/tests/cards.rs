//! Contact cards as phones and programs export them, from the files beside this one.

#![expect(clippy::unwrap_used, reason = "a test may fall over")]

use exchange::vcard::{Address, Card, is_vcard, read, read_file};
use exchange::{Foreign, Unreadable};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

fn cards(name: &str) -> Vec<Card> {
    read_file(file(name)).unwrap().into_iter().map(Result::unwrap).collect()
}

fn pair(one: &str, two: &str) -> (String, String) {
    (one.to_owned(), two.to_owned())
}

#[test]
fn a_card_from_an_iphone_is_read_whole() {
    let [card] = cards("iphone.vcf").try_into().unwrap();
    assert_eq!(
        (card.full_name.as_str(), card.prefix.as_str()),
        ("Dr. Adaeze Okafor", "Dr.")
    );
    assert_eq!(
        (card.organisation.as_str(), card.units),
        ("Lake, Hill & Co", vec!["Purchasing".to_owned()])
    );
    assert_eq!(
        card.emails,
        [
            pair("work", "office@lakehill.example"),
            pair("Invoices", "adaeze@lakehill.example")
        ],
        "the preferred one first"
    );
    assert_eq!(
        card.phones,
        [pair("cell", "+44 7700 900123"), pair("HomeFAX", "+44 20 7946 0001")]
    );
    let address = card.address.unwrap();
    assert_eq!(
        (address.label.as_str(), address.street.as_str()),
        ("work", "Unit 4\nCanal St 12")
    );
    assert_eq!(
        (address.code.as_str(), address.country.as_str()),
        ("LS1 4AP", "United Kingdom")
    );
    assert_eq!(card.website, "https://lakehill.example/a,b;c");
    assert_eq!(card.birthday.as_deref(), Some("--03-07"));
    assert_eq!(
        card.note,
        "Prefers mornings; never Fridays.\nSpeaks Igbo, English and a little German."
    );
    assert_eq!(card.categories, ["key account", "north"]);
    let carried: Vec<&str> = card.rest.iter().map(|(head, _)| head.as_str()).collect();
    assert_eq!(
        carried,
        [
            "PRODID",
            "item3.X-ABADR",
            "X-SOCIALPROFILE;type=linkedin;x-user=adaeze",
            "PHOTO;ENCODING=b;TYPE=JPEG"
        ]
    );
    assert!(
        card.rest
            .iter()
            .any(|(_, value)| value.ends_with("DBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/"))
    );
}

#[test]
fn cards_of_an_old_phone_are_read_in_their_character_sets() {
    let [first, second] = cards("old-phone.vcf").try_into().unwrap();
    assert_eq!(
        (first.given.as_str(), first.family.as_str(), first.full_name.as_str()),
        ("Jörg", "Müller", "Jörg Müller")
    );
    assert_eq!(
        first.phones,
        [pair("cell", "0170 1234567"), pair("work fax", "0221 98765")]
    );
    assert_eq!(first.organisation, "Müller & Söhne");
    assert_eq!(first.note, "path C:\\new\nsecond line");
    let address = Address {
        label: "work".into(),
        street: "Hauptstraße 1".into(),
        locality: "Köln".into(),
        code: "50667".into(),
        country: "Deutschland".into(),
        ..Address::default()
    };
    assert_eq!(first.address, Some(address));
    assert_eq!(
        first.rest,
        [pair("photo;jpeg;ENCODING=b", "/9j/4AAQSkZJRgABAQAAAQABAAD/")]
    );
    assert_eq!(
        (second.full_name.as_str(), second.phones),
        ("Zoë Grün", vec![pair("home", "0228 1")])
    );
}

#[test]
fn a_card_of_version_4_is_read_with_its_preferences() {
    let [card] = cards("version4.vcf").try_into().unwrap();
    assert_eq!(
        card.phones,
        [pair("cell", "+351-91-555-0102;ext=7"), pair("home", "+351-21-555-0101")]
    );
    assert_eq!(
        (card.birthday.as_deref(), card.additional.as_str()),
        (Some("--02-03"), "Maria,Luisa")
    );
    assert_eq!(card.uid, "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1");
    assert_eq!(card.rest, [pair("LANG;TYPE=work;PREF=1", "pt"), pair("GENDER", "F")]);
}

#[test]
fn a_broken_file_gives_what_it_has_and_says_what_is_wrong() {
    let outcomes = read_file(file("broken.vcf")).unwrap();
    let words: Vec<String> = outcomes
        .iter()
        .map(|outcome| {
            outcome
                .as_ref()
                .map_or_else(ToString::to_string, |card| card.full_name.clone())
        })
        .collect();
    let expected = [
        "Line 1: These lines belong to no card and were left out.",
        "No End",
        "Line 3: The card of “No End” has no end. What could be read was taken; check that nothing is missing.",
        "Broken Note",
        "Line 13: This card is empty.",
        "Strange Line",
        "Line 19: The card of “Strange Line” has a line that cannot be read, and that was left out.",
        "Short Cut",
        "Line 22: The card of “Short Cut” has no end. What could be read was taken; check that nothing is missing.",
    ];
    assert_eq!(words, expected);
    let notes: Vec<&str> = outcomes.iter().flatten().map(|card| card.note.as_str()).collect();
    assert_eq!(notes, ["", "first line\nsecond line, which lost its fold", "", ""]);
}

#[test]
fn utf_16_cards_are_read() {
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Zoë Ångström\r\nEND:VCARD\r\n";
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [b"\xFF\xFE".as_slice(), &units].concat();
    assert!(is_vcard(&bytes));
    assert_eq!(read(&bytes).remove(0).unwrap().full_name, "Zoë Ångström");
}

#[test]
fn files_without_cards_are_refused() {
    assert!(matches!(
        read_file(file("pipeline.csv")),
        Err(Unreadable::Foreign(Foreign::NotVCard))
    ));
    assert!(matches!(read_file(file("")), Err(Unreadable::Folder)));
    assert!(matches!(read_file(file("none.vcf")), Err(Unreadable::NotFound)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("blank.vcf");
    std::fs::write(&path, " \r\n").unwrap();
    assert!(matches!(read_file(&path), Err(Unreadable::Empty)));
}
