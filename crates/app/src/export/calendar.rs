//! Appointments as a calendar: of some days or all, of somebody or everybody. What comes again goes out as its rule, with the dates
//! of it that were moved beside it under the same name.

use super::{Exported, clocks, written};
use crate::{
    App, Failure,
    calendar::{KIND, bookings, left_out, links, text},
    import::own_uid,
    reading::count,
};
use exchange::ical::{self, At, Clock, Day, Ends, Event, Person};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use model::{KindKey, Record, RecordId, Schema, Span, typed::Moment};
use serde::Deserialize;
use specta::Type;
use std::{
    collections::{BTreeSet, HashMap},
    io::Write as _,
    path::PathBuf,
};
use store::Store;

const PAGE: u32 = 1_000;
/// Days of one export, at most, where it is not of everything.
const DAYS_MOST: u32 = 366;

/// Which appointments to write.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct CalendarExport {
    /// Of which resource or colleague; empty for all.
    pub of: String,
    /// The first day, ISO 8601; empty for everything there is.
    pub from: String,
    /// How many days.
    pub days: u32,
}

/// Appointments that are written, each with when it is.
type Chosen = HashMap<RecordId, (Record, Span)>;

impl App {
    /// Writes appointments into a calendar file.
    ///
    /// # Errors
    /// `Invalid` for what is no day, `NotFound` for what is nobody, `UnwritableFile`, or the store's.
    pub async fn export_calendar(&self, ask: CalendarExport, path: &str) -> Result<Exported, Failure> {
        let store = self.store().await?;
        let (order, chosen) = self.to_export(&store, &ask).await?;
        let names = Names::of(&store, &chosen).await?;
        let schema = store.schema();
        let events: Vec<Event> = order
            .iter()
            .filter_map(|id| event(*id, &chosen, &schema, &names))
            .collect();
        let spans = order.iter().filter_map(|id| Some(&chosen.get(id)?.1));
        let now = Timestamp::from_millisecond(self.now()).unwrap_or(Timestamp::UNIX_EPOCH);
        let zones = clocks::told(spans, now);
        let text = ical::write(&events, &zones, clock(TimeZone::UTC.to_datetime(now)));
        let path = PathBuf::from(path.trim());
        let shown = path.display().to_string();
        tokio::task::spawn_blocking(move || written(&path, |file| file.write_all(text.as_bytes()))).await??;
        Ok(Exported {
            path: shown,
            rows: count(events.len() as u64),
        })
    }

    /// The appointments that are asked for, in the order in which they came.
    async fn to_export(&self, store: &Store, ask: &CalendarExport) -> Result<(Vec<RecordId>, Chosen), Failure> {
        let schema = store.schema();
        let of: Option<RecordId> = Some(ask.of.trim())
            .filter(|of| !of.is_empty())
            .map(str::parse)
            .transpose()?;
        let mut records = match ask.from.trim() {
            "" => everything(store).await?,
            from => self.appointments_within(store, from, ask.days).await?,
        };
        let is_of = |record: &Record| {
            of.is_none_or(|of| {
                ["resources", "people"]
                    .iter()
                    .any(|field| links(record, &schema, field).contains(&of))
            })
        };
        records.retain(|(_, record)| is_of(record));
        let order = records.iter().map(|(id, _)| *id).collect();
        let spanned = records.into_iter().filter_map(|(id, record)| {
            let span = record.value(&schema, "span").and_then(Span::from_value)?;
            Some((id, (record, span)))
        });
        Ok((order, spanned.collect()))
    }

    async fn appointments_within(
        &self,
        store: &Store,
        from: &str,
        days: u32,
    ) -> Result<Vec<(RecordId, Record)>, Failure> {
        let from: Date = from.parse().map_err(|_| Failure::invalid("That is not a day."))?;
        let until = from.saturating_add(i64::from(days.clamp(1, DAYS_MOST)).days());
        let find = self.find_zone();
        let midnight = |day: Date| {
            find("")
                .to_ambiguous_timestamp(day.to_datetime(Time::midnight()))
                .compatible()
        };
        let (Ok(first), Ok(last)) = (midnight(from), midnight(until)) else {
            return Err(Failure::invalid("That is not a day."));
        };
        // The wall calendar of another zone is a day ahead or behind.
        let numbers = store::day_number(from) - 1..=store::day_number(until);
        let (_, mut records) = store.appointments(numbers).await?;
        let times = (first.as_millisecond(), last.as_millisecond());
        let there = bookings(&records, &store.schema(), times, &find);
        let there: BTreeSet<RecordId> = there.iter().map(|booking| booking.id).collect();
        records.retain(|(id, _)| there.contains(id));
        Ok(records)
    }
}

async fn everything(store: &Store) -> Result<Vec<(RecordId, Record)>, Failure> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = store.records_after(&KindKey::of(KIND), after, PAGE).await?;
        let Some((last, ..)) = page.last() else { return Ok(all) };
        after = *last;
        all.extend(page.into_iter().map(|(_, id, record)| (id, record)));
    }
}

/// Who and what appointments name: what it is called, and an address where it has one.
struct Names(HashMap<RecordId, (String, String)>);

