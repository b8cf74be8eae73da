//! Doing tasks: done, not now, and what was promised to whom.

use crate::{
    App, Failure,
    acting::Intent,
    quick::often::next,
    records::{Saved, base, on_record},
    several::{Several, Writes, writes},
};
use jiff::civil::Date;
use model::{
    Act, FieldKey, FieldType, KindKey, Record, RecordId, Schema, Value, Write,
    typed::{self, Moment},
};
use serde::Deserialize;
use specta::Type;
use std::collections::BTreeMap;

/// What a task that is done with a word about it is called among the acts.
pub(crate) const DONE_WITH_NOTE: &str = "Task done, with a note";

/// Something to follow up.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct FollowUp {
    /// The record that it is about.
    pub about: String,
    /// What is to be done.
    pub text: String,
    /// When, as typed; empty for no day.
    pub due: String,
    /// The colleague who does it; empty for whoever works here.
    pub assignee: String,
    /// The person to whom it was promised; empty for nobody.
    pub promised_to: String,
}

impl App {
    /// Ticks a task off. One that repeats stays the same record: it moves to its next day, and its history says that it was
    /// done. A note goes to what the task is about, in the same gesture.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or the store's.
    pub async fn complete_task(&self, task: &str, token: &str, note: Option<&str>) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base): (RecordId, _) = (task.parse()?, base(token)?);
        let kind = KindKey::of("task");
        let note = note.map(str::trim).filter(|note| !note.is_empty());
        let schema = store.schema();
        let today = self.here().date();
        let Some(note) = note else {
            let mut tx = store.begin().await;
            let record = tx.record(Some("task"), id).await?.ok_or_else(Failure::not_found)?;
            let Some(writes) = done(record, &schema, today) else {
                return Ok(self.already_so(id, &tx));
            };
            let intent: Intent = on_record(self.fresh_change(), id, kind, Act::Complete, Some(base), writes);
            return self.keep(&store, tx, intent).await;
        };
        let mut gesture = Several::begin(self, &store, DONE_WITH_NOTE).await;
        let record = gesture.record("task", id).await?;
        if let Some(writes) = done(&record, &schema, today) {
            gesture.change(id, kind, Act::Complete, Some(base), writes).await?;
        }
        let about = record.value(&schema, "about").cloned();
        let about = about.unwrap_or_else(|| Value::Text(id.to_string()));
        let body = typed::parse(FieldType::LongText, note, self.0.surroundings.reading());
        let body = body.map_err(|why| Failure::invalid(format!("Note: {why}")))?;
        gesture
            .create("note", writes([("about", about), ("body", body)]))
            .await?;
        let saved = gesture.commit().await?;
        Ok(Saved {
            record: id.to_string(),
            ..saved
        })
    }

    /// Puts a task out of sight until a day or a moment.
    ///
    /// # Errors
    /// `Invalid` for what is no moment, `NotFound`, `Refused`, or the store's.
    pub async fn snooze_task(&self, task: &str, token: &str, until: &str) -> Result<Saved, Failure> {
        if until.trim().is_empty() {
            return Err(Failure::invalid("Not before: say until when, such as tomorrow’s date."));
        }
        let form = BTreeMap::from([("snoozed".to_owned(), until.to_owned())]);
        self.edit_record(task, token, form).await
    }

    /// Makes a task of something that is to be followed up. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` with the field's name, or the store's.
    pub async fn follow_up(&self, ask: FollowUp, draft: Option<&str>) -> Result<Saved, Failure> {
        let me = || self.me();
        let assignee = if ask.assignee.trim().is_empty() {
            me().await?
        } else {
            ask.assignee
        };
        let fields = [
            ("title", ask.text),
            ("about", ask.about),
            ("due", ask.due),
            ("assignee", assignee),
            ("promised_to", ask.promised_to),
        ];
        let some = fields.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let form = some.map(|(key, text)| (key.to_owned(), text)).collect();
        self.create_from("task", form, draft).await
    }

    /// The colleague who works here: their record.
    ///
    /// # Errors
    /// `Shut`.
    pub async fn me(&self) -> Result<String, Failure> {
        let store = self.store().await?;
        Ok(crate::naming::record_of(store.device().person).to_string())
    }
}

/// What a tick writes: done, or the next day of what repeats. None where it is done already.
fn done(record: &Record, schema: &Schema, today: Date) -> Option<Writes> {
    let repeats = record
        .value(schema, "repeats")
        .and_then(Value::as_text)
        .unwrap_or_default();
    let due = record
        .value(schema, "due")
        .and_then(Value::as_text)
        .and_then(Moment::kept);
    let Some(date) = next(repeats, due.as_ref().map(|due| due.date), today) else {
        let already = record.value(schema, "done") == Some(&Value::Flag(true));
        let contested = record.contested(schema, "done");
        return (!already || contested).then(|| writes([("done", Value::Flag(true))]));
    };
    let due = Moment {
        date,
        time: due.and_then(|due| due.time),
    };
    let mut next = writes([("due", Value::Text(due.to_string()))]);
    if record.value(schema, "snoozed").is_some() {
        next.insert(FieldKey::of("snoozed"), Write::of(Value::Nothing));
    }
    Some(next)
}
