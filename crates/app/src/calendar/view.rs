//! What the window draws: the lanes of some days, what is booked in them, and what is free.

use super::{
    Booking, MINUTE, bookings, holds,
    house::{House, Lane},
    links,
    slots::{Between, minus, taken},
    text,
};
use crate::{App, Failure, Mark, clock::zone, marks::Marks, naming::record_of, views::token};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use model::{
    KindKey, Record, RecordId, Schema, Span, Value,
    overlap::{Claim, Turn, double_bookings},
};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, HashMap};
use store::Store;

/// Days in one answer, at most: six weeks, as a month is drawn.
const DAYS_MOST: u32 = 42;
/// Services in a form.
const SERVICES_MOST: u32 = 200;
/// Shorter gaps are not offered.
const GAP: i64 = 15 * MINUTE;
/// Fields whose two values make an appointment one to decide about.
const DECIDED: [&str; 4] = ["span", "status", "resources", "people"];

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Stretch {
    /// Ms since 1970.
    pub start: i64,
    /// Ms since 1970.
    pub end: i64,
}

/// A resource or a colleague, over the days that were asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CalendarLane {
    /// The record.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// A colleague, not a resource.
    pub person: bool,
    /// Which kind of resource, as a key; empty for a colleague.
    pub what: String,
    /// Bookings at once.
    pub capacity: u32,
    /// Minutes between two bookings.
    pub buffer: u32,
    /// Whether anybody has said when it is open; a colleague without hours is shown where something is booked.
    pub said: bool,
    /// When it is open.
    pub open: Vec<Stretch>,
    /// When it can be booked.
    pub free: Vec<Stretch>,
    /// Why it is closed on the first day; empty where it is not.
    pub closed: String,
}

/// An appointment at one of its times.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct CalendarEntry {
    /// The appointment.
    pub id: String,
    /// Of something that comes again: when this one begins by the rule. Empty otherwise.
    pub original: String,
    /// What it is about.
    pub title: String,
    /// The customer's name.
    pub customer: String,
    /// The customer; empty for none.
    pub contact: String,
    /// Their company; empty for none.
    pub company: String,
    /// The service; empty for none.
    pub service: String,
    /// Ms since 1970.
    pub start: i64,
    /// Ms since 1970.
    pub end: i64,
    /// The zone it was made in.
    pub zone: String,
    /// Its rule; empty for what takes place once.
    pub repeats: String,
    /// How far it has come, as a key.
    pub status: String,
    /// The resources.
    pub resources: Vec<String>,
    /// The colleagues.
    pub people: Vec<String>,
    /// Where.
    pub place: String,
    /// How safe it is.
    pub mark: Mark,
    /// Another appointment holds what this one needs: its name. Empty where this one holds.
    pub loses_to: String,
    /// When it could be had instead, on the same day, ms since 1970.
    pub instead: Option<i64>,
}

/// Something that is done for customers, and how long it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CalendarService {
    /// The record.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How long it takes; 0 where nobody has said.
    pub minutes: u32,
    /// Which kind of resource it needs, as a key; empty for none.
    pub needs: String,
}

/// Some days.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Calendar {
    /// The first day, ISO 8601.
    pub from: String,
    /// The midnights between the days, with the first one and the last one: one more than days, ms since 1970.
    pub midnights: Vec<i64>,
    /// The device's zone.
    pub zone: String,
    /// Whoever works here, as a lane.
    pub me: String,
    /// What can be booked: resources, then colleagues.
    pub lanes: Vec<CalendarLane>,
    /// What is done for customers, by name.
    pub services: Vec<CalendarService>,
    /// What is booked, by its beginning.
    pub entries: Vec<CalendarEntry>,
    /// What somebody who changes one of these is looking at.
    pub token: String,
}

