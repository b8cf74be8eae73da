//! Calendars as programs write them, and as nobody should.
#![expect(clippy::unwrap_used, reason = "a test falls over where it fails")]

use exchange::Unreadable;
use exchange::ical::{At, Ends, Entry, MAX_FILE, MOST_EVENTS, Why, read, read_file};
use std::{fs, time::Instant};

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Boiler\r\n{lines}\r\nEND:VEVENT\r\n")
}

fn one(lines: &str) -> Entry {
    let found = read(calendar(&event(lines)).as_bytes());
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

#[test]
fn every_event_that_cannot_be_taken_says_why_and_the_others_are_read() {
    let cases = [
        ("DTEND:20261122T090000Z", Why::NoStart),
        ("DTSTART:tomorrow", Why::BadTime),
        ("DTSTART:20260230T090000", Why::BadTime),
        ("DTSTART:20261122T090000\r\nDTEND:20261122T99", Why::BadTime),
        ("DTSTART:20261122T090000\r\nDURATION:-PT1H", Why::BadTime),
        ("DTSTART:20261122T090000\r\nEXDATE:20261122T090000,x", Why::BadTime),
        (
            "DTSTART:20261122T090000\r\nRRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY",
            Why::TwoRules,
        ),
        ("DTSTART:20261122T090000\r\nRDATE:20261124T090000", Why::ExtraDates),
        (
            "DTSTART:20261122T090000\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261122T090000",
            Why::FromThereOn,
        ),
    ];
    for (lines, why) in cases {
        let text = calendar(&format!("{}{}", event(lines), event("DTSTART:20261122T090000Z")));
        let found = read(text.as_bytes());
        assert_eq!(found.len(), 2, "{lines}");
        assert_eq!((found[0].line, found[0].title.as_str()), (3, "Boiler"), "{lines}");
        assert_eq!(found[0].outcome, Err(why), "{lines}");
        assert!(found[1].outcome.is_ok(), "{lines}");
    }
}

#[test]
fn an_event_that_is_cut_short_is_not_taken_by_half_and_the_next_one_is_whole() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:One\nDTSTART:20261122T090000Z\nBEGIN:VALARM\nTRIGGER:-PT5M\n\
        BEGIN:VEVENT\nSUMMARY:Two\nDTSTART:20261123T090000Z\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Three\nDTSTART:20261124T0900";
    let found = read(text.as_bytes());
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.line, one.title.as_str(), one.outcome.is_ok()))
        .collect();
    assert_eq!(told, [(2, "One", false), (7, "Two", true), (11, "Three", false)]);
    assert_eq!(found[0].outcome, Err(Why::CutShort));
}

#[test]
fn alarms_do_not_speak_for_their_event_and_tasks_are_named() {
    let found = one(
        "DTSTART:20261122T090000Z\r\nBEGIN:VALARM\r\nSUMMARY:Ring\r\nDURATION:PT9H\r\nEND:VALARM\r\nLOCATION:Bay 2",
    );
    let event = found.outcome.unwrap();
    assert_eq!(
        (event.title.as_str(), event.place.as_str(), event.ends),
        ("Boiler", "Bay 2", Ends::Unsaid)
    );
    let found = read(
        calendar("BEGIN:VTODO\r\nSUMMARY:Call\\, now\r\nEND:VTODO\r\nBEGIN:VTODO\r\nSUMMARY:Second\r\nEND:VTODO\r\n")
            .as_bytes(),
    );
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].title.as_str(), found[0].outcome.clone()),
        ("Call, now", Err(Why::NotAnEvent))
    );
}

#[test]
fn zones_go_by_the_name_that_the_file_has_for_elsewhere() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nX-LIC-LOCATION:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n\
        TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let text = calendar(&format!("{}{zone}", event("DTSTART;TZID=Ours:20261122T090000")));
    let found = read(text.as_bytes()).remove(0).outcome.unwrap();
    assert!(
        matches!(&found.start, At::In(_, zone) if zone == "Europe/Berlin"),
        "{:?}",
        found.start
    );
}

