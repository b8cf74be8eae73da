//! How often something comes again: out of words, and from one time to the next.

use super::{
    cut::Line,
    when::{any_weekday, unit},
    words::{Sense, Unit},
};
use jiff::{
    Span, ToSpan,
    civil::{Date, Weekday},
};

/// "every month", "alle zwei Wochen", "todos los viernes": how many words, the key, and the weekday where it names one.
pub(super) fn repeat(line: Line, at: usize) -> Option<(usize, &'static str, Option<i8>)> {
    let lead = match (line.folded(at), line.folded(at + 1)) {
        ("todos" | "todas", "los" | "las") | ("tous" | "toutes", "les") => 2,
        _ if line.is(at, Sense::Every) => 1,
        _ => return None,
    };
    let number = |s| {
        if let Sense::Number(number) = s {
            Some(number)
        } else {
            None
        }
    };
    let other = matches!(line.folded(at + lead), "other" | "second").then_some(2);
    let n = other.or_else(|| line.sense(at + lead, number));
    let place = at + lead + usize::from(n.is_some());
    let words = place + 1 - at;
    if let Some(unit) = unit(line, place) {
        return Some((words, key(n.unwrap_or(1), unit)?, None));
    }
    let day = any_weekday(line, place)?;
    Some((words, key(n.unwrap_or(1), Unit::Week)?, Some(day)))
}

fn key(n: i64, unit: Unit) -> Option<&'static str> {
    Some(match (n, unit) {
        (1, Unit::Day) => "day",
        (1, Unit::Weekday) => "weekday",
        (1, Unit::Week) | (7, Unit::Day) => "week",
        (2, Unit::Week) | (14, Unit::Day) => "fortnight",
        (1, Unit::Month) => "month",
        (3, Unit::Month) | (1, Unit::Quarter) => "quarter",
        (6, Unit::Month) | (2, Unit::Quarter) => "half_year",
        (12, Unit::Month) | (4, Unit::Quarter) | (1, Unit::Year) => "year",
        _ => return None,
    })
}

/// The next day of something that repeats: the first in its rhythm after both the day that it was due and the day that it
/// was done, so never in the past. What is due on the last day of a month stays on the last day.
///
/// Time of day and zone are the caller's to keep: days are counted on the calendar, so a change of the clocks moves nothing.
pub(crate) fn next(repeats: &str, due: Option<Date>, done_on: Date) -> Option<Date> {
    let from = due.unwrap_or(done_on);
    let after = from.max(done_on);
    if repeats == "weekday" {
        let mut day = after.tomorrow().ok()?;
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.tomorrow().ok()?;
        }
        return Some(day);
    }
    let (days, months) = match repeats {
        "day" => (1, 0),
        "week" => (7, 0),
        "fortnight" => (14, 0),
        "month" => (0, 1),
        "quarter" => (0, 3),
        "half_year" => (0, 6),
        "year" => (0, 12),
        _ => return None,
    };
    // One jump close to the day, so that a task of 1926 does not take a hundred years of steps.
    let passed = i64::from(from.until(after).map_or(0, |span: Span| span.get_days()));
    let skipped = passed / (days + months * 31);
    let step = |times: i64| {
        let day = from.checked_add((days * times).days().months(months * times)).ok()?;
        let last = months > 0 && from == from.last_of_month();
        Some(if last { day.last_of_month() } else { day })
    };
    (skipped.max(1)..).map_while(step).find(|day| *day > after)
}
