//! What is written is what is read, in both versions; another reader agrees; and nothing makes ours fall over.

use calcard::vcard::{VCard, VCardProperty, VCardValue};
use exchange::vcard::{Address, Card, Version, read, write};
use proptest::prelude::*;

const VERSIONS: [Version; 2] = [Version::V3, Version::V4];

/// Text that a vCard can express, with a taste for what hurts: no control characters but tab and line break.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "\\",
        "\\n",
        ",",
        ";",
        ":",
        "\n",
        "\t",
        " ",
        "=",
        "\"",
        "a",
        "ü",
        "\u{1F9ED}",
        "END:VCARD",
        "\n ",
        "_$!<",
        "'",
    ];
    prop_oneof![
        2 => proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..8).prop_map(|found| found.concat()),
        2 => any::<String>().prop_map(|found| found.replace(|sign: char| sign.is_control() && sign != '\t' && sign != '\n', "")),
        1 => "[a-z ü]{60,200}",
        1 => Just(String::new()),
    ]
}

fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|found| format!("{found}x"))
}

fn labels() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        proptest::sample::select(vec!["", "work", "home", "cell", "work fax", "voice", "pref", "Hotline"])
            .prop_map(str::to_owned)
    ]
}

fn labelled() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec((labels(), filled()), 0..4)
}

fn addresses() -> impl Strategy<Value = Option<Address>> {
    proptest::option::of((labels(), filled(), text(), text(), text(), text()).prop_map(
        |(label, street, locality, region, code, country)| Address {
            label,
            street,
            locality,
            region,
            code,
            country,
        },
    ))
}

fn birthdays() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        filled(),
        (1_u16..9999, 1_u8..13, 1_u8..32).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        (1_u8..13, 1_u8..32).prop_map(|(month, day)| format!("--{month:02}-{day:02}")),
        "[0-9-]{1,10}",
    ])
}

/// What is carried is in the form that a file has it in: one line, escaped.
fn rest() -> impl Strategy<Value = Vec<(String, String)>> {
    let heads = [
        "X-A",
        "x-b;TYPE=work",
        "item1.X-ABDATE",
        "item2.x-c;A=\"q:q\"",
        "PHOTO;ENCODING=b",
        "NICKNAME",
        "X-ABLABEL",
        "REV",
    ];
    let value = text().prop_map(|found| found.replace('\n', "\\n"));
    proptest::collection::vec(
        (proptest::sample::select(heads.to_vec()).prop_map(str::to_owned), value),
        0..4,
    )
    .prop_map(|found| {
        let base64 = |(head, value): (String, String)| match head.starts_with("PHOTO") {
            true => (head, "/9j/4AAQ=".to_owned()),
            false => (head, value),
        };
        found.into_iter().map(base64).collect()
    })
}

fn cards() -> impl Strategy<Value = Card> {
    let names = (filled(), text(), text(), text(), text(), text());
    let work = (text(), proptest::collection::vec(filled(), 0..3), text(), text());
    let reach = (labelled(), labelled(), addresses(), text());
    let more = (
        text(),
        proptest::collection::vec(filled(), 0..3),
        birthdays(),
        text(),
        rest(),
    );
    (names, work, reach, more).prop_map(|(names, work, reach, more)| {
        let (full_name, given, family, additional, prefix, suffix) = names;
        let (organisation, units, title, role) = work;
        let (phones, emails, address, website) = reach;
        let (note, categories, birthday, uid, rest) = more;
        Card {
            full_name,
            given,
            family,
            additional,
            prefix,
            suffix,
            organisation,
            units,
            title,
            role,
            phones,
            emails,
            address,
            note,
            categories,
            website,
            birthday,
            uid,
            rest,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(cards in proptest::collection::vec(cards(), 1..4)) {
        for version in VERSIONS {
            let written = write(&cards, version);
            let found: Vec<Card> = read(written.as_bytes()).into_iter().map(Result::unwrap).collect();
            prop_assert_eq!(&found, &cards, "{}", written);
        }
    }

    #[test]
    fn lines_are_folded_and_ended_as_the_format_wants(card in cards()) {
        for version in VERSIONS {
            let written = write(std::slice::from_ref(&card), version);
            prop_assert!(written.ends_with("END:VCARD\r\n"));
            for line in written.split("\r\n") {
                prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']));
            }
        }
    }

    #[test]
    fn another_reader_finds_the_same(cards in proptest::collection::vec(cards(), 1..3)) {
        for version in VERSIONS {
            let written = write(&cards, version);
            let mut parser = calcard::Parser::new(&written);
            for card in &cards {
                let calcard::Entry::VCard(other) = parser.entry() else { panic!("no card in {written}") };
                prop_assert_eq!(texts(&other, &VCardProperty::Fn), vec![card.full_name.clone()]);
                let numbers: Vec<String> = card.phones.iter().map(|(_, number)| number.clone()).collect();
                prop_assert_eq!(texts(&other, &VCardProperty::Tel), numbers);
                let notes: Vec<String> = Some(card.note.clone()).into_iter().filter(|note| !note.is_empty()).collect();
                prop_assert_eq!(texts(&other, &VCardProperty::Note), notes);
            }
        }
    }

    #[test]
    fn any_card_becomes_one_that_stays_as_it_is(
        full_name in any::<String>(), note in any::<String>(), head in any::<String>(), value in any::<String>(),
        label in any::<String>(), number in any::<String>(), birthday in any::<Option<String>>()
    ) {
        let phones = vec![(label, number)];
        let card = Card { full_name, note, phones, birthday, rest: vec![(head, value)], ..Card::default() };
        for version in VERSIONS {
            let mut outcomes = read(write(std::slice::from_ref(&card), version).as_bytes());
            prop_assert_eq!(outcomes.len(), 1);
            if let Ok(first) = outcomes.remove(0) {
                let second = read(write(std::slice::from_ref(&first), version).as_bytes()).remove(0).unwrap();
                prop_assert_eq!(second, first);
            }
        }
    }

    #[test]
    fn random_bytes_never_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).len() <= bytes.len());
    }

    #[test]
    fn random_cards_never_make_the_reader_panic(lines in proptest::collection::vec(prop_oneof![
        proptest::sample::select(vec![
            "BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "VERSION:4.0", "N:a;b", "N;ENCODING=QUOTED-PRINTABLE:=C3=", " ", "=", "",
            "item1.TEL;TYPE=\"a:b", "item1.X-ABLabel:x", "BDAY:--0", "ADR:;;;", "TEL;VALUE=uri:tel:", "PHOTO;BASE64:AA", "\\",
        ]).prop_map(str::to_owned),
        "[ -~ü]{0,20}",
    ], 0..25)) {
        let text = lines.join("\r\n");
        let outcomes = read(text.as_bytes());
        prop_assert!(outcomes.len() <= 3 * lines.len());
        let cards: Vec<Card> = outcomes.into_iter().flatten().collect();
        for version in VERSIONS {
            let again: Vec<Card> = read(write(&cards, version).as_bytes()).into_iter().flatten().collect();
            prop_assert_eq!(&again, &cards, "{}", write(&cards, version));
        }
    }
}

fn texts(card: &VCard, name: &VCardProperty) -> Vec<String> {
    let entries = card.entries.iter().filter(|entry| entry.name == *name);
    let values = entries.flat_map(|entry| &entry.values);
    values.filter_map(VCardValue::as_text).map(str::to_owned).collect()
}
