//! The front desk's book: what a day looks like, what is free, and booking into it. When an appointment is, is `model::Span`; who
//! holds a slot that two have booked is `model::overlap`; what is free is pure (`slots`). Here the facts for them are gathered, and
//! what a person does becomes one change, or one gesture where an occurrence leaves its series.

mod acts;
mod book;
mod check;
mod house;
mod slots;
mod steps;
mod view;

pub use acts::{BookAsk, MoveAsk, StepAsk};
pub(crate) use check::{Beside, Wish, check_form, check_writes, refuse_taken_beside, spanned};
pub use slots::{FreeSlot, SlotAsk};
pub use view::{Calendar, CalendarEntry, CalendarLane, CalendarService, Stretch};

use crate::{App, Failure, clock::zone, failure::unfit};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use model::{Record, RecordId, Schema, Span, Value, typed::links_of};
use std::collections::BTreeSet;

/// What an act on one occurrence of a series is called among the acts.
pub(crate) const OF_SERIES: &str = "Changed a series of appointments";
pub(crate) const KIND: &str = "appointment";
pub(crate) const MINUTE: i64 = 60_000;

/// An appointment at one of its times.
#[derive(Clone, Debug)]
pub(crate) struct Booking<'a> {
    pub(crate) id: RecordId,
    pub(crate) record: &'a Record,
    /// Of something that comes again: when this one begins by the rule, on the wall.
    pub(crate) original: Option<DateTime>,
    /// Ms since 1970.
    pub(crate) start: i64,
    pub(crate) end: i64,
}

/// The bookings that overlap a stretch of time, by their beginning.
pub(crate) fn bookings<'a>(
    records: &'a [(RecordId, Record)],
    schema: &Schema,
    (from, to): (i64, i64),
    find: &impl Fn(&str) -> TimeZone,
) -> Vec<Booking<'a>> {
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut bookings = Vec::with_capacity(records.len());
    for (id, record) in records {
        let Some(span) = record.value(schema, "span").and_then(Span::from_value) else {
            continue;
        };
        for one in span.between(&left_out(record), at(from), at(to), find) {
            bookings.push(Booking {
                id: *id,
                record,
                original: span.repeats.is_some().then_some(one.original),
                start: one.start.as_millisecond(),
                end: one.end.as_millisecond(),
            });
        }
    }
    bookings.sort_by_key(|booking| (booking.start, booking.end, booking.id));
    bookings
}

/// Starts of a series that do not take place as its rule says.
pub(crate) fn left_out(record: &Record) -> BTreeSet<DateTime> {
    record.elements("left_out").filter_map(|at| at.parse().ok()).collect()
}

/// Whether an appointment takes anything up.
pub(crate) fn holds(record: &Record, schema: &Schema) -> bool {
    !matches!(text(record, schema, "status"), "cancelled" | "no_show")
}

pub(crate) fn text<'a>(record: &'a Record, schema: &Schema, field: &str) -> &'a str {
    record.value(schema, field).and_then(Value::as_text).unwrap_or_default()
}

pub(crate) fn links(record: &Record, schema: &Schema, field: &str) -> Vec<RecordId> {
    record.value(schema, field).map(links_of).unwrap_or_default()
}

/// A place in a series as the window names it; none for an empty one.
pub(crate) fn original(text: &str) -> Result<Option<DateTime>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Failure::not_found())
}

/// Something in the form of an appointment that cannot be; `code` is what the window has words for.
pub(crate) fn wrong(field: &str, code: &str, words: &str) -> Failure {
    Failure::invalid(words).about(unfit(KIND, field, code))
}

impl App {
    /// A zone by its name; the device's own for a day without a time.
    pub(crate) fn find_zone(&self) -> impl Fn(&str) -> TimeZone + use<> {
        let here = zone(&self.0.surroundings.zone);
        move |name| if name.is_empty() { here.clone() } else { zone(name) }
    }
}
