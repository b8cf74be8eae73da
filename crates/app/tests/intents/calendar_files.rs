//! Calendars in and out, on a real database.

use crate::desk::{self, Desk};
use app::{BookAsk, CalendarExport, EventsAsk, FailureCode, ImportFormat, ImportReport, MoveAsk};
use exchange::ical::{self, At, Event};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn put(desk: &Desk, name: &str, events: &str) -> PathBuf {
    let path = desk.folder.path().join(name);
    fs::write(
        &path,
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"),
    )
    .unwrap();
    path
}

fn event(uid: &str, title: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\n{lines}\r\nEND:VEVENT\r\n")
}

/// On Tuesday 22 September 2026, for an hour.
fn hour(uid: &str, title: &str, hour: u8) -> String {
    let lines = format!("DTSTART;TZID=Europe/London:20260922T{hour:02}0000\r\nDURATION:PT1H");
    event(uid, title, &lines)
}

fn ask(path: &Path, of: &str) -> EventsAsk {
    EventsAsk {
        path: path.to_string_lossy().into_owned(),
        of: of.to_owned(),
    }
}

async fn import(desk: &Desk, path: &Path, of: &str) -> ImportReport {
    let plan = desk.app.plan_events(ask(path, of)).await.unwrap();
    let report = desk.app.run_events(ask(path, of)).await.unwrap();
    let counts = (report.added, report.duplicates, report.rejected_count);
    let planned = (plan.plan.ready, plan.plan.duplicate_count, plan.plan.rejected_count);
    assert_eq!(planned, counts, "{report:?}");
    assert_eq!(plan.plan.rejected, report.rejected);
    report
}

fn reasons(report: &ImportReport) -> Vec<(u32, &str, &str)> {
    let told = report.rejected.iter();
    told.map(|row| (row.row, row.title.as_str(), row.detail.split('\t').next().unwrap()))
        .collect()
}

async fn titles(desk: &Desk, from: &str, days: u32) -> Vec<String> {
    let calendar = desk.app.calendar(from, days).await.unwrap();
    calendar.entries.iter().map(|entry| entry.title.clone()).collect()
}

async fn exported(desk: &Desk, of: &str, from: &str, days: u32) -> Vec<Event> {
    let path = desk.folder.path().join("out.ics");
    let (of, from) = (of.to_owned(), from.to_owned());
    let ask = CalendarExport { of, from, days };
    let written = desk.app.export_calendar(ask, &path.to_string_lossy()).await.unwrap();
    let events: Vec<Event> = ical::read(&fs::read(&path).unwrap())
        .into_iter()
        .map(|entry| entry.outcome.unwrap())
        .collect();
    assert_eq!(written.rows as usize, events.len());
    events
}

#[tokio::test]
async fn a_calendar_is_imported_in_one_gesture_that_undo_takes_back() {
    let desk = desk::open().await;
    let amos = [
        ("name", "Dorothy Amos"),
        ("email", "d.amos@elmfield.example"),
        ("company", ""),
    ];
    let amos = desk.create("contact", &amos[..2]).await;
    let ilse = [("name", "Ilse Brandt"), ("email", "ilse@outpost.example")];
    let ilse = desk.create("colleague", &ilse).await;
    let bay = desk.create("resource", &[("name", "Bay 1"), ("what", "bay")]).await;
    let lines = "DTSTART;TZID=W. Europe Standard Time:20260922T100000\r\nDTEND;TZID=W. Europe Standard Time:20260922T113000\r\n\
        LOCATION:bay 1\r\nDESCRIPTION:Two boilers\\, north\r\nSTATUS:CONFIRMED\r\nCATEGORIES:Boiler,Service\r\n\
        ORGANIZER;CN=Ilse:mailto:Ilse@outpost.example\r\nATTENDEE:mailto:D.Amos@elmfield.example\r\nATTENDEE;CN=Nobody:mailto:x@y.example";
    let path = put(&desk, "week.ics", &event("a@elsewhere", "Boiler", lines));
    let preview = desk.app.preview_import(&path.to_string_lossy()).await.unwrap();
    assert_eq!(
        (preview.format, preview.rows, preview.suggested_kind.as_str()),
        (ImportFormat::Ical, 1, "appointment")
    );
    let plan = desk.app.plan_events(ask(&path, "")).await.unwrap();
    assert_eq!((plan.adding[0].title.as_str(), plan.adding[0].row), ("Boiler", 3));
    assert_eq!(plan.adding[0].of.len(), 2, "{:?}", plan.adding);
    assert!(titles(&desk, "2026-09-22", 1).await.is_empty(), "a plan writes nothing");

    let report = import(&desk, &path, "").await;
    assert_eq!(report.added, 1);
    let calendar = desk.app.calendar("2026-09-22", 1).await.unwrap();
    let entry = &calendar.entries[0];
    assert_eq!(
        (entry.title.as_str(), entry.status.as_str(), entry.zone.as_str()),
        ("Boiler", "confirmed", "Europe/Berlin")
    );
    assert_eq!(
        (entry.end - entry.start, entry.contact.as_str()),
        (90 * 60_000, amos.as_str())
    );
    assert_eq!((entry.resources.clone(), entry.people.clone()), (vec![bay], vec![ilse]));
    let notes = desk.shown(&entry.id, "notes").await;
    assert!(
        notes.contains("Two boilers, north") && notes.contains("Nobody <x@y.example>"),
        "{notes}"
    );

    desk.app.undo(&report.gesture.unwrap()).await.unwrap();
    assert!(titles(&desk, "2026-09-22", 1).await.is_empty());
    assert_eq!(
        import(&desk, &path, "").await.added,
        1,
        "what was taken back can come again"
    );
}

