//! The embedded file as acts in order, with its days reckoned from today. Pure.
//!
//! Days are counted in weekdays, so that nobody calls a customer on a Sunday and the quarter is current on any day on which
//! the sample is loaded. Nothing in it lies ahead of now.

use jiff::{
    ToSpan, Zoned,
    civil::{Date, Time, Weekday},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A record of the file, with its later acts.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    /// What others call it: `@anneke`.
    #[serde(rename = "ref")]
    pub(super) name: String,
    pub(super) kind: String,
    by: String,
    on: i64,
    at: String,
    fields: BTreeMap<String, String>,
    #[serde(default)]
    then: Vec<Later>,
}

#[derive(Clone, Debug, Deserialize)]
struct Later {
    act: String,
    by: String,
    on: i64,
    at: String,
    fields: BTreeMap<String, String>,
    /// Done without having seen the act before it: two values will stand.
    #[serde(default)]
    unseen: bool,
}

/// One act of the sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct SampleAct<'a> {
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    /// None makes the record.
    pub(super) act: Option<&'a str>,
    pub(super) by: &'a str,
    /// When, ms since 1970.
    pub(super) at: i64,
    pub(super) fields: &'a BTreeMap<String, String>,
    pub(super) unseen: bool,
}

/// All acts, the oldest first.
pub(super) fn acts<'a>(entries: &'a [Entry], now: &Zoned) -> Vec<SampleAct<'a>> {
    let mut acts = Vec::new();
    for entry in entries {
        acts.push(SampleAct {
            name: &entry.name,
            kind: &entry.kind,
            act: None,
            by: &entry.by,
            at: moment(entry.on, &entry.at, now),
            fields: &entry.fields,
            unseen: false,
        });
        acts.extend(entry.then.iter().map(|later| SampleAct {
            name: &entry.name,
            kind: &entry.kind,
            act: Some(&later.act),
            by: &later.by,
            at: moment(later.on, &later.at, now),
            fields: &later.fields,
            unseen: later.unseen,
        }));
    }
    // Stable, so that what is pressed together by "not ahead of now" keeps its order; a record comes before its acts.
    acts.sort_by_key(|act| act.at);
    acts
}

/// A text of the file as it would be typed: `day:+2 12:00` is that day.
pub(super) fn typed(text: &str, today: Date) -> String {
    let Some(rest) = text.strip_prefix("day:") else {
        return text.to_owned();
    };
    let (days, time) = rest.split_once(' ').unwrap_or((rest, ""));
    let date = weekday(today, days.parse().unwrap_or(0));
    if time.is_empty() {
        date.to_string()
    } else {
        format!("{date}T{time}")
    }
}

fn moment(on: i64, at: &str, now: &Zoned) -> i64 {
    let time = at
        .split_once(':')
        .and_then(|(hour, minute)| Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok());
    let day = weekday(now.date(), on).to_datetime(time.unwrap_or(Time::midnight()));
    let then = day
        .to_zoned(now.time_zone().clone())
        .map_or(now.timestamp(), |then| then.timestamp());
    then.min(now.timestamp()).as_millisecond()
}

/// The day so many weekdays from a day; 0 is that day.
fn weekday(from: Date, days: i64) -> Date {
    let (mut day, mut left) = (from, days);
    while left != 0 {
        day = day.saturating_add(left.signum().days());
        let at_work = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        left -= if at_work { left.signum() } else { 0 };
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_today_and_never_fall_on_a_weekend() {
        let tuesday = Date::constant(2026, 11, 17);
        for (text, expected) in [
            ("day:+0", "2026-11-17"),
            ("day:+3", "2026-11-20"),
            ("day:+4 09:30", "2026-11-23T09:30"),
            ("day:-2", "2026-11-13"),
            ("plain", "plain"),
        ] {
            assert_eq!(typed(text, tuesday), expected);
        }
    }
}
