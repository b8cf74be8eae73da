//! Lines as people type them, on Tuesday 17 November 2026 at 09:25.

use super::{Who, often::next, read};
use jiff::civil::{Date, DateTime};
use proptest::prelude::*;

const NOW: DateTime = DateTime::constant(2026, 11, 17, 9, 25, 0, 0);

fn colleagues() -> Vec<String> {
    ["mara ivens", "noor haddad", "ilse brandt", "ilka stein"]
        .map(str::to_owned)
        .into()
}

/// title | what | due | tags | repeats | who
fn told(text: &str) -> String {
    let read = read(text, NOW, &colleagues());
    let day = read
        .day
        .map(|day| day.strftime("%a %-d %b").to_string())
        .unwrap_or_default();
    let time = read
        .time
        .map(|time| time.strftime(" %H:%M").to_string())
        .unwrap_or_default();
    let who = match read.who {
        None => String::new(),
        Some(Who::Me) => "me".to_owned(),
        Some(Who::Colleague(at)) => colleagues()[at].clone(),
    };
    format!(
        "{} | {} | {day}{time} | {} | {} | {who}",
        read.title,
        read.what,
        read.tags.join(","),
        read.repeats
    )
}

const LINES: &[(&str, &str)] = &[
    (
        "call Ana tue 9am #vip",
        "Call Ana | call | Tue 24 Nov 09:00 | vip |  | ",
    ),
    (
        "email Priya about quote tomorrow 14:00",
        "Email Priya about quote | email | Wed 18 Nov 14:00 |  |  | ",
    ),
    (
        "visit Elmfield Clinic next friday every month",
        "Visit Elmfield Clinic | visit | Fri 27 Nov |  | month | ",
    ),
    (
        "Revised quote for Elmfield Clinic by Thursday 12:00 !me",
        "Revised quote for Elmfield Clinic | todo | Thu 19 Nov 12:00 |  |  | me",
    ),
    (
        "book the crane in 3 days @Noor",
        "Book the crane | todo | Fri 20 Nov |  |  | noor haddad",
    ),
    ("send references 19 nov", "Send references | todo | Thu 19 Nov |  |  | "),
    (
        "send references 3rd of March at 9",
        "Send references | todo | Wed 3 Mar 09:00 |  |  | ",
    ),
    ("invoice end of month", "Invoice | todo | Mon 30 Nov |  |  | "),
    (
        "invoice Pugh by end of next week",
        "Invoice Pugh | todo | Fri 27 Nov |  |  | ",
    ),
    (
        "check the gauge in two hours",
        "Check the gauge | todo | Tue 17 Nov 11:25 |  |  | ",
    ),
    ("call Gareth 9:00", "Call Gareth | call | Wed 18 Nov 09:00 |  |  | "),
    ("call Gareth at noon", "Call Gareth | call | Tue 17 Nov 12:00 |  |  | "),
    (
        "stock count every two weeks",
        "Stock count | todo | Tue 17 Nov |  | fortnight | ",
    ),
    (
        "team call every friday 4pm",
        "Team call | call | Fri 20 Nov 16:00 |  | week | ",
    ),
    ("backup daily", "Backup | todo | Tue 17 Nov |  | day | "),
    (
        "Ana anrufen Freitag um 9 Uhr",
        "Ana anrufen | call | Fri 20 Nov 09:00 |  |  | ",
    ),
    (
        "Krahl besuchen am 3. Dezember um 14:30",
        "Krahl besuchen | visit | Thu 3 Dec 14:30 |  |  | ",
    ),
    (
        "Filter prüfen alle zwei Wochen",
        "Filter prüfen | todo | Tue 17 Nov |  | fortnight | ",
    ),
    (
        "Angebot bis Ende des Monats #eilig",
        "Angebot | todo | Mon 30 Nov | eilig |  | ",
    ),
    ("Termin übermorgen", "Termin | todo | Thu 19 Nov |  |  | "),
    (
        "llamar a Lucía el jueves a las 16:15",
        "Llamar a Lucía | call | Thu 19 Nov 16:15 |  |  | ",
    ),
    (
        "visitar el hotel dentro de una semana",
        "Visitar el hotel | visit | Tue 24 Nov |  |  | ",
    ),
    (
        "revisar la bomba cada mes",
        "Revisar la bomba | todo | Tue 17 Nov |  | month | ",
    ),
    ("oferta mañana", "Oferta | todo | Wed 18 Nov |  |  | "),
    (
        "appeler Fatima mardi à 9h30",
        "Appeler Fatima | call | Tue 24 Nov 09:30 |  |  | ",
    ),
    (
        "visiter l'école la semaine prochaine",
        "Visiter l'école | visit | Mon 23 Nov |  |  | ",
    ),
    ("facture fin du mois", "Facture | todo | Mon 30 Nov |  |  | "),
    ("relance tous les lundis", "Relance tous les lundis | todo |  |  |  | "),
    ("relance tous les jours", "Relance | todo | Tue 17 Nov |  | day | "),
];

