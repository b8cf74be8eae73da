//! One event of a file as an appointment, or why it is none. Pure: which zones there are is the only thing it asks.

use super::super::Why;
use crate::calendar::KIND;
use exchange::ical::{At, Clock, Day, Ends, Event, candidates};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use model::{Rule, Span, typed::Moment};
use std::collections::BTreeSet;

/// When an event wants to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) span: Span,
    pub(super) left_out: BTreeSet<DateTime>,
}

/// When an event is, in the device's zone `here` where the file names none. A whole day goes from midnight to midnight.
///
/// # Errors
/// Why it cannot be: an unknown zone or rule, no length, a beginning that its own rule does not have.
pub(super) fn wanted(event: &Event, here: &str) -> Result<Wanted, Why> {
    let (start, zone) = moment(&event.start, here)?;
    let end = end(event, &start, &zone, here)?;
    if start == end {
        return Err(why("ical_no_length", "It begins and ends at the same moment."));
    }
    let repeats = match event.rule.as_str() {
        "" => None,
        rule => Some(
            Rule::parse(rule)
                .map_err(|_| why("ical_rule_unknown", "It comes again by a rule that is not known here."))?,
        ),
    };
    let span = Span { start, end, repeats };
    let left_out = event.left_out.iter().filter_map(|at| original(at, &span)).collect();
    let wanted = Wanted { span, left_out };
    if let Some(rule) = &wanted.span.repeats {
        let first = wanted.span.first();
        let begins = rule.starts(first, &zone).next();
        // What the RFC leaves undefined (3.8.5.3) is refused, not guessed at.
        if begins.is_none() || (begins != Some(first) && !wanted.left_out.contains(&first)) {
            return Err(why(
                "ical_beside_rule",
                "It does not begin on a day that its own rule has.",
            ));
        }
    }
    Ok(wanted)
}

/// A beginning that a file names, on the wall clock of the series that it belongs to.
pub(super) fn original(at: &At, series: &Span) -> Option<DateTime> {
    let first = series.first();
    let zone = match &series.start.time {
        Some((_, name)) => TimeZone::get(name).ok()?,
        None => TimeZone::UTC,
    };
    match at {
        At::Day(day) => Some(date(*day)?.to_datetime(first.time())),
        At::Floating(clock) => wall(*clock),
        At::Utc(clock) => Some(zone.to_datetime(TimeZone::UTC.to_timestamp(wall(*clock)?).ok()?)),
        At::In(clock, name) => {
            let there = known(name)?;
            let instant = there.to_ambiguous_timestamp(wall(*clock)?).compatible().ok()?;
            Some(zone.to_datetime(instant))
        }
    }
}

fn moment(at: &At, here: &str) -> Result<(Moment, TimeZone), Why> {
    let unknown = || why("ical_zone_unknown", "It is in a time zone that is not known here.");
    let zone = match at {
        At::Day(_) | At::Floating(_) => TimeZone::get(here).unwrap_or(TimeZone::UTC),
        At::Utc(_) => TimeZone::UTC,
        At::In(_, name) => known(name).ok_or_else(unknown)?,
    };
    let at = match at {
        At::Day(day) => date(*day).map(|day| day.to_datetime(Time::midnight())),
        At::Floating(clock) | At::Utc(clock) | At::In(clock, _) => wall(*clock),
    };
    let at = at.ok_or_else(|| why("ical_bad_time", "One of its times cannot be read."))?;
    Ok((kept(at, &zone), zone))
}

fn end(event: &Event, start: &Moment, zone: &TimeZone, here: &str) -> Result<Moment, Why> {
    let (days, seconds) = match &event.ends {
        Ends::At(at) => return moment(at, here).map(|(end, _)| end),
        Ends::After(lasts) => (i64::from(lasts.days), i64::from(lasts.seconds)),
        Ends::Unsaid if matches!(event.start, At::Day(_)) => (1, 0),
        Ends::Unsaid => (0, 0),
    };
    let far = || why("ical_bad_time", "One of its times cannot be read.");
    let time = start.time.as_ref().map_or(Time::midnight(), |(time, _)| *time);
    let day = start.date.checked_add(days.days()).map_err(|_| far())?;
    let day = zone.to_ambiguous_zoned(day.to_datetime(time)).compatible();
    let end = day
        .and_then(|day| day.checked_add(seconds.seconds()))
        .map_err(|_| far())?;
    Ok(kept(end.datetime(), zone))
}

/// To the minute, as appointments are kept.
fn kept(at: DateTime, zone: &TimeZone) -> Moment {
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    let minute = Time::new(at.hour(), at.minute(), 0, 0).unwrap_or(Time::midnight());
    Moment {
        date: at.date(),
        time: Some((minute, name)),
    }
}

fn known(name: &str) -> Option<TimeZone> {
    candidates(name).find_map(|name| TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()))
}

fn date(day: Day) -> Option<Date> {
    Date::new(day.year, day.month, day.day).ok()
}

fn wall(clock: Clock) -> Option<DateTime> {
    Some(date(clock.day)?.to_datetime(Time::new(clock.hour, clock.minute, 0, 0).ok()?))
}

/// How far it has come.
pub(super) fn status(event: &Event) -> &'static str {
    match event.status.as_str() {
        "CANCELLED" => "cancelled",
        "CONFIRMED" => "confirmed",
        _ => "booked",
    }
}

