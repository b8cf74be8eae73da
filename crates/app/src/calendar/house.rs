//! What can be booked: the resources and the colleagues of the organisation, when each of them is open, and how much it bears.

use super::{MINUTE, slots::Between, text};
use crate::Failure;
use jiff::{civil::Date, tz::TimeZone};
use model::{KindKey, Record, RecordId, Schema, Value, WorkingHours};
use store::Store;

/// Of each kind, at most.
const MOST: u32 = 2_000;

/// One thing or person that can be booked.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(crate) id: RecordId,
    pub(crate) name: String,
    pub(crate) person: bool,
    /// Which kind of resource; empty for a person.
    pub(crate) what: String,
    pub(crate) capacity: usize,
    /// Between two bookings, ms.
    pub(crate) buffer: i64,
    /// Whether anybody has said when.
    pub(crate) said: bool,
    pub(crate) hours: WorkingHours,
}

/// Days on which the house, or one resource, is closed.
#[derive(Clone, Debug)]
struct Closed {
    name: String,
    first: Date,
    last: Date,
    only: Option<RecordId>,
}

/// Everything that can be booked, resources first, by name.
pub(crate) struct House {
    pub(crate) lanes: Vec<Lane>,
    closed: Vec<Closed>,
}

impl House {
    pub(crate) async fn of(store: &Store) -> Result<Self, Failure> {
        let schema = store.schema();
        let mut lanes = Vec::new();
        for (kind, person) in [("resource", false), ("colleague", true)] {
            let records = store.records_after(&KindKey::of(kind), 0, MOST).await?;
            let mut some: Vec<Lane> = records
                .iter()
                .map(|(_, id, record)| lane(*id, record, &schema, person))
                .collect();
            some.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
            lanes.append(&mut some);
        }
        let closed = store.records_after(&KindKey::of("closure"), 0, MOST).await?;
        Ok(Self {
            lanes,
            closed: closed
                .iter()
                .filter_map(|(_, _, record)| closure(record, &schema))
                .collect(),
        })
    }

    /// Why a lane cannot be had on a day; empty where it can.
    pub(crate) fn closed_by(&self, lane: &Lane, day: Date) -> &str {
        let closes = |closed: &&Closed| {
            closed.only.is_none_or(|only| only == lane.id) && (closed.first..=closed.last).contains(&day)
        };
        self.closed.iter().find(closes).map_or("", |closed| &closed.name)
    }

    /// When a lane is open, from a day until before another.
    pub(crate) fn open(&self, lane: &Lane, from: Date, until: Date, zone: &TimeZone) -> Vec<Between> {
        let mut open = Vec::new();
        for day in from.series(jiff::Span::new().days(1)).take_while(|day| *day < until) {
            if !self.closed_by(lane, day).is_empty() {
                continue;
            }
            for (opens, closes) in lane.hours.on(day) {
                let at = |time| {
                    day.to_datetime(time)
                        .to_zoned(zone.clone())
                        .map(|at| at.timestamp().as_millisecond())
                };
                if let (Ok(opens), Ok(closes)) = (at(*opens), at(*closes)) {
                    open.push((opens, closes));
                }
            }
        }
        open
    }
}

pub(crate) fn lane(id: RecordId, record: &Record, schema: &Schema, person: bool) -> Lane {
    let number = |field| match record.value(schema, field) {
        Some(Value::Whole(number)) => (*number).max(0),
        _ => 0,
    };
    let hours = text(record, schema, "hours");
    Lane {
        id,
        name: text(record, schema, "name").to_owned(),
        person,
        what: text(record, schema, "what").to_owned(),
        capacity: usize::try_from(number("capacity")).unwrap_or(1).max(1),
        buffer: number("buffer").min(24 * 60) * MINUTE,
        said: !hours.is_empty(),
        hours: WorkingHours::parse(hours).unwrap_or_else(|_| WorkingHours::usual()),
    }
}

fn closure(record: &Record, schema: &Schema) -> Option<Closed> {
    let day = |field| text(record, schema, field).parse::<Date>().ok();
    let first = day("begins")?;
    Some(Closed {
        name: text(record, schema, "name").to_owned(),
        first,
        last: day("ends").unwrap_or(first),
        only: text(record, schema, "resource").parse().ok(),
    })
}