#[tokio::test]
async fn what_was_imported_before_is_not_added_twice_nor_overwritten() {
    let desk = desk::open().await;
    let unnamed = "BEGIN:VEVENT\r\nSUMMARY:No name\r\nDTSTART:20260922T150000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n";
    let path = put(
        &desk,
        "a.ics",
        &format!("{}{unnamed}{}", hour("1", "One", 9), hour("1", "Again", 11)),
    );
    let report = import(&desk, &path, "").await;
    assert_eq!(
        (report.added, report.duplicates),
        (2, 1),
        "a name counts once in a file"
    );
    let id = desk.app.calendar("2026-09-22", 1).await.unwrap().entries[0].id.clone();
    desk.edit(&id, &[("title", "One, as we call it")]).await;
    let report = import(&desk, &path, "").await;
    assert_eq!((report.added, report.duplicates, report.gesture), (0, 3, None));
    assert_eq!(titles(&desk, "2026-09-22", 1).await, ["One, as we call it", "No name"]);
}

#[tokio::test]
async fn a_double_booking_is_reported_for_the_event_and_not_taken() {
    let desk = desk::open().await;
    let bay = desk.create("resource", &[("name", "Bay 1"), ("what", "bay")]).await;
    let booked = BookAsk {
        title: "Ours".into(),
        start: "2026-09-22 09:30".into(),
        minutes: 30,
        resources: vec![bay.clone()],
        ..BookAsk::default()
    };
    desk.app.book_appointment(booked, None).await.unwrap();
    let free = hour("4", "Free", 9).replace("DURATION", "TRANSP:TRANSPARENT\r\nDURATION");
    let cancelled = hour("5", "Cancelled", 9).replace("DURATION", "STATUS:CANCELLED\r\nDURATION");
    let weekly = event(
        "6",
        "Weekly",
        "DTSTART;TZID=Europe/London:20260915T120000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY",
    );
    let events = [
        hour("1", "Meets ours", 9),
        hour("2", "Fits", 11),
        hour("3", "Meets the one before", 11),
        free,
        cancelled,
        weekly,
        hour("7", "Meets the weekly", 13),
        event(
            "8",
            "Meets it in three years",
            "DTSTART;TZID=Europe/London:20290918T130000\r\nDURATION:PT1H",
        ),
    ];
    let path = put(&desk, "bay.ics", &events.concat());
    let report = import(&desk, &path, &bay).await;
    assert_eq!(
        reasons(&report),
        [
            (3, "Meets ours", "taken"),
            (15, "Meets the one before", "taken"),
            (42, "Meets the weekly", "taken"),
            (48, "Meets it in three years", "taken")
        ]
    );
    assert!(
        report.rejected[0].detail.starts_with("taken\tBay 1\t"),
        "{:?}",
        report.rejected
    );
    assert!(report.rejected[0].detail.ends_with("\tOurs") && report.rejected[1].detail.ends_with("\tFits"));
    assert_eq!(report.added, 4);
    let losing = desk.app.calendar("2026-09-22", 1).await.unwrap();
    assert!(
        losing.entries.iter().all(|entry| entry.loses_to.is_empty()),
        "{:?}",
        losing.entries
    );
    assert_eq!(
        import(&desk, &put(&desk, "nobody.ics", &hour("9", "Nobody’s", 9)), "")
            .await
            .added,
        1
    );
    let nobody = desk.app.plan_events(ask(&path, "01J00000000000000000000000")).await;
    assert_eq!(nobody.map_err(|failure| failure.code), Err(FailureCode::NotFound));
}

