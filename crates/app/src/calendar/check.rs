//! Whether a booking meets another: asked before anything is saved, wherever an appointment is written.

use super::{KIND, MINUTE, book::MINUTES_MOST, bookings, holds, house, left_out, links, slots::Between, wrong};
use crate::{App, Failure, FailureCode, several::Writes};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use model::{KindKey, Record, RecordId, Span, Value, WorkingHours, overlap::most_at_once, typed::Moment};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Engaged, Store};

/// Occurrences of a new series that are looked at: a weekly one for a year.
const LOOKED_AT: usize = 53;
/// A year and a day, in ms: how far ahead a series is looked at.
const AHEAD: i64 = 366 * 24 * 60 * MINUTE;

/// What is to be booked.
pub(crate) struct Wish<'a> {
    /// The appointment itself, where it is here already.
    pub(crate) id: Option<RecordId>,
    /// The occurrences of a series that it takes the place of: one, or all from it on.
    pub(crate) replaces: Option<(RecordId, DateTime, bool)>,
    pub(crate) span: &'a Span,
    pub(crate) left_out: BTreeSet<DateTime>,
    pub(crate) of: Vec<RecordId>,
}

/// What the same gesture books as well: it is not in the store yet.
#[derive(Default)]
pub(crate) struct Beside {
    /// What takes place once, by resource or person, and day.
    once: HashMap<(RecordId, i64), Vec<(String, Between)>>,
    /// What comes again, by resource or person.
    again: HashMap<RecordId, Vec<(String, Span, BTreeSet<DateTime>)>>,
}

impl Beside {
    /// This will be booked.
    pub(crate) fn add(&mut self, wish: &Wish<'_>, title: &str, find: &impl Fn(&str) -> TimeZone) {
        let Some((start, end)) = wish.span.times(find) else {
            return;
        };
        let time = (start.as_millisecond(), end.as_millisecond());
        for of in &wish.of {
            if wish.span.repeats.is_some() {
                let series = (title.to_owned(), wish.span.clone(), wish.left_out.clone());
                self.again.entry(*of).or_default().push(series);
                continue;
            }
            for day in day_of(time.0)..=day_of(time.1) {
                self.once.entry((*of, day)).or_default().push((title.to_owned(), time));
            }
        }
    }

    /// What of it overlaps a stretch.
    fn meeting(&self, of: RecordId, (from, to): Between, find: &impl Fn(&str) -> TimeZone) -> Vec<(&str, Between)> {
        let mut met = Vec::new();
        for day in day_of(from)..=day_of(to) {
            // What goes over several days is met on the first of them.
            let first = |time: &Between| day_of(time.0).max(day_of(from)) == day;
            let booked = self.once.get(&(of, day)).into_iter().flatten();
            let here = booked.filter(|(_, time)| time.0 < to && from < time.1 && first(time));
            met.extend(here.map(|(title, time)| (title.as_str(), *time)));
        }
        for (title, span, left_out) in self.again.get(&of).into_iter().flatten() {
            let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
            let there = span.between(left_out, at(from), at(to), find);
            let times = there
                .iter()
                .map(|one| (one.start.as_millisecond(), one.end.as_millisecond()));
            met.extend(times.map(|time| (title.as_str(), time)));
        }
        met
    }
}

fn day_of(ms: i64) -> i64 {
    ms.div_euclid(24 * 60 * MINUTE)
}

/// A form's fields that are typed as plain text and have a form of their own all the same.
///
/// # Errors
/// `Invalid`, naming the field.
pub(crate) fn check_form(kind: &KindKey, form: &BTreeMap<String, String>) -> Result<(), Failure> {
    let typed = |key: &str| form.get(key).map(|text| text.trim()).filter(|text| !text.is_empty());
    if let (Some(hours), "resource" | "colleague") = (typed("hours"), kind.as_str()) {
        WorkingHours::parse(hours).map_err(|why| Failure::unfit(kind.as_str(), "hours", "Hours", &why))?;
    }
    if let (Some(rule), KIND) = (typed("span.repeats"), kind.as_str()) {
        model::Rule::parse(rule).map_err(|why| Failure::unfit(KIND, "span.repeats", "Repeats", &why))?;
    }
    Ok(())
}

