use crate::desk::{self, Desk, form};
use app::{BookAsk, Calendar, CalendarEntry, FailureCode, MoveAsk, SlotAsk, StepAsk};
use std::collections::BTreeSet;

const HOUR: i64 = 3_600_000;

/// Monday 21 September 2026, 15:13 in London. A bay with its hours, and a colleague.
struct Counter {
    desk: Desk,
    bay: String,
    ilse: String,
    amos: String,
}

async fn counter() -> Counter {
    let desk = desk::open().await;
    let hours = ("hours", "Mon-Fri 08:00-17:00");
    let bay = desk
        .create("resource", &[("name", "Bay 1"), ("what", "bay"), hours])
        .await;
    let ilse = desk.create("colleague", &[("name", "Ilse Brandt"), hours]).await;
    let amos = desk.create("contact", &[("name", "Dorothy Amos")]).await;
    Counter { desk, bay, ilse, amos }
}

impl Counter {
    fn ask(&self, start: &str, minutes: u32) -> BookAsk {
        BookAsk {
            title: "Drop-off".into(),
            start: start.into(),
            minutes,
            contact: self.amos.clone(),
            resources: vec![self.bay.clone()],
            ..BookAsk::default()
        }
    }

    async fn book(&self, start: &str, minutes: u32) -> Result<String, FailureCode> {
        let booked = self.desk.app.book_appointment(self.ask(start, minutes), None).await;
        booked.map(|saved| saved.record).map_err(|failure| failure.code)
    }

    async fn day(&self, day: &str) -> Calendar {
        self.desk.app.calendar(day, 1).await.unwrap()
    }

    async fn entries(&self, day: &str) -> Vec<String> {
        self.day(day).await.entries.iter().map(told).collect()
    }

    async fn moving(&self, day: &str, at: usize) -> MoveAsk {
        let calendar = self.day(day).await;
        MoveAsk {
            appointment: calendar.entries[at].id.clone(),
            original: calendar.entries[at].original.clone(),
            token: calendar.token,
            ..MoveAsk::default()
        }
    }

    async fn step(&self, day: &str, at: usize, status: &str) -> StepAsk {
        let asked = self.moving(day, at).await;
        StepAsk {
            appointment: asked.appointment,
            original: asked.original,
            token: asked.token,
            status: status.into(),
            ..StepAsk::default()
        }
    }
}

/// "09:00 60 booked", on the wall in London in summer or winter.
fn told(entry: &CalendarEntry) -> String {
    let at = jiff::Timestamp::from_millisecond(entry.start)
        .unwrap()
        .in_tz("Europe/London")
        .unwrap();
    format!(
        "{} {} {}",
        at.strftime("%H:%M"),
        (entry.end - entry.start) / 60_000,
        entry.status
    )
}

#[tokio::test]
async fn a_slot_that_is_taken_is_refused_before_anything_is_saved() {
    let counter = counter().await;
    counter.book("2026-09-22T10:00", 60).await.unwrap();
    for (start, minutes, answer) in [
        ("2026-09-22T09:00", 60, None),
        ("2026-09-22T11:00", 30, None),
        ("2026-09-22T10:30", 60, Some(FailureCode::Taken)),
        ("2026-09-22T08:30", 120, Some(FailureCode::Taken)),
        ("2026-09-22T10:59", 1, Some(FailureCode::Taken)),
    ] {
        let waiting = counter.desk.app.truth().await.unwrap().waiting;
        assert_eq!(counter.book(start, minutes).await.err(), answer, "{start}");
        let more = u32::from(answer.is_none());
        assert_eq!(counter.desk.app.truth().await.unwrap().waiting, waiting + more);
    }
    let failure = counter
        .desk
        .app
        .book_appointment(counter.ask("2026-09-22T10:30", 15), None)
        .await
        .unwrap_err();
    let detail: Vec<String> = failure.detail.unwrap().split('\t').map(str::to_owned).collect();
    assert_eq!((detail[0].as_str(), detail[3].as_str()), ("Bay 1", "Drop-off"));
    assert_eq!(
        counter.entries("2026-09-22").await,
        ["09:00 60 booked", "10:00 60 booked", "11:00 30 booked"]
    );
}