impl App {
    /// Some days of the calendar, from a day on (today for an empty text).
    ///
    /// # Errors
    /// `Invalid` for what is no day, or the store's.
    pub async fn calendar(&self, from: &str, days: u32) -> Result<Calendar, Failure> {
        let store = self.store().await?;
        let here = zone(&self.0.surroundings.zone);
        let from = day(from, self.here().date())?;
        let until = from.saturating_add(i64::from(days.clamp(1, DAYS_MOST)).days());
        let midnights = midnights(from, until, &here);
        let whole = (
            midnights.first().copied().unwrap_or(0),
            midnights.last().copied().unwrap_or(0),
        );
        // The wall calendar of another zone is a day ahead or behind.
        let numbers = store::day_number(from) - 1..=store::day_number(until);
        let (base, records) = store.appointments(numbers).await?;
        let house = House::of(&store).await?;
        let (schema, find) = (store.schema(), self.find_zone());
        let bookings = bookings(&records, &schema, whole, &find);
        let names = Customers::of(&store, &bookings, &schema).await?;
        let marks = Marks::of(&store).await?;
        let losing = losing(&bookings, &house, &schema);
        let busy = busy(&bookings, &losing, &schema);
        let of = |lane: &Lane| busy.get(&lane.id).map_or(&[][..], Vec::as_slice);
        let lanes: Vec<CalendarLane> = house
            .lanes
            .iter()
            .map(|lane| seen(&house, lane, of(lane), (from, until), &here))
            .collect();
        let entries = bookings.iter().enumerate().map(|(at, booking)| {
            let mut entry = entry(booking, &schema, &names, &marks);
            if let Some(holder) = losing.get(&at).and_then(|holder| bookings.get(*holder)) {
                entry.loses_to = said(holder, &schema, &names);
                entry.instead = instead(&lanes, &entry);
            }
            entry
        });
        Ok(Calendar {
            from: from.to_string(),
            zone: self.0.surroundings.zone.clone(),
            me: record_of(store.device().person).to_string(),
            entries: entries.collect(),
            services: services(&store).await?,
            midnights,
            lanes,
            token: token(&base),
        })
    }
}

async fn services(store: &Store) -> Result<Vec<CalendarService>, Failure> {
    let schema = store.schema();
    let records = store.records_after(&KindKey::of("service"), 0, SERVICES_MOST).await?;
    let service = |(_, id, record): &(i64, RecordId, Record)| CalendarService {
        id: id.to_string(),
        name: text(record, &schema, "name").to_owned(),
        minutes: match record.value(&schema, "minutes") {
            Some(Value::Whole(minutes)) => u32::try_from(*minutes).unwrap_or_default(),
            _ => 0,
        },
        needs: text(record, &schema, "needs").to_owned(),
    };
    let mut services: Vec<CalendarService> = records.iter().map(service).collect();
    services.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(services)
}

/// The names of customers: of people and of companies, which are asked for by themselves, since there may be thousands.
struct Customers(HashMap<RecordId, String>);

impl Customers {
    async fn of(store: &Store, bookings: &[Booking<'_>], schema: &Schema) -> Result<Self, Failure> {
        let mut names = HashMap::new();
        for field in ["contact", "company"] {
            let links = bookings
                .iter()
                .filter_map(|booking| text(booking.record, schema, field).parse().ok());
            let ids: Vec<RecordId> = links.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            names.extend(store.titles_in(&KindKey::of(field), &ids).await?);
        }
        Ok(Self(names))
    }

    fn title(&self, booking: &Booking<'_>, schema: &Schema) -> String {
        let link = |field| text(booking.record, schema, field).parse::<RecordId>().ok();
        let id = link("contact").or_else(|| link("company"));
        id.and_then(|id| self.0.get(&id).cloned()).unwrap_or_default()
    }
}

/// A day as the window names it.
fn day(text: &str, today: Date) -> Result<Date, Failure> {
    if text.is_empty() {
        return Ok(today);
    }
    let day: Result<Date, _> = text.parse();
    day.map_err(|_| super::wrong("span.start", "date", "That is not a day."))
}

fn midnights(from: Date, until: Date, zone: &TimeZone) -> Vec<i64> {
    let days = from.series(1.day()).take_while(|day| *day <= until);
    days.filter_map(|day| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond()))
        .collect()
}