impl Names {
    async fn of(store: &Store, chosen: &Chosen) -> Result<Self, Failure> {
        let schema = store.schema();
        let mut names = HashMap::new();
        for (kind, field, title) in [
            ("contact", "contact", "name"),
            ("company", "company", "name"),
            ("colleague", "people", "name"),
            ("resource", "resources", "name"),
        ] {
            let ids: BTreeSet<RecordId> = chosen
                .values()
                .flat_map(|(record, _)| links(record, &schema, field))
                .collect();
            let ids: Vec<RecordId> = ids.into_iter().collect();
            for (id, record) in store.living(&KindKey::of(kind), &ids).await? {
                let mail = match kind {
                    "contact" | "colleague" => text(&record, &schema, "email"),
                    _ => "",
                };
                names.insert(id, (text(&record, &schema, title).to_owned(), mail.to_owned()));
            }
        }
        Ok(Self(names))
    }

    fn people(&self, ids: &[RecordId]) -> Vec<Person> {
        let named = ids.iter().filter_map(|id| self.0.get(id));
        let reached = named.filter(|(_, mail)| !mail.is_empty());
        reached
            .map(|(name, address)| Person {
                name: name.clone(),
                address: address.clone(),
            })
            .collect()
    }

    fn titles(&self, ids: &[RecordId]) -> Vec<String> {
        ids.iter().filter_map(|id| Some(self.0.get(id)?.0.clone())).collect()
    }
}

fn event(id: RecordId, chosen: &Chosen, schema: &Schema, names: &Names) -> Option<Event> {
    let (record, span) = chosen.get(&id)?;
    let text = |field| text(record, schema, field).to_owned();
    let of = |field| links(record, schema, field);
    let customers = [of("contact"), of("company")].concat();
    let mut place = names.titles(&of("resources"));
    place.extend(Some(text("place")).filter(|place| !place.is_empty()));
    let series = moved(record, schema, chosen);
    let instead = series.map(|(_, series, at)| as_in(series, at));
    // A date that stands beside its series does not stand among those that are left out.
    let beside: BTreeSet<DateTime> = chosen
        .values()
        .filter_map(|(other, _)| moved(other, schema, chosen))
        .filter(|(series, ..)| *series == id)
        .map(|(.., at)| at)
        .collect();
    let left_out = left_out(record).into_iter().filter(|at| !beside.contains(at));
    Some(Event {
        uid: match series {
            Some((series, ..)) => uid(series, &chosen.get(&series)?.0, schema),
            None => uid(id, record, schema),
        },
        title: text("title"),
        ends: Ends::At(at(&span.end, is_whole(span))),
        rule: span.repeats.as_ref().map(ToString::to_string).unwrap_or_default(),
        left_out: match span.repeats {
            Some(_) => left_out.map(|at| as_in(span, at)).collect(),
            None => Vec::new(),
        },
        instead,
        place: place.join(", "),
        description: text("notes"),
        status: match text("status").as_str() {
            "cancelled" | "no_show" => "CANCELLED",
            "booked" | "" => "",
            _ => "CONFIRMED",
        }
        .to_owned(),
        categories: record.elements("tags").map(str::to_owned).collect(),
        contact: match names.people(&customers).is_empty() {
            true => names.titles(&customers).join(", "),
            false => String::new(),
        },
        attendees: [names.people(&customers), names.people(&of("people"))].concat(),
        ..Event::at(at(&span.start, is_whole(span)))
    })
}

/// What other calendars call it.
fn uid(id: RecordId, record: &Record, schema: &Schema) -> String {
    match text(record, schema, "uid") {
        "" => own_uid(id),
        uid => uid.to_owned(),
    }
}

/// The series among the chosen of which an appointment is one date, and which.
fn moved<'a>(record: &Record, schema: &Schema, chosen: &'a Chosen) -> Option<(RecordId, &'a Span, DateTime)> {
    let of = record.value(schema, "occurrence")?;
    let series: RecordId = of.part_text("series").parse().ok()?;
    let (_, span) = chosen.get(&series)?;
    Some((series, span, of.part_text("start").parse().ok()?))
}

/// From midnight to midnight.
fn is_whole(span: &Span) -> bool {
    let midnight = |moment: &Moment| moment.time.as_ref().is_none_or(|(time, _)| *time == Time::midnight());
    midnight(&span.start) && midnight(&span.end) && span.start.date < span.end.date
}

fn at(moment: &Moment, whole: bool) -> At {
    let (time, zone) = match &moment.time {
        Some((time, zone)) if !whole => (*time, zone.clone()),
        _ => return At::Day(day(moment.date)),
    };
    let clock = clock(moment.date.to_datetime(time));
    if zone == "UTC" {
        At::Utc(clock)
    } else {
        At::In(clock, zone)
    }
}

/// A beginning of a series, said as the series says its own.
fn as_in(series: &Span, beginning: DateTime) -> At {
    let time = series.start.time.as_ref();
    let moment = Moment {
        date: beginning.date(),
        time: time.map(|(_, zone)| (beginning.time(), zone.clone())),
    };
    at(&moment, is_whole(series))
}

fn day(date: Date) -> Day {
    Day {
        year: date.year(),
        month: date.month(),
        day: date.day(),
    }
}

pub(super) fn clock(at: DateTime) -> Clock {
    Clock {
        day: day(at.date()),
        hour: at.hour(),
        minute: at.minute(),
        second: at.second(),
    }
}