#[tokio::test]
async fn a_card_cannot_book_what_the_calendar_would_not() {
    let counter = counter().await;
    counter.book("2026-09-22T10:00", 60).await.unwrap();
    let other = counter.book("2026-09-22T12:00", 60).await.unwrap();
    let token = counter.desk.card(&other).await.token;
    for (fields, code) in [
        (
            [("span.start", "2026-09-22T10:30"), ("span.end", "2026-09-22T11:30")],
            FailureCode::Taken,
        ),
        (
            [("span.start", "2026-09-22T12:30"), ("span.end", "2026-09-22T12:00")],
            FailureCode::Invalid,
        ),
        (
            [("span.start", "2026-09-22"), ("span.end", "2026-09-23")],
            FailureCode::Invalid,
        ),
        (
            [("span.repeats", "every now and then"), ("title", "Weekly")],
            FailureCode::Invalid,
        ),
    ] {
        let answer = counter.desk.app.edit_record(&other, &token, form(&fields)).await;
        assert_eq!(answer.map_err(|failure| failure.code).err(), Some(code), "{fields:?}");
    }
    let hours = counter
        .desk
        .app
        .create_record("resource", form(&[("name", "Bay 2"), ("hours", "always")]))
        .await;
    assert_eq!(hours.unwrap_err().detail.as_deref(), Some("resource hours hours"));
}

#[tokio::test]
async fn an_appointment_is_moved_made_longer_and_given_to_another_each_with_one_undo() {
    let counter = counter().await;
    counter.book("2026-09-22T10:00", 60).await.unwrap();
    let bay_2 = counter.desk.create("resource", &[("name", "Bay 2")]).await;
    let day = "2026-09-22";
    let ask = MoveAsk {
        start: "2026-09-22T13:15".into(),
        ..counter.moving(day, 0).await
    };
    counter.desk.app.move_appointment(ask).await.unwrap();
    assert_eq!(counter.entries(day).await, ["13:15 60 booked"]);
    let ask = MoveAsk {
        minutes: 90,
        resources: Some(vec![bay_2.clone()]),
        people: Some(vec![counter.ilse.clone()]),
        ..counter.moving(day, 0).await
    };
    let given = counter.desk.app.move_appointment(ask).await.unwrap();
    let entry = counter.day(day).await.entries.remove(0);
    assert_eq!(
        (told(&entry).as_str(), entry.resources, entry.people),
        ("13:15 90 booked", vec![bay_2], vec![counter.ilse.clone()])
    );
    counter.book("2026-09-22T13:15", 60).await.unwrap(); // the bay it left is free again
    let nothing = counter
        .desk
        .app
        .move_appointment(counter.moving(day, 0).await)
        .await
        .unwrap();
    assert_eq!(nothing.gesture, "");
    counter.desk.app.undo(&given.gesture).await.unwrap();
    assert_eq!(
        counter.entries(day).await,
        ["13:15 60 booked", "13:15 60 booked"],
        "as it was: an undo asks nobody"
    );
}

#[tokio::test]
async fn what_is_called_off_frees_its_slot_and_cannot_come_back_once_that_is_taken() {
    let counter = counter().await;
    counter.book("2026-09-22T10:00", 60).await.unwrap();
    let day = "2026-09-22";
    for status in ["confirmed", "arrived", "started"] {
        counter
            .desk
            .app
            .step_appointment(counter.step(day, 0, status).await)
            .await
            .unwrap();
    }
    let done = StepAsk {
        outcome: "Seal kit fitted".into(),
        ..counter.step(day, 0, "done").await
    };
    counter.desk.app.step_appointment(done).await.unwrap();
    let id = counter.day(day).await.entries[0].id.clone();
    assert_eq!(counter.desk.shown(&id, "outcome").await, "Seal kit fitted");
    let no_show = counter
        .desk
        .app
        .step_appointment(counter.step(day, 0, "no_show").await)
        .await
        .unwrap();
    counter.book("2026-09-22T10:30", 30).await.unwrap();
    let back = counter
        .desk
        .app
        .step_appointment(counter.step(day, 0, "booked").await)
        .await;
    assert_eq!(back.unwrap_err().code, FailureCode::Taken);
    let unknown = counter
        .desk
        .app
        .step_appointment(counter.step(day, 0, "late").await)
        .await;
    assert_eq!(unknown.unwrap_err().code, FailureCode::Invalid);
    // An undo asks nobody: what it brings back is shown as what it is, a double booking that the later one loses.
    counter.desk.app.undo(&no_show.gesture).await.unwrap();
    let losing: Vec<String> = counter
        .day(day)
        .await
        .entries
        .iter()
        .map(|entry| entry.loses_to.clone())
        .collect();
    assert_eq!(losing.iter().filter(|by| !by.is_empty()).count(), 1, "{losing:?}");
}