/// For which the window has words of its own.
pub(super) fn why(code: &str, words: &str) -> Why {
    Why {
        words: words.to_owned(),
        detail: code.to_owned(),
    }
}

/// A text that is not a value of its field.
pub(super) fn unfit(field: &str, invalid: &model::Invalid) -> Why {
    Why {
        words: invalid.to_string(),
        detail: crate::failure::unfit(KIND, field, invalid.code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::ical::read;

    fn told(lines: &str) -> String {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        let event = read(text.as_bytes()).remove(0).outcome.unwrap();
        match wanted(&event, "Europe/London") {
            Err(why) => why.detail,
            Ok(Wanted { span, left_out }) => {
                let rule = span.repeats.map(|rule| format!(" {rule}")).unwrap_or_default();
                let left_out = left_out.iter().map(|at| format!(" -{at}")).collect::<String>();
                format!("{} {}{rule}{left_out}", span.start, span.end)
            }
        }
    }

    #[test]
    fn every_way_to_say_when_is_understood() {
        let cases = [
            (
                "DTSTART;TZID=Europe/Berlin:20261122T090000\nDTEND;TZID=Europe/Berlin:20261122T103059",
                "2026-11-22T09:00[Europe/Berlin] 2026-11-22T10:30[Europe/Berlin]",
            ),
            (
                "DTSTART;TZID=W. Europe Standard Time:20261122T090000\nDURATION:PT45M",
                "2026-11-22T09:00[Europe/Berlin] 2026-11-22T09:45[Europe/Berlin]",
            ),
            (
                "DTSTART:20261122T090000Z\nDURATION:P1DT1H",
                "2026-11-22T09:00[UTC] 2026-11-23T10:00[UTC]",
            ),
            (
                "DTSTART:20261122T090000\nDTEND:20261122T100000",
                "2026-11-22T09:00[Europe/London] 2026-11-22T10:00[Europe/London]",
            ),
            (
                "DTSTART;VALUE=DATE:20261122",
                "2026-11-22T00:00[Europe/London] 2026-11-23T00:00[Europe/London]",
            ),
            (
                "DTSTART;VALUE=DATE:20261122\nDTEND;VALUE=DATE:20261125\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271122",
                "2026-11-22T00:00[Europe/London] 2026-11-25T00:00[Europe/London] FREQ=YEARLY -2027-11-22T00:00:00",
            ),
            (
                "DTSTART;TZID=America/New_York:20261101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEXDATE:20261102T140000Z",
                "2026-11-01T09:00[America/New_York] 2026-11-01T10:00[America/New_York] FREQ=DAILY -2026-11-02T09:00:00",
            ),
            // A day over the change of the clocks is a day; 24 hours are 24 hours.
            (
                "DTSTART;TZID=Europe/Berlin:20261024T120000\nDURATION:P1D",
                "2026-10-24T12:00[Europe/Berlin] 2026-10-25T12:00[Europe/Berlin]",
            ),
            (
                "DTSTART;TZID=Europe/Berlin:20261024T120000\nDURATION:PT24H",
                "2026-10-24T12:00[Europe/Berlin] 2026-10-25T11:00[Europe/Berlin]",
            ),
        ];
        for (lines, expected) in cases {
            assert_eq!(told(lines), expected, "{lines}");
        }
    }

    #[test]
    fn what_cannot_be_has_its_reason() {
        let cases = [
            ("DTSTART:20261122T090000Z", "ical_no_length"),
            (
                "DTSTART;TZID=Mars/Olympus:20261122T090000\nDURATION:PT1H",
                "ical_zone_unknown",
            ),
            (
                "DTSTART:20261122T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY",
                "ical_rule_unknown",
            ),
            (
                "DTSTART:20261122T090000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYWEEKNO=20",
                "ical_rule_unknown",
            ),
            (
                "DTSTART:20261122T090000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU",
                "ical_beside_rule",
            ),
            (
                "DTSTART:20261122T090000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "ical_beside_rule",
            ),
        ];
        for (lines, expected) in cases {
            assert_eq!(told(lines), expected, "{lines}");
        }
    }

    /// RFC 5545, 3.8.5.3, those that the model's rules know.
    #[test]
    fn the_examples_of_the_rfc_are_taken_as_they_stand() {
        for rule in [
            "FREQ=DAILY;COUNT=10",
            "FREQ=DAILY;UNTIL=19971224T000000Z",
            "FREQ=DAILY;INTERVAL=2",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
            "FREQ=YEARLY;INTERVAL=3;COUNT=10",
        ] {
            let lines = format!("DTSTART;TZID=America/New_York:19970902T090000\nDURATION:PT1H\nRRULE:{rule}");
            let written = Rule::parse(rule).unwrap();
            assert_eq!(
                told(&lines),
                format!("1997-09-02T09:00[America/New_York] 1997-09-02T10:00[America/New_York] {written}")
            );
        }
        // Every Friday the 13th: its own beginning is left out.
        let friday = "DTSTART;TZID=America/New_York:19970902T090000\nDURATION:PT1H\n\
            EXDATE;TZID=America/New_York:19970902T090000\nRRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13";
        assert!(told(friday).ends_with("-1997-09-02T09:00:00"), "{}", told(friday));
    }
}