#[test]
fn encodings_line_ends_and_lost_folds_are_understood() {
    let text = calendar(&event(
        "DTSTART:20261122T090000Z\r\nDESCRIPTION:Zwei Kessel\r\nSchlüssel am Empfang",
    ));
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let (old, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    for bytes in [
        text.clone().into_bytes(),
        wide,
        old.into_owned(),
        text.replace("\r\n", "\n").into_bytes(),
    ] {
        let event = read(&bytes).remove(0).outcome.unwrap();
        assert_eq!(event.description, "Zwei Kessel\nSchlüssel am Empfang");
    }
}

#[test]
fn the_file_of_a_desk_is_read_with_a_line_and_a_reason_for_each_that_is_not_taken() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/desk.ics");
    let found = read_file(path).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.line, one.title.as_str(), one.outcome.as_ref().err().copied()))
        .collect();
    assert_eq!(
        told,
        [
            (19, "Morning round", None),
            (32, "Toolbox talk, with the new van", None),
            (41, "Meets the morning round", None),
            (47, "Every hour", None),
            (54, "On another planet", None),
            (60, "Order filters", Some(Why::NotAnEvent)),
            (64, "Stock-taking", None),
            (71, "Cut in the middle", Some(Why::CutShort)),
        ]
    );
    let talk = found[1].outcome.as_ref().unwrap();
    assert_eq!(talk.description, "Bring the keys.\nThe long ladder, too.");
    assert_eq!(talk.attendees[0].address, "d.amos@elmfield.example");
}

#[test]
fn what_is_no_calendar_is_refused_with_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ics");
    let cases: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n\x1A\n....", "picture"),
        (b"PK\x03\x04..xl/", "Excel"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "vCard"),
        (b"Subject,Start\r\na,b", "no appointment"),
        (b"\0\0\0\0\0\0\0\0", "no appointment"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no appointment"),
    ];
    for (bytes, words) in cases {
        fs::write(&path, bytes).unwrap();
        let why = read_file(&path).unwrap_err().to_string();
        assert!(why.contains(words), "{words}: {why}");
    }
}

/// 100 MB are refused before they are read; what is as large as may be and as nasty as can be ends.
#[test]
fn hostile_files_end_with_a_clear_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.ics");
    let file = fs::File::create(&path).unwrap();
    file.set_len(100 * 1024 * 1024).unwrap();
    assert!(matches!(read_file(&path), Err(Unreadable::TooLarge { limit_mib: 32 })));
    assert_eq!(MAX_FILE, 32 * 1024 * 1024);

    let begun = Instant::now();
    let within = "DTSTART:20261122T090000Z\r\n";
    let deep = calendar(&event(&format!("{within}{}", "BEGIN:X\r\n".repeat(15_000))));
    assert!(
        read(deep.as_bytes())[0].outcome.is_ok(),
        "what is in it is only counted"
    );
    let deeper = calendar(&event(&format!("{within}{}", "BEGIN:X\r\n".repeat(300_000))));
    assert_eq!(read(deeper.as_bytes()).len(), 1);

    let endless = calendar(&event(&format!("{within}DESCRIPTION:{}", "x".repeat(4_000_000))));
    assert_eq!(
        read(endless.as_bytes())[0].outcome.as_ref().unwrap().description.len(),
        4_000_000
    );
    let folded = calendar(&event(&format!("{within}DESCRIPTION:{}", "\r\n x".repeat(500_000))));
    assert_eq!(
        read(folded.as_bytes())[0].outcome.as_ref().unwrap().description.len(),
        500_000
    );

    let dates = calendar(&event(&format!(
        "{within}EXDATE:{}",
        "20261122T090000Z,".repeat(100_000)
    )));
    assert_eq!(read(dates.as_bytes())[0].outcome, Err(Why::TooLarge));
    let people = calendar(&event(&format!(
        "{within}{}",
        "ATTENDEE:mailto:a@b.c\r\n".repeat(6_000)
    )));
    assert_eq!(read(people.as_bytes())[0].outcome, Err(Why::TooLarge));
    let lines = calendar(&event(&format!("{within}{}", "X-A:b\r\n".repeat(100_000))));
    assert_eq!(read(lines.as_bytes())[0].outcome, Err(Why::TooLarge));
    let rule = calendar(&event(&format!(
        "{within}RRULE:FREQ=DAILY;BYMONTHDAY={}",
        "1,".repeat(50_000)
    )));
    assert_eq!(read(rule.as_bytes())[0].outcome, Err(Why::TooLarge));

    let many = calendar(&event("DTSTART:20261122T090000Z").repeat(MOST_EVENTS + 10));
    let found = read(many.as_bytes());
    let taken = found.iter().filter(|one| one.outcome.is_ok()).count();
    assert_eq!(
        (taken, found.last().map(|one| one.outcome.clone())),
        (MOST_EVENTS, Some(Err(Why::TooMany)))
    );
    let tasks = read("BEGIN:VTODO\n".repeat(300_000).as_bytes());
    assert_eq!(tasks.last().map(|one| one.outcome.clone()), Some(Err(Why::TooMany)));

    let noise: Vec<u8> = (0u32..2_000_000)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert!(read(&noise).is_empty());
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