/// Writes to an appointment that are about to be made anywhere: its span has to be one, and what it takes up has to be free.
/// `before` is none for a new one.
///
/// # Errors
/// `Invalid` for a span that is none, `Taken`, or the store's.
pub(crate) async fn check_writes(
    app: &App,
    store: &Store,
    (id, before): (Option<RecordId>, Option<&Record>),
    writes: &Writes,
) -> Result<(), Failure> {
    let schema = store.schema();
    if !["span", "resources", "people", "status"]
        .iter()
        .any(|field| writes.contains_key(*field))
    {
        return Ok(());
    }
    let value = |field: &str| match writes.get(field) {
        Some(write) => Some(write.value.clone()),
        None => before.and_then(|record| record.value(&schema, field)).cloned(),
    };
    let Some(span) = value("span").filter(Value::is_some) else {
        return Ok(()); // what is missing is told by the declaration
    };
    let span = spanned(app, &span)?;
    let status = value("status");
    if matches!(status.as_ref().and_then(Value::as_text), Some("cancelled" | "no_show")) {
        return Ok(());
    }
    // What has come about stays come about: nobody is refused for saying so.
    if !["span", "resources", "people"]
        .iter()
        .any(|field| writes.contains_key(*field))
        && before.is_some_and(|record| holds(record, &schema))
    {
        return Ok(());
    }
    let of = ["resources", "people"]
        .iter()
        .filter_map(|field| value(field))
        .flat_map(|ids| model::typed::links_of(&ids));
    let wish = Wish {
        id,
        replaces: None,
        span: &span,
        left_out: before.map(left_out).unwrap_or_default(),
        of: of.collect(),
    };
    refuse_taken(app, store, &wish).await
}

/// A span that can be: with a time, ending after it begins, of a length that can be booked.
pub(crate) fn spanned(app: &App, value: &Value) -> Result<Span, Failure> {
    let timed = |part| Moment::kept(value.part_text(part)).is_some_and(|moment| moment.time.is_some());
    if !timed("start") || !timed("end") {
        return Err(wrong(
            "span.start",
            "needs_time",
            "From: say at what time, such as 14:30.",
        ));
    }
    let span = Span::from_value(value).ok_or_else(|| wrong("span.start", "needs_time", "From: say when."))?;
    let long = span
        .times(&app.find_zone())
        .map(|(start, end)| end.duration_since(start).as_mins());
    match long {
        Some(minutes) if minutes <= i64::from(MINUTES_MOST) => Ok(span),
        Some(_) => Err(wrong(
            "span.end",
            "too_far",
            "Until: an appointment lasts at most 31 days.",
        )),
        None => Err(wrong("span.end", "ends_before", "Until: that is before it begins.")),
    }
}

/// Fails where something that the booking needs is taken at one of its times.
///
/// # Errors
/// `Taken`, saying what, when and by whom; or the store's.
pub(super) async fn refuse_taken(app: &App, store: &Store, wish: &Wish<'_>) -> Result<(), Failure> {
    refuse_taken_beside(app, store, wish, &Beside::default()).await
}

/// The times of a booking that are looked at.
fn times_of(app: &App, wish: &Wish<'_>) -> Vec<Between> {
    let find = app.find_zone();
    let Some((first, _)) = wish.span.times(&find).filter(|_| !wish.of.is_empty()) else {
        return Vec::new();
    };
    let from = first.as_millisecond();
    // What is over cannot be taken any more; of a series that began long ago, what is to come is looked at.
    let from = if wish.span.repeats.is_some() {
        from.max(app.now())
    } else {
        from
    };
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
    wish.span
        .between(&wish.left_out, at(from), at(from.saturating_add(AHEAD)), &find)
        .into_iter()
        .take(LOOKED_AT)
        .map(|one| (one.start.as_millisecond(), one.end.as_millisecond()))
        .collect()
}

