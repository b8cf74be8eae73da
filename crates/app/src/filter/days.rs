//! Days and stretches of days, said by today: `today`, `this_week`, `overdue`, `next_7_days`, `last_30_days`.
//!
//! Days are compared by the clock on the wall: what is due on the 19th at noon in Lisbon is due on the 19th, wherever it is
//! read. A week begins on Monday (ISO 8601).

use super::{Read, With};
use crate::clock::Clock;
use jiff::{ToSpan as _, civil::Date};
use model::typed::{DateOrder, Moment};
use store::Span;

/// Any of these days or stretches.
pub(super) fn on(words: &[String], with: &With) -> Read<Vec<Span>> {
    let mut spans = Vec::new();
    for word in words {
        spans.extend(stretch(word.trim(), with)?);
    }
    if spans.is_empty() {
        return Err("this condition needs a day.".to_owned());
    }
    Ok(spans)
}

/// Before a day, or before the first day of a stretch.
pub(super) fn before(word: &str, with: &With) -> Read<Span> {
    let from = stretch(word, with)?.into_iter().find_map(|span| span.from);
    Ok(Span {
        from: None,
        until: from,
    })
}

/// After a day is from the next day on; after a time of day is from the next minute on.
pub(super) fn after(word: &str, with: &With) -> Read<Span> {
    let until = stretch(word, with)?.into_iter().rev().find_map(|span| span.until);
    Ok(Span {
        from: until,
        until: None,
    })
}

pub(super) fn between(first: &str, second: &str, with: &With) -> Read<Span> {
    let from = stretch(first, with)?.into_iter().find_map(|span| span.from);
    let until = stretch(second, with)?.into_iter().rev().find_map(|span| span.until);
    if from >= until {
        return Err(format!("“{first}” is after “{second}”. Exchange the two."));
    }
    Ok(Span { from, until })
}

/// What a word or a date stands for.
fn stretch(word: &str, with: &With) -> Read<Vec<Span>> {
    if word == "overdue" {
        return Ok(overdue(with.clock));
    }
    if let Some((first, last)) = named(word, with.clock.today()) {
        return Ok(vec![days(first, last)]);
    }
    let moment = Moment::parse(word, DateOrder::DayFirst, with.reading.zone).map_err(|why| why.to_string())?;
    let Some((time, _)) = moment.time else {
        return Ok(vec![days(moment.date, moment.date)]);
    };
    let at = format!("{}T{:02}:{:02}", moment.date, time.hour(), time.minute());
    // The kept form goes on with `[`; `~` comes after it and before the next minute.
    let until = Some(format!("{at}~"));
    Ok(vec![Span { from: Some(at), until }])
}

fn days(first: Date, last: Date) -> Span {
    let until = last.tomorrow().unwrap_or(last);
    Span {
        from: Some(first.to_string()),
        until: Some(until.to_string()),
    }
}

/// A whole day is overdue when it is over, a time of day when it is past.
fn overdue(clock: &Clock) -> Vec<Span> {
    let today = clock.today();
    let past = Span {
        from: None,
        until: Some(today.to_string()),
    };
    let earlier = Span {
        from: Some(format!("{today}T")),
        until: Some(clock.text()),
    };
    vec![past, earlier]
}

/// First and last day of a named stretch.
fn named(word: &str, today: Date) -> Option<(Date, Date)> {
    let back = |days: i64| today.checked_sub(days.days()).ok();
    let on = |days: i64| today.checked_add(days.days()).ok();
    let monday = back(i64::from(today.weekday().to_monday_zero_offset()))?;
    let week = |weeks: i64| {
        let first = monday.checked_add((weeks * 7).days()).ok()?;
        Some((first, first.checked_add(6.days()).ok()?))
    };
    let month = |months: i64| {
        let first = today.first_of_month().checked_add(months.months()).ok()?;
        Some((first, first.last_of_month()))
    };
    let year = |years: i64| {
        let first = today.first_of_year().checked_add(years.years()).ok()?;
        Some((first, first.last_of_year()))
    };
    match word {
        "today" => Some((today, today)),
        "yesterday" => Some((back(1)?, back(1)?)),
        "tomorrow" => Some((on(1)?, on(1)?)),
        "this_week" => week(0),
        "last_week" => week(-1),
        "next_week" => week(1),
        "this_month" => month(0),
        "last_month" => month(-1),
        "next_month" => month(1),
        "this_year" => year(0),
        "last_year" => year(-1),
        "next_year" => year(1),
        _ => {
            let (way, rest) = word.split_once('_')?;
            let count: i64 = rest
                .strip_suffix("_days")?
                .parse()
                .ok()
                .filter(|n| (1..=3_660).contains(n))?;
            match way {
                // Today and the days after it; the days before it and today.
                "next" => Some((today, on(count - 1)?)),
                "last" => Some((back(count - 1)?, today)),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_word_stands_for_days_that_are_counted_from_today() {
        let thursday = date(2026, 11, 19);
        for (word, first, last) in [
            ("today", "2026-11-19", "2026-11-19"),
            ("yesterday", "2026-11-18", "2026-11-18"),
            ("this_week", "2026-11-16", "2026-11-22"),
            ("last_week", "2026-11-09", "2026-11-15"),
            ("next_month", "2026-12-01", "2026-12-31"),
            ("last_year", "2025-01-01", "2025-12-31"),
            ("next_7_days", "2026-11-19", "2026-11-25"),
            ("last_30_days", "2026-10-21", "2026-11-19"),
        ] {
            let (a, b) = named(word, thursday).unwrap();
            assert_eq!(
                (a.to_string().as_str(), b.to_string().as_str()),
                (first, last),
                "{word}"
            );
        }
        for word in ["", "soon", "next_0_days", "next_x_days", "last_99999_days"] {
            assert_eq!(named(word, thursday), None, "{word}");
        }
    }

    #[test]
    fn a_whole_day_is_overdue_when_it_is_over_and_a_time_when_it_is_past() {
        let clock = Clock::at(1_795_080_300_000, "UTC"); // 2026-11-19T09:25Z
        let spans = overdue(&clock);
        let is = |text: &str| {
            spans.iter().any(|span| {
                span.from.as_deref().is_none_or(|from| text >= from)
                    && span.until.as_deref().is_none_or(|until| text < until)
            })
        };
        assert_eq!(clock.text(), "2026-11-19T09:25");
        assert!(is("2026-11-18") && is("2026-11-18T23:00[UTC]") && is("2026-11-19T09:24[UTC]"));
        assert!(!is("2026-11-19") && !is("2026-11-19T09:25[UTC]") && !is("2026-11-20"));
    }
}
