//! Booking, and booking anew: an appointment at a time, in resources, with people.

use super::{
    BookAsk, KIND, MoveAsk,
    check::{Wish, refuse_taken, spanned},
    links, original,
    steps::Target,
    text, wrong,
};
use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    clock::zone,
    fields::read_form,
    records::Saved,
    several::Writes,
};
use jiff::Zoned;
use model::{
    FieldKey, FieldType, KindKey, Record, RecordId, Schema, Span, Value, Write,
    typed::{self, Moment, links_of},
};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// An appointment lasts no longer, in minutes.
pub(super) const MINUTES_MOST: u32 = 31 * 24 * 60;
/// Where nobody says how long.
const MINUTES_USUAL: u32 = 30;

impl App {
    /// Books an appointment: one change. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Taken` where something that it needs is taken then; `Invalid` with the field's name, `Refused`, or the store's.
    pub async fn book_appointment(&self, ask: BookAsk, draft: Option<&str>) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (minutes, title) = self.usual(&store, &ask).await?;
        let start = self.start(&ask.start)?;
        let repeats = Some(ask.repeats.trim())
            .filter(|rule| !rule.is_empty())
            .map(model::Rule::parse)
            .transpose();
        let repeats = repeats.map_err(|why| Failure::unfit(KIND, "span.repeats", "Repeats", &why))?;
        let span = span_at(&start, minutes, repeats)?;
        let form = [
            ("title", title),
            ("span.start", span.start.to_string()),
            ("span.end", span.end.to_string()),
            (
                "span.repeats",
                span.repeats.as_ref().map(ToString::to_string).unwrap_or_default(),
            ),
            (
                "status",
                if ask.status.is_empty() {
                    "booked".to_owned()
                } else {
                    ask.status
                },
            ),
            ("contact", ask.contact),
            ("company", ask.company),
            ("service", ask.service),
            ("resources", ask.resources.join(" ")),
            ("people", ask.people.join(" ")),
            ("place", ask.place),
            ("notes", ask.notes),
        ];
        let some = form.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let form: BTreeMap<String, String> = some.map(|(key, text)| (key.to_owned(), text)).collect();
        let kind = KindKey::of(KIND);
        let writes = read_form(&store.schema(), &kind, None, &form, self.0.surroundings.reading())?.writes;
        let id = self.fresh_change();
        let mut tx = store.begin().await;
        let of = ["resources", "people"].iter().filter_map(|field| writes.get(*field));
        let wish = Wish {
            id: None,
            replaces: None,
            span: &span,
            left_out: BTreeSet::new(),
            of: of.flat_map(|write| links_of(&write.value)).collect(),
        };
        refuse_taken(self, &store, &wish).await?;
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        let intent = Intent::create(id, gesture_of(id), RecordId::from_ulid(id.ulid()), kind, writes);
        self.keep(&store, tx, intent).await
    }

    /// Moves an appointment, makes it longer or shorter, or gives it to another resource or colleague: one act with one undo. One
    /// of a series leaves it, and becomes an appointment of its own.
    ///
    /// # Errors
    /// `Taken`, `Invalid` with the field's name, `NotFound`, `Refused`, or the store's.
    pub async fn move_appointment(&self, ask: MoveAsk) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let id: RecordId = ask.appointment.parse()?;
        let original = original(&ask.original)?;
        let target = Target::begin(self, &store, (id, original, ask.following), &ask.token).await?;
        let (schema, record) = (store.schema(), target.record().clone());
        let span = self.moved(&target.span(&schema)?, &ask)?;
        let mut writes = Writes::new();
        if span != target.span(&schema)? {
            writes.insert(FieldKey::of("span"), Write::of(span.to_value()));
        }
        for (field, ids) in [("resources", &ask.resources), ("people", &ask.people)] {
            let Some(ids) = ids else { continue };
            let value = typed::parse(FieldType::Links(""), &ids.join(" "), self.0.surroundings.reading())
                .map_err(|why| Failure::unfit(KIND, field, "Resources", &why))?;
            let differs = record.value(&schema, field).cloned().unwrap_or_default() != value;
            if differs || record.contested(&schema, field) {
                writes.insert(FieldKey::of(field), Write::of(value));
            }
        }
        let value = |field: &str| match writes.get(field) {
            Some(write) => links_of(&write.value),
            None => links(&record, &schema, field),
        };
        let whole = spanned(self, &span.to_value())?;
        if super::holds(&record, &schema) && !writes.is_empty() {
            let wish = Wish {
                id: target.itself(),
                replaces: target.replaces(),
                span: &whole,
                left_out: target.left_out(),
                of: ["resources", "people"].iter().flat_map(|field| value(field)).collect(),
            };
            refuse_taken(self, &store, &wish).await?;
        }
        target.write(writes, Some(span)).await
    }

    /// How long it takes and what it is called, where the form says nothing: as the service, or the customer.
    async fn usual(&self, store: &Store, ask: &BookAsk) -> Result<(u32, String), Failure> {
        let schema = store.schema();
        let mut service = None;
        if !ask.service.is_empty() {
            service = store.record(ask.service.parse()?).await?.map(|stored| stored.record);
        }
        let minutes = service.as_ref().and_then(|service| minutes(service, &schema));
        let minutes = if ask.minutes > 0 {
            ask.minutes
        } else {
            minutes.unwrap_or(MINUTES_USUAL)
        };
        let mut title = ask.title.trim().to_owned();
        if title.is_empty() {
            title = service
                .map(|service| text(&service, &schema, "name").to_owned())
                .unwrap_or_default();
        }
        for link in [&ask.contact, &ask.company] {
            if title.is_empty() && !link.is_empty() {
                let titles = store.titles(&[link.parse()?]).await?;
                title = titles.into_iter().next().map(|(_, _, title)| title).unwrap_or_default();
            }
        }
        Ok((minutes, title))
    }

    /// A start as typed, as an instant in the zone that it was meant in.
    pub(super) fn start(&self, typed: &str) -> Result<Zoned, Failure> {
        let reading = self.0.surroundings.reading();
        let moment = Moment::parse(typed, reading.dates, reading.zone)
            .map_err(|why| Failure::unfit(KIND, "span.start", "From", &why))?;
        let Some((time, name)) = &moment.time else {
            return Err(wrong(
                "span.start",
                "needs_time",
                "From: say at what time, such as 14:30.",
            ));
        };
        let at = moment.date.to_datetime(*time).to_zoned(zone(name));
        at.map_err(|_| wrong("span.start", "date", "From: that is not a day."))
    }

    /// A span after a move: what the ask does not name stays.
    fn moved(&self, span: &Span, ask: &MoveAsk) -> Result<Span, Failure> {
        let find = self.find_zone();
        let (starts, ends) = span
            .times(&find)
            .ok_or_else(|| wrong("span.end", "ends_before", "Until: that is before it begins."))?;
        let long = u32::try_from(ends.duration_since(starts).as_mins()).unwrap_or(MINUTES_USUAL);
        let minutes = if ask.minutes > 0 { ask.minutes } else { long };
        let own = span.zone(&find);
        let start = if ask.start.is_empty() {
            starts.to_zoned(own)
        } else {
            // An appointment keeps the zone it was made in, wherever somebody moves it.
            self.start(&ask.start)?.with_time_zone(own)
        };
        span_at(&start, minutes, span.repeats.clone())
    }
}

fn minutes(service: &Record, schema: &Schema) -> Option<u32> {
    match service.value(schema, "minutes") {
        Some(Value::Whole(minutes)) => u32::try_from(*minutes).ok().filter(|minutes| *minutes > 0),
        _ => None,
    }
}

pub(super) fn span_at(start: &Zoned, minutes: u32, repeats: Option<model::Rule>) -> Result<Span, Failure> {
    if minutes > MINUTES_MOST {
        return Err(wrong(
            "span.end",
            "too_far",
            "Until: an appointment lasts at most 31 days.",
        ));
    }
    let name = start.time_zone().iana_name().unwrap_or("UTC").to_owned();
    Span::at(start, i64::from(minutes), &name, repeats)
        .ok_or_else(|| wrong("span.start", "date", "From: that is not a day."))
}