/// The same, with what the same gesture books as well.
///
/// # Errors
/// As [`refuse_taken`].
pub(crate) async fn refuse_taken_beside(
    app: &App,
    store: &Store,
    wish: &Wish<'_>,
    beside: &Beside,
) -> Result<(), Failure> {
    let times = times_of(app, wish);
    if times.is_empty() {
        return Ok(());
    }
    let find = app.find_zone();
    let taken = engaged(store, wish, &times, &find).await?;
    let schema = store.schema();
    let resources = store.living(&KindKey::of("resource"), &wish.of).await?;
    for of in &wish.of {
        let lane = resources
            .iter()
            .find(|(id, _)| id == of)
            .map(|(id, record)| house::lane(*id, record, &schema, false));
        let (capacity, buffer) = lane.map_or((1, 0), |lane| (lane.capacity, lane.buffer));
        for (start, end) in &times {
            let (from, to) = (start - buffer, end + buffer);
            let met: Vec<&(RecordId, RecordId, Between)> = taken
                .iter()
                .filter(|(_, who, (start, end))| who == of && *start < to && from < *end)
                .collect();
            let also = beside.meeting(*of, (from, to), &find);
            let stretches = met.iter().map(|(_, _, time)| *time);
            let stretches: Vec<Between> = stretches.chain(also.iter().map(|(_, time)| *time)).collect();
            if most_at_once(&stretches, from, to) < capacity {
                continue;
            }
            if let Some((by, _, time)) = met.first() {
                return Err(taken_by(store, *of, Err(*by), *time).await?);
            }
            if let Some((by, time)) = also.first() {
                return Err(taken_by(store, *of, Ok(by), *time).await?);
            }
        }
    }
    Ok(())
}

/// When what the wish needs is taken around its times, by others: (appointment, resource or person, when).
async fn engaged(
    store: &Store,
    wish: &Wish<'_>,
    times: &[Between],
    find: &impl Fn(&str) -> TimeZone,
) -> Result<Vec<(RecordId, RecordId, Between)>, Failure> {
    let schema = store.schema();
    let mut days = BTreeSet::new();
    for (start, end) in times {
        let number = |ms: i64| i32::try_from(ms.div_euclid(24 * 60 * MINUTE)).unwrap_or_default();
        // The wall calendar of another zone is a day ahead or behind.
        days.extend(number(*start) - 1..=number(*end) + 1);
    }
    let singles = store.engaged(&wish.of, &days).await?;
    let others = singles.iter().filter(|one| Some(one.id) != wish.id);
    let mut taken: Vec<(RecordId, RecordId, Between)> = others
        .filter_map(|one| self::times(one, find).map(|time| (one.id, one.of, time)))
        .collect();
    let series = store.series().await?;
    let (from, to) = (
        times.first().map_or(0, |time| time.0),
        times.last().map_or(0, |time| time.1),
    );
    let around = (from - 24 * 60 * MINUTE, to + 24 * 60 * MINUTE);
    for one in bookings(&series, &schema, around, find) {
        let replaced = wish.replaces.is_some_and(|(series, original, following)| {
            one.id == series
                && one
                    .original
                    .is_some_and(|at| at == original || (following && at > original))
        });
        if replaced || Some(one.id) == wish.id || !holds(one.record, &schema) {
            continue;
        }
        let of = ["resources", "people"]
            .iter()
            .flat_map(|field| links(one.record, &schema, field));
        taken.extend(
            of.filter(|id| wish.of.contains(id))
                .map(|id| (one.id, id, (one.start, one.end))),
        );
    }
    taken.sort_by_key(|(_, _, time)| *time);
    Ok(taken)
}

/// The instants of what the store keeps by the clock on the wall.
pub(super) fn times(one: &Engaged, find: &impl Fn(&str) -> TimeZone) -> Option<Between> {
    let span = Span {
        start: Moment::kept(&one.starts)?,
        end: Moment::kept(&one.ends)?,
        repeats: None,
    };
    let (start, end) = span.times(find)?;
    Some((start.as_millisecond(), end.as_millisecond()))
}

/// The window has words of its own for: what is taken, from when, until when, by what: its name, or which one it is.
async fn taken_by(
    store: &Store,
    of: RecordId,
    by: Result<&str, RecordId>,
    (start, end): Between,
) -> Result<Failure, Failure> {
    let asked: Vec<RecordId> = std::iter::once(of).chain(by.err()).collect();
    let titles = store.titles(&asked).await?;
    let title = |id| {
        titles
            .iter()
            .find(|(one, _, _)| *one == id)
            .map_or("", |(_, _, title)| title.as_str())
    };
    let (of, by) = (title(of), by.unwrap_or_else(title));
    let words = format!("{of} is taken then by “{by}”. Nothing was booked; choose another time.");
    Ok(Failure::new(FailureCode::Taken, words).about(format!("{of}\t{start}\t{end}\t{by}")))
}
