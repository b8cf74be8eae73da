//! When an appointment is: from when to when on the wall clock of the zone where it was made, and how it comes again. The value
//! of one field, so that nobody's end ever goes with another's beginning.
//!
//! What was agreed is the clock on the wall, so instants are reckoned each time, by the zone's rules as they are known then. An
//! hour that a spring night leaves out counts as the one after it; of an hour that an autumn night has twice, the first is meant
//! (RFC 5545, 3.3.5). Every occurrence lasts exactly as long as the first one (3.8.5.3).
//!
//! One occurrence that is moved, or has come about, becomes a record of its own. Its id follows from the series and from when the
//! occurrence was to begin, and the series remembers that start as left out. So two people who move one occurrence without seeing
//! each other meet in one record, and whoever splits a series at a place makes the same second half as anybody else.

use crate::{RecordId, Value, recurrence::Rule, typed::Moment};
use jiff::{
    Timestamp, Zoned,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;

/// Occurrences of one series in one answer, at most.
const MOST: usize = 5_000;

/// From when to when, and how it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// When the first one begins; a day without a time begins at midnight.
    pub start: Moment,
    /// When the first one ends.
    pub end: Moment,
    /// How it comes again; `None` for what takes place once.
    pub repeats: Option<Rule>,
}

/// One time at which an appointment takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The wall clock at which the rule has it begin: its name within the series.
    pub original: DateTime,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

impl Span {
    /// From the value of an appointment's group, where it is whole. A rule that this version does not know is not guessed at:
    /// the first one stands.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            start: Moment::kept(value.part_text("start"))?,
            end: Moment::kept(value.part_text("end"))?,
            repeats: Rule::parse(value.part_text("repeats")).ok(),
        })
    }

    /// As the value of an appointment's group.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::parts([
            ("start", Value::text(self.start.to_string())),
            ("end", Value::text(self.end.to_string())),
            (
                "repeats",
                self.repeats
                    .as_ref()
                    .map_or(Value::Nothing, |rule| Value::text(rule.to_string())),
            ),
        ])
    }

    /// The wall clock at which the first one begins.
    #[must_use]
    pub fn first(&self) -> DateTime {
        wall(&self.start)
    }

    /// The zone it was made in. `find` finds one by its name, and what a whole day goes by for an empty one.
    pub fn zone(&self, find: &impl Fn(&str) -> TimeZone) -> TimeZone {
        find(self.start.time.as_ref().map_or("", |(_, zone)| zone.as_str()))
    }

    /// When the first one begins and ends; none where it would end before it begins.
    pub fn times(&self, find: &impl Fn(&str) -> TimeZone) -> Option<(Timestamp, Timestamp)> {
        let (start, end) = (instant(&self.start, find)?, instant(&self.end, find)?);
        (start < end).then_some((start, end))
    }

    /// The occurrences that overlap a stretch of time, in order; of a long series, some thousands.
    pub fn between(
        &self,
        left_out: &BTreeSet<DateTime>,
        from: Timestamp,
        to: Timestamp,
        find: &impl Fn(&str) -> TimeZone,
    ) -> Vec<Occurrence> {
        let Some((start, end)) = self.times(find) else {
            return Vec::new();
        };
        let Some(rule) = &self.repeats else {
            let once = Occurrence {
                original: self.first(),
                start,
                end,
            };
            return if start < to && end > from {
                vec![once]
            } else {
                Vec::new()
            };
        };
        let (zone, lasts) = (self.zone(find), end.duration_since(start));
        let near = from
            .checked_sub(lasts)
            .map_or(self.first().date(), |from| zone.to_datetime(from).date());
        let near = near.yesterday().unwrap_or(near);
        let mut found = Vec::new();
        for original in rule.starts(self.first(), &zone).near(near) {
            let Ok(start) = zone.to_ambiguous_timestamp(original).compatible() else {
                break;
            };
            if start >= to || found.len() >= MOST {
                break;
            }
            let Ok(end) = start.checked_add(lasts) else { break };
            if end > from && !left_out.contains(&original) {
                found.push(Occurrence { original, start, end });
            }
        }
        found
    }

    /// The same span at another time: begins at `start`, lasts `minutes`, on the wall clock of `zone`; comes again as before.
    #[must_use]
    pub fn at(start: &Zoned, minutes: i64, zone: &str, repeats: Option<Rule>) -> Option<Self> {
        let end = start
            .timestamp()
            .checked_add(jiff::SignedDuration::from_mins(minutes))
            .ok()?;
        let end = end.to_zoned(start.time_zone().clone());
        let kept = |at: &Zoned| Moment {
            date: at.date(),
            time: Time::new(at.hour(), at.minute(), 0, 0)
                .ok()
                .map(|time| (time, zone.to_owned())),
        };
        Some(Self {
            start: kept(start),
            end: kept(&end),
            repeats,
        })
    }
}

/// The id of one occurrence that has become a record of its own.
#[must_use]
pub fn occurrence_id(series: RecordId, original: DateTime) -> RecordId {
    derived(series, "one", original)
}

/// The id of the series that another becomes from an occurrence on.
#[must_use]
pub fn following_id(series: RecordId, original: DateTime) -> RecordId {
    derived(series, "following", original)
}

/// The moment of the series' own id, and a hash instead of chance.
fn derived(series: RecordId, what: &str, original: DateTime) -> RecordId {
    let told = format!("{series} {what} {original}");
    let hash = digest(&SHA256, told.as_bytes());
    let chance = hash
        .as_ref()
        .iter()
        .take(10)
        .fold(0u128, |chance, byte| (chance << 8) | u128::from(*byte));
    RecordId::from_parts(series.ulid().timestamp_ms(), chance)
}

fn wall(moment: &Moment) -> DateTime {
    let time = moment.time.as_ref().map_or(Time::midnight(), |(time, _)| *time);
    moment.date.to_datetime(time)
}

fn instant(moment: &Moment, find: &impl Fn(&str) -> TimeZone) -> Option<Timestamp> {
    let zone = find(moment.time.as_ref().map_or("", |(_, zone)| zone.as_str()));
    zone.to_ambiguous_timestamp(wall(moment)).compatible().ok()
}