/// The bookings that do not hold what they need, with the one that does.
fn losing(bookings: &[Booking<'_>], house: &House, schema: &Schema) -> BTreeMap<usize, usize> {
    let lanes: HashMap<RecordId, &Lane> = house.lanes.iter().map(|lane| (lane.id, lane)).collect();
    let mut claims = Vec::new();
    for (at, booking) in bookings
        .iter()
        .enumerate()
        .filter(|(_, booking)| holds(booking.record, schema))
    {
        for field in ["resources", "people"] {
            let ids = links(booking.record, schema, field);
            let turn = if ids.is_empty() {
                Turn::default()
            } else {
                Turn::of(booking.record, &["span", field])
            };
            claims.extend(ids.into_iter().map(|of| Claim {
                booking: at,
                of,
                start: booking.start,
                end: booking.end + lanes.get(&of).map_or(0, |lane| lane.buffer),
                turn,
            }));
        }
    }
    let losing = double_bookings(&claims, |of| lanes.get(&of).map_or(1, |lane| lane.capacity));
    losing
        .into_iter()
        .map(|((booking, _), holder)| (booking, holder))
        .collect()
}

/// When each lane is taken by what holds.
fn busy(bookings: &[Booking<'_>], losing: &BTreeMap<usize, usize>, schema: &Schema) -> HashMap<RecordId, Vec<Between>> {
    let mut busy: HashMap<RecordId, Vec<Between>> = HashMap::new();
    for (_, booking) in bookings
        .iter()
        .enumerate()
        .filter(|(at, b)| !losing.contains_key(at) && holds(b.record, schema))
    {
        for id in ["resources", "people"]
            .iter()
            .flat_map(|field| links(booking.record, schema, field))
        {
            busy.entry(id).or_default().push((booking.start, booking.end));
        }
    }
    busy
}

fn seen(house: &House, lane: &Lane, busy: &[Between], (from, until): (Date, Date), zone: &TimeZone) -> CalendarLane {
    let open = house.open(lane, from, until, zone);
    let free = minus(&open, &taken(lane, busy));
    let stretch = |(start, end): Between| Stretch { start, end };
    CalendarLane {
        id: lane.id.to_string(),
        name: lane.name.clone(),
        person: lane.person,
        what: lane.what.clone(),
        capacity: u32::try_from(lane.capacity).unwrap_or(1),
        buffer: u32::try_from(lane.buffer / MINUTE).unwrap_or_default(),
        said: lane.said,
        open: open.into_iter().map(stretch).collect(),
        free: free
            .into_iter()
            .filter(|(start, end)| end - start >= GAP)
            .map(stretch)
            .collect(),
        closed: house.closed_by(lane, from).to_owned(),
    }
}

/// The customer's name, or what it is about.
fn said(booking: &Booking<'_>, schema: &Schema, names: &Customers) -> String {
    let customer = names.title(booking, schema);
    if customer.is_empty() {
        text(booking.record, schema, "title").to_owned()
    } else {
        customer
    }
}

fn entry(booking: &Booking<'_>, schema: &Schema, names: &Customers, marks: &Marks) -> CalendarEntry {
    let record = booking.record;
    let text = |field| text(record, schema, field).to_owned();
    let ids = |field| links(record, schema, field).iter().map(ToString::to_string).collect();
    let span = record.value(schema, "span").and_then(Span::from_value);
    let zone = span
        .as_ref()
        .and_then(|span| span.start.time.as_ref())
        .map(|(_, zone)| zone.clone());
    let review = DECIDED.iter().any(|field| record.contested(schema, field));
    CalendarEntry {
        id: booking.id.to_string(),
        original: booking.original.map(|at| at.to_string()).unwrap_or_default(),
        title: text("title"),
        customer: names.title(booking, schema),
        contact: text("contact"),
        company: text("company"),
        service: text("service"),
        start: booking.start,
        end: booking.end,
        zone: zone.unwrap_or_default(),
        repeats: span
            .and_then(|span| span.repeats)
            .map(|rule| rule.to_string())
            .unwrap_or_default(),
        status: Some(text("status"))
            .filter(|status| !status.is_empty())
            .unwrap_or_else(|| "booked".to_owned()),
        resources: ids("resources"),
        people: ids("people"),
        place: text("place"),
        mark: marks.of_record(Some(booking.id), review),
        loses_to: String::new(),
        instead: None,
    }
}

/// The first time on these days at which everything that an entry needs is free for as long as it takes.
fn instead(lanes: &[CalendarLane], entry: &CalendarEntry) -> Option<i64> {
    let needs = entry.resources.iter().chain(&entry.people);
    let free = needs
        .filter_map(|id| lanes.iter().find(|lane| lane.id == *id))
        .map(|lane| {
            lane.free
                .iter()
                .map(|free| (free.start, free.end))
                .collect::<Vec<Between>>()
        });
    let free = free.reduce(|one, other| super::slots::both(&one, &other))?;
    super::slots::first_fit(&free, entry.start, entry.end - entry.start)
}
