//! The service clock, by cases and by chance.
#![expect(clippy::unwrap_used, reason = "a test falls over where it fails")]

use jiff::{ToSpan, Zoned, tz::TimeZone};
use model::service_clock::{Clock, ClockState, Hours, Level};
use proptest::prelude::*;

const HIGH: Level = Level {
    respond: 240,
    resolve: 540,
    hours: Hours::Weekdays,
};
const URGENT: Level = Level {
    respond: 60,
    resolve: 240,
    hours: Hours::Always,
};

fn zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap()
}

fn at(text: &str) -> Zoned {
    text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone()).unwrap()
}

fn again(clock: &Clock) -> Clock {
    let named = |name: &str| TimeZone::get(if name.is_empty() { "Europe/London" } else { name }).ok();
    Clock::from_value(&clock.to_value(), named).unwrap()
}

#[test]
fn a_deadline_counts_the_hours_in_which_its_clock_runs() {
    for (level, reported, respond, resolve) in [
        (URGENT, "2026-11-20T23:30", "2026-11-21T00:30", "2026-11-21T03:30"),
        (HIGH, "2026-11-17T09:00", "2026-11-17T13:00", "2026-11-18T09:00"),
        // Friday afternoon goes on on Monday; so does the weekend.
        (HIGH, "2026-11-20T15:00", "2026-11-23T10:00", "2026-11-23T15:00"),
        (HIGH, "2026-11-21T11:00", "2026-11-23T12:00", "2026-11-23T17:00"),
        // Six hours over the night in which the clocks go back.
        (URGENT, "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T03:30"),
    ] {
        let clock = Clock::started(level, &at(reported));
        let shown = |z: &Zoned| z.strftime("%Y-%m-%dT%H:%M").to_string();
        assert_eq!(
            (shown(&clock.respond_by).as_str(), shown(&clock.resolve_by).as_str()),
            (respond, resolve),
            "{reported}"
        );
    }
}

#[test]
fn waiting_for_the_customer_stops_the_clock_and_pushes_the_deadline_by_working_time() {
    let clock = Clock::started(HIGH, &at("2026-11-20T09:00"));
    assert_eq!(
        clock.state(HIGH.hours, &at("2026-11-20T10:00")),
        ClockState::Running(480)
    );
    let waiting = clock.answered(&at("2026-11-20T10:00")).stopped(&at("2026-11-20T16:00"));
    assert_eq!(
        waiting.state(HIGH.hours, &at("2026-11-22T12:00")),
        ClockState::Paused(120)
    );
    // One hour of Friday and two of Monday: the weekend in between was nobody's working time.
    let on = waiting.resumed(HIGH.hours, &at("2026-11-23T10:00"));
    assert_eq!(on.state(HIGH.hours, &at("2026-11-23T10:00")), ClockState::Running(120));
    assert_eq!(on.state(HIGH.hours, &at("2026-11-24T09:00")), ClockState::Breached(360));
}

#[test]
fn another_priority_reckons_from_the_report_and_keeps_the_time_that_was_waited() {
    let reported = at("2026-11-17T09:00");
    let clock = Clock::started(URGENT, &reported)
        .stopped(&at("2026-11-17T10:00"))
        .resumed(URGENT.hours, &at("2026-11-17T11:00"));
    assert_eq!(clock.resolve_by, at("2026-11-17T14:00"));
    let high = clock.releveled(Some(URGENT), HIGH, &reported);
    assert_eq!(high.resolve_by, at("2026-11-18T10:00"));
}

fn levels() -> impl Strategy<Value = Level> {
    (0u32..10_000, 0u32..20_000, any::<bool>()).prop_map(|(respond, resolve, always)| Level {
        respond,
        resolve,
        hours: if always { Hours::Always } else { Hours::Weekdays },
    })
}

proptest! {
    #[test]
    fn a_later_report_or_a_longer_promise_is_never_due_earlier(level in levels(), start in 0i64..800_000, later in 0i64..20_000, more in 0u32..5_000) {
        let from = at("2026-01-01T00:00").checked_add(start.minutes()).unwrap();
        let clock = Clock::started(level, &from);
        let second = Clock::started(level, &from.checked_add(later.minutes()).unwrap());
        let longer = Clock::started(Level { resolve: level.resolve + more, ..level }, &from);
        prop_assert!(second.resolve_by >= clock.resolve_by && longer.resolve_by >= clock.resolve_by);
        prop_assert!(clock.resolve_by >= from);
    }

    #[test]
    fn waiting_never_takes_time_away_and_never_gives_any(level in levels(), start in 0i64..800_000, work in 0i64..5_000, wait in 0i64..20_000) {
        let from = at("2026-01-01T00:00").checked_add(start.minutes()).unwrap();
        let pause = from.checked_add(work.minutes()).unwrap();
        let resume = pause.checked_add(wait.minutes()).unwrap();
        let clock = Clock::started(level, &from);
        let stopped = clock.clone().stopped(&pause);
        let on = stopped.clone().resumed(level.hours, &resume);
        prop_assert!(on.resolve_by >= clock.resolve_by);
        let left = |state| match state {
            ClockState::Running(left) | ClockState::Paused(left) => left,
            ClockState::Breached(late) => -late,
        };
        prop_assert_eq!(left(stopped.state(level.hours, &resume)), left(on.state(level.hours, &resume)));
    }

    #[test]
    fn a_clock_that_was_put_down_and_taken_up_says_the_same(level in levels(), start in 0i64..800_000, pause in 0i64..5_000, now in 0i64..50_000) {
        let from = at("2026-01-01T00:00").checked_add(start.minutes()).unwrap();
        let now = from.checked_add(now.minutes()).unwrap();
        let clock = Clock::started(level, &from).answered(&from).stopped(&from.checked_add(pause.minutes()).unwrap());
        let taken_up = again(&clock);
        prop_assert_eq!(clock.state(level.hours, &now), taken_up.state(level.hours, &now));
        prop_assert_eq!(clock.resumed(level.hours, &now).to_value(), taken_up.resumed(level.hours, &now).to_value());
    }
}