#[test]
fn a_line_in_four_languages_is_understood() {
    for (text, expected) in LINES {
        assert_eq!(told(text), *expected, "{text}");
    }
}

#[test]
fn what_is_not_certain_stays_in_the_title() {
    for (text, expected) in [
        (
            "things to do at Elmfield",
            "Things to do at Elmfield | todo |  |  |  | ",
        ),
        ("appeler mon client", "Appeler mon client | call |  |  |  | "),
        ("fit a 3/4 inch valve", "Fit a 3/4 inch valve | todo |  |  |  | "),
        (
            "book the yearly inspection",
            "Book the yearly inspection | todo |  |  |  | ",
        ),
        ("ask @Il about pumps", "Ask @Il about pumps | todo |  |  |  | "),
        ("ask @Nobody", "Ask @Nobody | todo |  |  |  | "),
        ("order 40 seals", "Order 40 seals | todo |  |  |  | "),
        ("may need a new header", "May need a new header | todo |  |  |  | "),
        ("every 5 weeks", "Every 5 weeks | todo |  |  |  | "),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn names_are_offered_longest_first() {
    let names = |text: &str| -> Vec<String> {
        let read = read(text, NOW, &[]);
        read.names.iter().map(|range| text[range.clone()].to_owned()).collect()
    };
    assert_eq!(
        names("visit Elmfield Clinic friday"),
        ["Elmfield Clinic", "Elmfield", "Clinic"][..2]
    );
    assert_eq!(names("call ana about the quote")[0], "ana");
    assert_eq!(
        names("Revised quote for Elmfield Clinic")[1..].last().unwrap(),
        "Elmfield"
    );
}

#[test]
fn a_task_comes_again_on_the_calendar_and_never_in_the_past() {
    for (repeats, due, done, expected) in [
        ("day", "2026-11-17", "2026-11-17", "2026-11-18"),
        ("day", "1926-11-01", "2026-11-17", "2026-11-18"),
        ("weekday", "2026-11-20", "2026-11-20", "2026-11-23"),
        ("week", "2026-11-10", "2026-11-18", "2026-11-24"),
        ("week", "2026-11-20", "2026-11-17", "2026-11-27"),
        ("fortnight", "2026-11-03", "2026-11-17", "2026-12-01"),
        ("month", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("month", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("month", "2026-01-15", "2026-11-17", "2026-12-15"),
        ("quarter", "2026-11-30", "2026-11-30", "2027-02-28"),
        ("half_year", "2026-08-31", "2026-08-31", "2027-02-28"),
        ("year", "2028-02-29", "2028-02-29", "2029-02-28"),
        ("month", "2026-03-29", "2026-03-29", "2026-04-29"),
    ] {
        let next = next(repeats, due.parse().ok(), done.parse().unwrap()).unwrap();
        assert_eq!(next.to_string(), expected, "{repeats} {due}");
    }
    assert_eq!(next("never", None, Date::constant(2026, 1, 1)), None);
}

fn lines() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "call",
        "Ana",
        "tue",
        "mon",
        "9am",
        "at",
        "14:00",
        "every",
        "month",
        "next",
        "friday",
        "in",
        "3",
        "days",
        "#vip",
        "!me",
        "@noor",
        "19",
        "nov",
        "end",
        "of",
        "am",
        "Do",
        "um",
        "9",
        "Uhr",
        "el",
        "jueves",
        "a",
        "las",
        "fin",
        "du",
        "mois",
        "la",
        "semana",
        "que",
        "viene",
        "this",
        "morning",
        "1/2",
        "29.2.",
        "99999999999",
        "2026-02-30",
        ",",
        "#",
        "@",
        "!",
        "İ",
        "ß",
        "…",
        "tous",
        "les",
        "other",
        "two",
    ]);
    let word = prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,8}"];
    prop::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_line_makes_it_fall_over_and_no_word_is_lost(text in lines()) {
        let read = read(&text, NOW, &colleagues());
        let inside = |at: usize| read.spans.iter().any(|(range, meaning)| {
            !matches!(meaning, super::QuickMeaning::What | super::QuickMeaning::About) && range.contains(&at)
        });
        let kept: Vec<&str> = super::cut::cut(&text).iter().filter(|word| !inside(word.start)).map(|word| &text[word.start..word.end]).collect();
        let kept = kept.join(" ");
        let title = read.title.to_lowercase();
        prop_assert_eq!(title, kept.trim_end_matches([',', ';']).to_lowercase());
        for (range, _) in &read.spans {
            prop_assert!(text.get(range.clone()).is_some());
        }
    }

    #[test]
    fn the_next_time_is_after_both_days(at in 0usize..8, due in 0i32..40_000, done in 0i32..40_000) {
        let repeats = model::declare::REPEATS[at].0;
        let day = |days| Date::constant(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let next = next(repeats, Some(day(due)), day(done)).unwrap();
        prop_assert!(next > day(due).max(day(done)));
    }
}