#[tokio::test]
async fn a_weekly_nine_oclock_stays_nine_oclock_and_one_of_it_goes_its_own_way() {
    let counter = counter().await;
    let weekly = BookAsk {
        repeats: "FREQ=WEEKLY".into(),
        ..counter.ask("2026-10-19T09:00", 60)
    };
    let series = counter.desk.app.book_appointment(weekly, None).await.unwrap().record;
    for day in ["2026-10-19", "2026-10-26", "2026-11-02", "2027-10-18"] {
        assert_eq!(counter.entries(day).await, ["09:00 60 booked"], "{day}");
    }
    assert_eq!(
        counter.book("2026-11-02T09:30", 30).await.err(),
        Some(FailureCode::Taken)
    );
    let ask = MoveAsk {
        start: "2026-10-26T14:00".into(),
        ..counter.moving("2026-10-26", 0).await
    };
    assert_eq!(ask.original, "2026-10-26T09:00:00");
    let moved = counter.desk.app.move_appointment(ask).await.unwrap();
    assert_ne!(moved.record, series);
    assert_eq!(counter.entries("2026-10-26").await, ["14:00 60 booked"]);
    counter.book("2026-10-26T09:00", 30).await.unwrap(); // its place in the series is free
    counter.desk.app.undo(&moved.gesture).await.unwrap();
    let gone = counter
        .desk
        .app
        .step_appointment(counter.step("2026-11-02", 0, "cancelled").await)
        .await
        .unwrap();
    assert_eq!(counter.entries("2026-11-02").await, ["09:00 60 cancelled"]);
    counter.desk.app.undo(&gone.gesture).await.unwrap();
    assert_eq!(counter.entries("2026-11-02").await, ["09:00 60 booked"]);
}

#[tokio::test]
async fn this_and_the_following_become_a_series_of_their_own() {
    let counter = counter().await;
    let daily = BookAsk {
        repeats: "FREQ=DAILY;COUNT=6".into(),
        ..counter.ask("2026-09-22T09:00", 60)
    };
    counter.desk.app.book_appointment(daily, None).await.unwrap();
    let ask = MoveAsk {
        following: true,
        start: "2026-09-25T11:00".into(),
        ..counter.moving("2026-09-25", 0).await
    };
    let split = counter.desk.app.move_appointment(ask).await.unwrap();
    let mut seen = Vec::new();
    for day in 21..30 {
        seen.extend(counter.entries(&format!("2026-09-{day}")).await);
    }
    assert_eq!(
        seen,
        [
            "09:00 60 booked",
            "09:00 60 booked",
            "09:00 60 booked",
            "11:00 60 booked",
            "11:00 60 booked",
            "11:00 60 booked"
        ]
    );
    let off = StepAsk {
        following: true,
        ..counter.step("2026-09-26", 0, "cancelled").await
    };
    counter.desk.app.step_appointment(off).await.unwrap();
    assert_eq!(counter.entries("2026-09-26").await, Vec::<String>::new());
    assert_eq!(counter.entries("2026-09-25").await, ["11:00 60 booked"]);
    counter.desk.app.undo(&split.gesture).await.unwrap();
}

#[tokio::test]
async fn a_resource_bears_as_many_as_it_says_and_has_its_time_between_two() {
    let counter = counter().await;
    let wash = counter
        .desk
        .create("resource", &[("name", "Wash bay"), ("capacity", "2"), ("buffer", "15")])
        .await;
    let at = |start: &str| BookAsk {
        resources: vec![wash.clone()],
        ..counter.ask(start, 30)
    };
    for (start, fits) in [
        ("2026-09-22T10:00", true),
        ("2026-09-22T10:00", true),
        ("2026-09-22T10:15", false),
        ("2026-09-22T10:40", false),
        ("2026-09-22T10:45", true),
    ] {
        let booked = counter.desk.app.book_appointment(at(start), None).await;
        assert_eq!(booked.is_ok(), fits, "{start}");
    }
}