#[tokio::test]
async fn every_event_that_cannot_be_taken_has_its_reason_and_a_series_is_never_taken_by_half() {
    let desk = desk::open().await;
    let series = |uid: &str, rule: &str| {
        let lines = format!("DTSTART;TZID=Europe/London:20260921T100000\r\nDURATION:PT1H\r\nRRULE:{rule}");
        event(uid, "Series", &lines)
    };
    let moved = |uid: &str, to: &str| {
        let lines = format!(
            "RECURRENCE-ID;TZID=Europe/London:20260922T100000\r\nDTSTART;TZID=Europe/London:{to}\r\nDURATION:PT1H"
        );
        event(uid, "Moved", &lines)
    };
    let events = [
        hour("1", "Fine", 9),
        hour("2", "", 9),
        event("3", "Long", "DTSTART:20260922T090000Z\r\nDURATION:P32D"),
        event("4", "Back", "DTSTART:20260922T090000Z\r\nDTEND:20260922T080000Z"),
        event("5", "Mars", "DTSTART;TZID=Mars:20260922T090000\r\nDURATION:PT1H"),
        event(
            "6",
            "Secondly",
            "DTSTART:20260922T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SECONDLY",
        ),
        "BEGIN:VTODO\r\nSUMMARY:Task\r\nEND:VTODO\r\n".to_owned(),
        series("7", "FREQ=DAILY;COUNT=4"),
        moved("7", "2026092"),
        series("8", "FREQ=DAILY;COUNT=4"),
        moved("8", "20260922T160000"),
        "BEGIN:VEVENT\r\nUID:9\r\nSUMMARY:Cut\r\nDTSTART:20260922T090000Z\r\n".to_owned(),
    ];
    let report = import(&desk, &put(&desk, "broken.ics", &events.concat()), "").await;
    let told: Vec<&str> = reasons(&report).into_iter().map(|(_, _, why)| why).collect();
    assert_eq!(
        told,
        [
            "no_name",
            "appointment span.end too_far",
            "appointment span.end ends_before",
            "ical_zone_unknown",
            "ical_rule_unknown",
            "ical_not_an_event",
            "ical_with_series",
            "ical_bad_time",
            "ical_cut_short"
        ]
    );
    assert_eq!(report.added, 3, "the fine one, and a series with its moved date");
    assert_eq!(
        titles(&desk, "2026-09-21", 5).await,
        ["Series", "Fine", "Moved", "Series", "Series"],
        "the moved date is not there twice"
    );
}

#[tokio::test]
async fn hostile_files_write_nothing_and_say_so() {
    let desk = desk::open().await;
    let path = desk.folder.path().join("huge.ics");
    fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    for bytes in [&b"BEGIN:VCALENDAR\r\n"[..], b"\0\x01\x02", b"PK\x03\x04"] {
        let other = desk.folder.path().join("other.ics");
        fs::write(&other, bytes).unwrap();
        let refused = desk.app.run_events(ask(&other, "")).await;
        assert_eq!(
            refused.map_err(|failure| failure.code),
            Err(FailureCode::UnreadableFile)
        );
    }
    let refused = desk.app.run_events(ask(&path, "")).await;
    assert_eq!(
        refused.map_err(|failure| failure.code),
        Err(FailureCode::UnreadableFile)
    );
    // A rule without an end and one with more dates than anybody has are rules like any other.
    let endless = "DTSTART:20260922T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4000000000";
    let report = import(&desk, &put(&desk, "endless.ics", &event("1", "Endless", endless)), "").await;
    assert_eq!(report.added, 1);
    assert_eq!(titles(&desk, "2027-09-22", 1).await, ["Endless"]);
}

