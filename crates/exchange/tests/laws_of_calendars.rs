//! What is written is what is read; another reader agrees; and nothing makes ours fall over.

use calcard::icalendar::{ICalendarComponentType, ICalendarProperty, ICalendarValue};
use exchange::ical::{At, Clock, Day, Ends, Event, Lasts, Person, read, write};
use proptest::prelude::*;
use proptest::sample::select;

const STAMP: Clock = Clock {
    day: Day {
        year: 2026,
        month: 11,
        day: 22,
    },
    hour: 9,
    minute: 0,
    second: 0,
};

/// Text that the format can express, with a taste for what hurts.
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
        "END:VEVENT",
        "\n ",
        "DTSTART:",
    ];
    prop_oneof![
        2 => proptest::collection::vec(select(pieces.to_vec()), 0..8).prop_map(|found| found.concat()),
        2 => any::<String>().prop_map(|found| found.replace(|sign: char| sign.is_control() && sign != '\t' && sign != '\n', "")),
        1 => "[a-z ü]{60,200}",
        1 => Just(String::new()),
    ]
}

fn clocks() -> impl Strategy<Value = Clock> {
    (1i16..=9999, 1i8..=12, 1i8..=28, 0i8..24, 0i8..60, 0i8..60).prop_map(|(year, month, day, hour, minute, second)| {
        let day = Day { year, month, day };
        Clock {
            day,
            hour,
            minute,
            second,
        }
    })
}

fn times() -> impl Strategy<Value = At> {
    let zones = select(vec![
        "Europe/Berlin",
        "America/New_York",
        "W. Europe Standard Time",
        "(UTC+01:00) Amsterdam, Bern",
    ]);
    prop_oneof![
        clocks().prop_map(|clock| At::Day(clock.day)),
        clocks().prop_map(At::Floating),
        clocks().prop_map(At::Utc),
        (clocks(), zones).prop_map(|(clock, zone)| At::In(clock, zone.to_owned())),
    ]
}

fn ends() -> impl Strategy<Value = Ends> {
    prop_oneof![
        Just(Ends::Unsaid),
        times().prop_map(Ends::At),
        (0u32..1_000, 0u32..1_000_000).prop_map(|(days, seconds)| Ends::After(Lasts { days, seconds })),
    ]
}

fn people() -> impl Strategy<Value = Person> {
    ("[A-Za-zü;:]{0,12}", "[a-z]{1,8}@[a-z]{1,8}\\.example").prop_map(|(name, address)| Person { name, address })
}

fn events() -> impl Strategy<Value = Event> {
    let rules = select(vec![
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        "FREQ=YEARLY;UNTIL=20301224T000000Z",
    ]);
    let when = (
        times(),
        ends(),
        rules,
        proptest::collection::vec(times(), 0..4),
        proptest::option::of(times()),
    );
    let what = ("[!-~]{0,30}", text(), text(), text(), text());
    let words = select(vec!["", "TENTATIVE", "CONFIRMED", "CANCELLED"]);
    let tags = proptest::collection::vec(text().prop_map(|tag| format!("{tag}x")), 0..3);
    let who = (
        proptest::option::of(people()),
        proptest::collection::vec(people(), 0..3),
    );
    (when, what, words, any::<bool>(), tags, who).prop_map(|(when, what, status, free, categories, who)| {
        let (start, ends, rule, left_out, instead) = when;
        let (uid, title, place, description, contact) = what;
        let (organizer, attendees) = who;
        Event {
            uid,
            title,
            start,
            ends,
            rule: rule.to_owned(),
            left_out,
            instead,
            place,
            description,
            status: status.to_owned(),
            free,
            categories,
            contact,
            organizer,
            attendees,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(events in proptest::collection::vec(events(), 1..4)) {
        let written = write(&events, &[], STAMP);
        let found: Vec<Event> = read(written.as_bytes()).into_iter().map(|entry| entry.outcome.unwrap()).collect();
        prop_assert_eq!(&found, &events, "{}", written);
    }

    #[test]
    fn lines_are_folded_and_ended_as_the_format_wants(event in events()) {
        let written = write(std::slice::from_ref(&event), &[], STAMP);
        prop_assert!(written.ends_with("END:VCALENDAR\r\n"));
        for line in written.split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']));
        }
    }

    #[test]
    fn another_reader_finds_the_same(events in proptest::collection::vec(events(), 1..3)) {
        let written = write(&events, &[], STAMP);
        let mut parser = calcard::Parser::new(&written);
        let calcard::Entry::ICalendar(other) = parser.entry() else { panic!("no calendar in {written}") };
        let components = other.components.iter().filter(|one| one.component_type == ICalendarComponentType::VEvent);
        let found: Vec<_> = components.collect();
        prop_assert_eq!(found.len(), events.len());
        for (component, event) in found.iter().zip(&events) {
            for (name, text) in [(ICalendarProperty::Summary, &event.title), (ICalendarProperty::Location, &event.place)] {
                let entries = component.entries.iter().filter(|entry| entry.name == name);
                let values: Vec<&str> = entries.flat_map(|entry| &entry.values).filter_map(ICalendarValue::as_text).collect();
                let expected: Vec<&str> = Some(text.as_str()).into_iter().filter(|text| !text.is_empty()).collect();
                prop_assert_eq!(values, expected, "{}", written);
            }
        }
    }

    #[test]
    fn random_bytes_never_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).len() <= bytes.len());
    }

    #[test]
    fn random_calendars_never_make_the_reader_panic_and_what_was_read_is_written_the_same(lines in proptest::collection::vec(prop_oneof![
        select(vec![
            "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
            "TZID:X", "X-LIC-LOCATION:Europe/Paris", "DTSTART:20261122T090000Z", "DTSTART;TZID=X:20261122T090000", "DTEND;VALUE=DATE:20261123",
            "DURATION:PT1H", "RRULE:FREQ=DAILY", "EXDATE:20261123T090000Z,20261124T090000Z", "ATTENDEE;CN=\"a:mailto:x@y.z", "UID:1", " ", "", "=",
            "SUMMARY:a\\", "CATEGORIES:a,,b\\,c", "STATUS:cancelled",
        ]).prop_map(str::to_owned),
        "[ -~ü]{0,20}",
    ], 0..40)) {
        let text = lines.join("\r\n");
        let found: Vec<Event> = read(text.as_bytes()).into_iter().filter_map(|entry| entry.outcome.ok()).collect();
        let again: Vec<Event> = read(write(&found, &[], STAMP).as_bytes()).into_iter().filter_map(|entry| entry.outcome.ok()).collect();
        prop_assert_eq!(again.len(), found.len());
        for (again, found) in again.iter().zip(&found) {
            prop_assert_eq!((&again.start, &again.ends, &again.rule, &again.left_out), (&found.start, &found.ends, &found.rule, &found.left_out));
        }
    }
}