#[tokio::test]
async fn the_next_free_slot_is_open_for_everybody_who_is_needed() {
    let counter = counter().await;
    counter
        .desk
        .create("closure", &[("name", "Stocktaking"), ("begins", "2026-09-22")])
        .await;
    counter.book("2026-09-23T08:00", 120).await.unwrap();
    let with_ilse = BookAsk {
        resources: Vec::new(),
        people: vec![counter.ilse.clone()],
        ..counter.ask("2026-09-23T10:00", 30)
    };
    counter.desk.app.book_appointment(with_ilse, None).await.unwrap();
    let next = |after: i64, minutes: u32| SlotAsk {
        minutes,
        after,
        days: 30,
        what: "bay".into(),
        all_of: vec![counter.ilse.clone()],
        ..SlotAsk::default()
    };
    let slots = counter.desk.app.free_slots(next(0, 60)).await.unwrap();
    let at = |ms: i64| {
        jiff::Timestamp::from_millisecond(ms)
            .unwrap()
            .in_tz("Europe/London")
            .unwrap()
            .strftime("%d %H:%M")
            .to_string()
    };
    assert_eq!(
        (at(slots[0].start).as_str(), slots[0].name.as_str()),
        ("21 15:15", "Bay 1")
    );
    let slots = counter
        .desk
        .app
        .free_slots(next(slots[0].start + 2 * HOUR, 60))
        .await
        .unwrap();
    assert_eq!(
        at(slots[0].start),
        "23 10:30",
        "not while the house is closed, the bay taken or Ilse busy"
    );
    assert_eq!(counter.desk.app.free_slots(next(0, 600)).await.unwrap(), []);
}

#[tokio::test]
async fn a_day_shows_who_is_free_and_the_appointment_is_found_where_people_look_for_it() {
    let counter = counter().await;
    counter.book("2026-09-22T10:00", 60).await.unwrap();
    let calendar = counter.day("2026-09-22").await;
    let bay = calendar.lanes.iter().find(|lane| lane.id == counter.bay).unwrap();
    let hours: Vec<(i64, i64)> = bay
        .free
        .iter()
        .map(|free| {
            (
                (free.start - calendar.midnights[0]) / HOUR,
                (free.end - calendar.midnights[0]) / HOUR,
            )
        })
        .collect();
    assert_eq!(hours, [(8, 10), (11, 17)]);
    assert_eq!(calendar.entries[0].customer, "Dorothy Amos");
    let found = counter.desk.app.find("dorothy amos", 10).await.unwrap();
    let kinds: BTreeSet<&str> = found.iter().map(|hit| hit.kind.as_str()).collect();
    assert!(kinds.contains("appointment") && kinds.contains("contact"), "{kinds:?}");
    let open = counter.desk.app.handoff(&counter.amos).await.unwrap();
    assert_eq!(open.next.unwrap().title, "Drop-off");
    counter
        .desk
        .app
        .step_appointment(counter.step("2026-09-22", 0, "no_show").await)
        .await
        .unwrap();
    let timeline = counter.desk.app.timeline(&counter.amos, None, 50).await.unwrap();
    assert!(
        timeline
            .groups
            .iter()
            .flat_map(|group| &group.items)
            .any(|item| item.what == "not_come")
    );
}

#[tokio::test]
async fn on_the_days_on_which_the_clocks_change_a_day_has_its_own_length() {
    let counter = counter().await;
    for (day, hours) in [("2026-10-25", 25), ("2027-03-28", 23), ("2026-10-26", 24)] {
        let calendar = counter.day(day).await;
        assert_eq!((calendar.midnights[1] - calendar.midnights[0]) / HOUR, hours, "{day}");
    }
    let lord_howe = BookAsk {
        start: "2026-10-04T02:15[Australia/Lord_Howe]".into(),
        ..counter.ask("", 30)
    };
    counter.desk.app.book_appointment(lord_howe, None).await.unwrap();
    let entry = counter.day("2026-10-03").await.entries.remove(0);
    assert_eq!(
        (told(&entry).as_str(), entry.zone.as_str()),
        ("16:45 30 booked", "Australia/Lord_Howe")
    );
}
