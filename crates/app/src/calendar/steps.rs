//! Going on with an appointment: confirmed, arrived, started, done, not come, cancelled. And where an act on one occurrence of a
//! series goes: the occurrence becomes a record of its own, whose id follows from the series, and the series leaves it out; an act
//! on all from one on splits the series there.

use super::{KIND, OF_SERIES, StepAsk, left_out, original, text, wrong};
use crate::{
    App, Failure,
    records::{Saved, base, on_record},
    several::{Several, Writes},
};
use jiff::civil::DateTime;
use model::{
    Act, Base, FieldKey, KindKey, Record, RecordId, Schema, Span, Value, Write, declare::APPOINTMENT_STATUS,
    following_id, occurrence_id, text::TextEdit,
};
use std::collections::BTreeSet;
use store::{Store, Tx};

/// What an occurrence takes along when it leaves its series.
const ALONG: [&str; 9] = [
    "title",
    "contact",
    "company",
    "service",
    "resources",
    "people",
    "place",
    "notes",
    "status",
];

/// The appointment that an act is about, or the occurrence of a series.
pub(super) struct Target<'a> {
    app: &'a App,
    store: &'a Store,
    tx: Option<Tx<'a>>,
    id: RecordId,
    record: Record,
    of_series: Option<(DateTime, bool)>,
    base: Base,
}