/// A desk with a weekly service in a bay, one date of which was moved, and a fair of two days that came from elsewhere.
async fn with_a_series() -> (Desk, String) {
    let here = desk::open().await;
    let bay = here.create("resource", &[("name", "Bay 1"), ("what", "bay")]).await;
    let amos = here
        .create("contact", &[("name", "Dorothy Amos"), ("mobile", "07700 900418")])
        .await;
    let booked = BookAsk {
        title: "Service, yearly".into(),
        start: "2026-09-22 09:00".into(),
        minutes: 45,
        repeats: "FREQ=WEEKLY;COUNT=5".into(),
        contact: amos,
        resources: vec![bay.clone()],
        place: "Yard; left".into(),
        notes: "Two lines\nof notes".into(),
        ..BookAsk::default()
    };
    here.app.book_appointment(booked, None).await.unwrap();
    let second = here.app.calendar("2026-09-29", 1).await.unwrap();
    let moving = MoveAsk {
        appointment: second.entries[0].id.clone(),
        original: second.entries[0].original.clone(),
        token: second.token,
        start: "2026-09-30 14:00".into(),
        ..MoveAsk::default()
    };
    here.app.move_appointment(moving).await.unwrap();
    let path = put(
        &here,
        "all-day.ics",
        &event(
            "day@x",
            "Fair",
            "DTSTART;VALUE=DATE:20260924\r\nDTEND;VALUE=DATE:20260926",
        ),
    );
    import(&here, &path, "").await;
    (here, bay)
}

#[tokio::test]
async fn what_goes_out_is_what_was_asked_for_with_moved_dates_beside_their_series() {
    let (here, bay) = with_a_series().await;
    let all = exported(&here, "", "", 0).await;
    assert_eq!(all.len(), 3);
    assert_eq!(
        (all[0].uid.as_str(), all[0].left_out.len()),
        (all[1].uid.as_str(), 0),
        "{all:?}"
    );
    assert!(matches!(&all[1].instead, Some(At::In(_, zone)) if zone == "Europe/London"));
    assert_eq!(
        (all[2].uid.as_str(), matches!(all[2].start, At::Day(_))),
        ("day@x", true)
    );
    assert_eq!(
        (all[0].contact.as_str(), all[0].place.as_str()),
        ("Dorothy Amos", "Bay 1, Yard; left")
    );
    assert_eq!(exported(&here, &bay, "", 0).await.len(), 2);
    assert_eq!(exported(&here, "", "2026-09-24", 1).await.len(), 1);
    assert_eq!(exported(&here, &bay, "2026-09-24", 1).await.len(), 0);
    let text = fs::read_to_string(here.folder.path().join("out.ics")).unwrap();
    assert!(
        text.contains("BEGIN:VCALENDAR"),
        "an export of nothing is a calendar, too"
    );
    exported(&here, "", "", 0).await;
    let text = fs::read_to_string(here.folder.path().join("out.ics")).unwrap();
    assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/London") && text.contains("TZOFFSETTO:+0100"));
}

#[tokio::test]
async fn what_goes_out_comes_in_elsewhere_as_the_same_appointments() {
    let (here, _) = with_a_series().await;
    let all = exported(&here, "", "", 0).await;
    let there = desk::open().await;
    let report = import(&there, &here.folder.path().join("out.ics"), "").await;
    assert_eq!((report.added, report.rejected_count), (3, 0), "{report:?}");
    let shown = |calendar: app::Calendar| -> Vec<(String, i64, i64)> {
        calendar
            .entries
            .into_iter()
            .map(|entry| (entry.title, entry.start, entry.end))
            .collect()
    };
    let (ours, theirs) = (
        here.app.calendar("2026-09-20", 42).await.unwrap(),
        there.app.calendar("2026-09-20", 42).await.unwrap(),
    );
    assert_eq!(shown(ours), shown(theirs));
    // Back where it came from, it is known.
    let report = import(&here, &here.folder.path().join("out.ics"), "").await;
    assert_eq!((report.added, report.duplicates), (0, 3));
    let again = exported(&there, "", "", 0).await;
    let names = |events: &[Event]| -> Vec<String> { events.iter().map(|event| event.uid.clone()).collect() };
    assert_eq!(names(&again), names(&all), "names in other calendars stay");
}