impl<'a> Target<'a> {
    /// Looks an appointment up; where it is written as it stands, nobody else writes until then.
    pub(super) async fn begin(
        app: &'a App,
        store: &'a Store,
        (id, original, following): (RecordId, Option<DateTime>, bool),
        token: &str,
    ) -> Result<Self, Failure> {
        let base = base(token)?;
        let mut tx = store.begin().await;
        let record = tx.record(Some(KIND), id).await?.ok_or_else(Failure::not_found)?.clone();
        let span = record.value(&store.schema(), "span").and_then(Span::from_value);
        let repeats = span.as_ref().is_some_and(|span| span.repeats.is_some());
        // All from the first one on are the series itself.
        let whole = following && span.is_some_and(|span| original == Some(span.first()));
        let of_series = original.filter(|_| repeats && !whole).map(|at| (at, following));
        Ok(Self {
            app,
            store,
            tx: Some(tx),
            id,
            record,
            of_series,
            base,
        })
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// The record that is written, where it is here already.
    pub(super) fn itself(&self) -> Option<RecordId> {
        match self.of_series {
            None => Some(self.id),
            Some((at, false)) => Some(occurrence_id(self.id, at)),
            Some((at, true)) => Some(following_id(self.id, at)),
        }
    }

    pub(super) fn replaces(&self) -> Option<(RecordId, DateTime, bool)> {
        self.of_series.map(|(at, following)| (self.id, at, following))
    }

    pub(super) fn left_out(&self) -> BTreeSet<DateTime> {
        match self.of_series {
            Some((_, false)) => BTreeSet::new(),
            _ => left_out(&self.record),
        }
    }

    /// When it is: of an occurrence, its own time; of all from one on, that time and what comes after.
    pub(super) fn span(&self, schema: &Schema) -> Result<Span, Failure> {
        let nowhere = || wrong("span.start", "needs_time", "From: say when.");
        let span = self
            .record
            .value(schema, "span")
            .and_then(Span::from_value)
            .ok_or_else(nowhere)?;
        let (Some((at, following)), Some(rule)) = (self.of_series, span.repeats.clone()) else {
            return Ok(span);
        };
        let find = self.app.find_zone();
        let (starts, ends) = span.times(&find).ok_or_else(nowhere)?;
        let minutes = u32::try_from(ends.duration_since(starts).as_mins()).unwrap_or_default();
        let zone = span.zone(&find);
        let start = at.to_zoned(zone.clone()).map_err(|_| nowhere())?;
        let rest = if following {
            let gone = rule.starts(span.first(), &zone).take_while(|start| *start < at).count();
            rule.without_first(u32::try_from(gone).unwrap_or(u32::MAX))
        } else {
            None
        };
        super::book::span_at(&start, minutes, rest)
    }

    /// Writes: one change of an appointment, or the gesture by which an occurrence leaves its series, to take place at `span`; without
    /// one as the series has it.
    pub(super) async fn write(mut self, writes: Writes, span: Option<Span>) -> Result<Saved, Failure> {
        let kind = KindKey::of(KIND);
        let tx = self.tx.take().ok_or_else(Failure::not_found)?;
        let Some((at, following)) = self.of_series else {
            if writes.is_empty() {
                return Ok(self.app.already_so(self.id, &tx));
            }
            let intent = on_record(
                self.app.fresh_change(),
                self.id,
                kind,
                Act::Edit,
                Some(self.base),
                writes,
            );
            return self.app.keep(self.store, tx, intent).await;
        };
        if writes.is_empty() {
            return Ok(self.app.already_so(self.id, &tx));
        }
        drop(tx);
        let schema = self.store.schema();
        let span = match span {
            Some(span) => span,
            None => self.span(&schema)?,
        };
        let mut gesture = Several::begin(self.app, self.store, OF_SERIES).await;
        let shortened = if following {
            self.ends_before(at, &schema)?
        } else {
            left_out_at(at)
        };
        gesture
            .change(self.id, kind, Act::Edit, Some(self.base.clone()), shortened)
            .await?;
        let mut own = self.taken_along(&schema);
        own.insert(FieldKey::of("span"), Write::of(span.to_value()));
        if following {
            own.extend(
                left_out(&self.record)
                    .into_iter()
                    .filter(|out| *out > at)
                    .flat_map(left_out_at),
            );
        } else {
            let of = Value::parts([
                ("series", Value::text(self.id.to_string())),
                ("start", Value::text(at.to_string())),
            ]);
            own.insert(FieldKey::of("occurrence"), Write::of(of));
        }
        own.extend(writes);
        let id = if following {
            following_id(self.id, at)
        } else {
            occurrence_id(self.id, at)
        };
        gesture.create_as(id, KIND, own).await?;
        let saved = gesture.commit().await?;
        Ok(Saved {
            record: id.to_string(),
            ..saved
        })
    }

    /// The series ends before an occurrence.
    pub(super) fn ends_before(&self, at: DateTime, schema: &Schema) -> Result<Writes, Failure> {
        let span = self
            .record
            .value(schema, "span")
            .and_then(Span::from_value)
            .ok_or_else(Failure::not_found)?;
        let repeats = span.repeats.as_ref().map(|rule| rule.before(at));
        let span = Span { repeats, ..span };
        Ok(Writes::from([(FieldKey::of("span"), Write::of(span.to_value()))]))
    }

    fn taken_along(&self, schema: &Schema) -> Writes {
        let fields = ALONG
            .iter()
            .filter_map(|field| Some((*field, self.record.value(schema, field)?.clone())));
        let tags = self
            .record
            .elements("tags")
            .map(|tag| (FieldKey::element("tags", tag), Write::of(Value::Flag(true))));
        fields
            .map(|(field, value)| (FieldKey::of(field), Write::of(value)))
            .chain(tags)
            .collect()
    }
}

fn left_out_at(at: DateTime) -> Writes {
    Writes::from([(
        FieldKey::element("left_out", &at.to_string()),
        Write::of(Value::Flag(true)),
    )])
}

impl App {
    /// Brings an appointment a step further, or says that it does not take place: one act with one undo.
    ///
    /// # Errors
    /// `Invalid` for an unknown status, `Taken` where what was called off is to take place after all and its slot is gone, `NotFound`,
    /// `Refused`, or the store's.
    pub async fn step_appointment(&self, ask: StepAsk) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let id: RecordId = ask.appointment.parse()?;
        if !APPOINTMENT_STATUS.iter().any(|(key, _)| *key == ask.status) {
            return Err(wrong("status", "choice", "Status: choose one of those that there are."));
        }
        let original = original(&ask.original)?;
        let following = ask.following && ask.status == "cancelled";
        let target = Target::begin(self, &store, (id, original, following), &ask.token).await?;
        let schema = store.schema();
        if let (Some((at, true)), true) = (target.of_series, following) {
            let writes = target.ends_before(at, &schema)?;
            let Target { tx, base, .. } = target;
            let tx = tx.ok_or_else(Failure::not_found)?;
            let intent = on_record(
                self.fresh_change(),
                id,
                KindKey::of(KIND),
                Act::Edit,
                Some(base),
                writes,
            );
            return self.keep(&store, tx, intent).await;
        }
        let record = target.record();
        let mut writes = Writes::new();
        if text(record, &schema, "status") != ask.status || record.contested(&schema, "status") {
            writes.insert(FieldKey::of("status"), Write::of(Value::text(&ask.status)));
        }
        let (before, after) = (text(record, &schema, "outcome"), ask.outcome.trim());
        if !after.is_empty() && after != before {
            let text = (!before.is_empty()).then(|| TextEdit::between(before, after));
            let value = Value::text(after);
            writes.insert(
                FieldKey::of("outcome"),
                Write {
                    value,
                    text,
                    back: Vec::new(),
                },
            );
        }
        if target.of_series.is_none() {
            super::check_writes(self, &store, (Some(id), Some(record)), &writes).await?;
        }
        target.write(writes, None).await
    }
}
