//! The history of a record: its changes told again, one after the other, with what each of them did and why.

use crate::{
    App, Failure, Larger, Mark,
    fields::{Place, places, shown},
    naming::{Names, record_of},
};
use model::{
    Act, Base, Change, ChangeId, Context, FieldKey, GestureId, LIFE, Outcome, Record, RecordId, Role, Schema, Value,
    Verdict, apply, decide,
};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeSet, HashMap};
use store::{Logged, Past, Place as Reply, Store};

/// One step of a history.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Step {
    /// The change.
    pub change: String,
    /// What to undo.
    pub gesture: String,
    /// What larger act it was a part of; nothing where it stands alone.
    pub part_of: Option<Larger>,
    /// When, by its device, ms since 1970.
    pub at: i64,
    /// Who.
    pub by: String,
    /// On which device.
    pub on: String,
    /// What was done, in a word.
    pub act: String,
    /// The field's key; empty where the act is about the whole record.
    pub field: String,
    /// What people call the field.
    pub label: String,
    /// The value before.
    pub before: String,
    /// The value after.
    pub after: String,
    /// Whether what it wrote still stands.
    pub stands: bool,
    /// How safe it is.
    pub mark: Mark,
    /// What became of it: `merged`, `kept_beside`, `lost_to`, `already_replaced`, `redacted`, `no_longer_stands`, `brought_back`; empty
    /// where nobody else had a word in it.
    pub why: String,
    /// When, as it counts, ms since 1970: by the server's clock once it has answered, else by the device's.
    pub counted: i64,
    /// Its position in the organisation's log; nothing where no server has answered.
    pub position: Option<i64>,
    /// The key of the field's rule; empty where the act is about the whole record.
    pub rule: String,
    /// Values of others that its author had not seen and that stand no longer, as a person reads them.
    pub lost: Vec<String>,
    /// What it wrote, as it goes into an input: to put it back.
    pub value: String,
}

/// A change with the record before and after it.
pub(crate) struct Told {
    pub(crate) change: Change,
    pub(crate) verdict: Verdict,
    /// Whether a server holds it.
    pub(crate) mark: Mark,
    pub(crate) before: Option<Record>,
    pub(crate) after: Option<Record>,
}

/// A record's history, as far as this device can tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct History {
    /// The steps, newest first.
    pub steps: Vec<Step>,
    /// What happened before these is on the server: [`App::whole_history`] asks it.
    pub earlier: bool,
}

/// Tells a record's changes again, from its beginning on this device.
pub(crate) fn tell(past: Past, schema: &Schema, role: Role) -> Vec<Told> {
    let Past { began, changes } = past;
    let mut record = began;
    let mut told = Vec::with_capacity(changes.len());
    for Logged { change, standing } in changes {
        let (verdict, mark) = match standing {
            Reply::Held { epoch, seq, judged } => (judged.verdict(record.as_ref(), &change, epoch, seq), Mark::Synced),
            Reply::Waiting | Reply::Refused { .. } => {
                let context = Context::preview(schema, role, change.at.ms);
                (decide(record.as_ref(), &change, &context), Mark::Saved)
            }
        };
        let after = apply(record.clone(), &change, &verdict);
        told.push(Told {
            change,
            verdict,
            mark,
            before: record,
            after: after.clone(),
        });
        record = after;
    }
    told
}

/// The record as the author of `base` saw it.
pub(crate) fn as_seen_from(base: &Base, mut past: Past, schema: &Schema, role: Role) -> Option<Record> {
    past.changes
        .retain(|logged| base.saw(&logged.change.stamp(logged.places())));
    let began = past.began.clone();
    match tell(past, schema, role).pop() {
        Some(last) => last.after,
        None => began,
    }
}

impl App {
    /// The history of a record, or of one field of it, newest first.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn history(&self, record: &str, field: Option<&str>) -> Result<History, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let past = store.past_of(id).await?;
        self.tell_history(&store, past, field).await
    }

    /// The same from the record's making on, from the server where this device does not hold all of it.
    ///
    /// # Errors
    /// `NotFound`, the store's, and why there is no way to the server.
    pub async fn whole_history(&self, record: &str, field: Option<&str>) -> Result<History, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let mut past = store.past_of(id).await?;
        if past.began.is_some() {
            let mut changes = self.past_on_server(id).await?;
            let known: BTreeSet<ChangeId> = changes.iter().map(|logged| logged.change.id).collect();
            changes.extend(
                past.changes
                    .into_iter()
                    .filter(|logged| !known.contains(&logged.change.id)),
            );
            past = Past { began: None, changes };
        }
        self.tell_history(&store, past, field).await
    }

    async fn tell_history(&self, store: &Store, past: Past, field: Option<&str>) -> Result<History, Failure> {
        let began = past.began.as_ref().map(|record| record.kind.clone());
        let earlier = began.is_some();
        let made = past.changes.first().map(|logged| logged.change.kind.clone());
        let Some(kind) = began.or(made) else {
            return Err(Failure::not_found());
        };
        let schema = store.schema();
        let told = tell(past, &schema, store.device().role);
        let names = Names::of(store, told.iter().flat_map(ids)).await?;
        let names = names.with_devices(store).await?;
        let places = places(&schema, kind.as_str());
        let last = told.last().and_then(|told| told.after.clone());
        let gestures: BTreeSet<GestureId> = told.iter().map(|told| told.change.gesture).collect();
        let bulk = store.words_of(&gestures.into_iter().collect::<Vec<_>>()).await?;
        let pen = Pen {
            bulk: &bulk,
            schema: &schema,
            names: &names,
            places: &places,
            last: last.as_ref(),
        };
        let mut steps: Vec<Step> = told.iter().flat_map(|told| pen.steps(told)).collect();
        // Without a field, a new record's own step tells what it began with.
        steps.retain(|step| match field {
            Some(field) => step.field == field,
            None => step.act != words(&Act::Create) || step.field.is_empty(),
        });
        steps.reverse();
        Ok(History { steps, earlier })
    }
}

/// What a unit variant is called on the wire.
fn key(of: &impl Serialize) -> String {
    let key = serde_json::to_value(of).ok();
    key.and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

fn ids(told: &Told) -> Vec<RecordId> {
    let links = told
        .change
        .writes
        .values()
        .filter_map(|write| write.value.as_text()?.parse().ok());
    let before = told
        .before
        .iter()
        .flat_map(|record| record.registers.values().flatten());
    let before = before.filter_map(|standing| standing.value.as_text()?.parse().ok());
    links.chain(before).chain([record_of(told.change.by)]).collect()
}

/// Writes steps.
struct Pen<'a> {
    schema: &'a Schema,
    names: &'a Names,
    places: &'a [Place],
    last: Option<&'a Record>,
    bulk: &'a HashMap<GestureId, String>,
}

impl Pen<'_> {
    /// The steps of one change. A new record is one step with all that it began with.
    fn steps(&self, told: &Told) -> Vec<Step> {
        let change = &told.change;
        let mut steps = self.field_steps(told);
        steps.extend(self.tag_steps(told));
        if matches!(change.act, Act::Create | Act::Delete | Act::Restore) {
            let began = steps.iter().map(|step| format!("{}: {}", step.label, step.after));
            let began = began.collect::<Vec<_>>().join("\n");
            steps.insert(0, self.step(told, "", String::new(), String::new(), began, LIFE));
        }
        steps
    }

    fn field_steps(&self, told: &Told) -> Vec<Step> {
        let written = |place: &&Place| told.change.writes.contains_key(&place.register);
        let step = |place: &Place| {
            let before = self.text(told.before.as_ref(), place);
            let after = self.text(told.after.as_ref(), place);
            // A group is written whole: a member that stayed the same is no step.
            let changed = before != after || (place.member.is_none() && told.change.act != Act::Create);
            changed.then(|| {
                self.step(
                    told,
                    &place.key(),
                    place.label.clone(),
                    before,
                    after,
                    place.register.clone(),
                )
            })
        };
        self.places.iter().filter(written).filter_map(step).collect()
    }

    fn tag_steps(&self, told: &Told) -> Vec<Step> {
        let step = |register: &FieldKey| {
            let tag = register.element_name()?.to_owned();
            let present = |record: Option<&Record>| {
                let there = record.is_some_and(|r| r.elements(register.field()).any(|t| t == tag));
                if there { tag.clone() } else { String::new() }
            };
            let (before, after) = (present(told.before.as_ref()), present(told.after.as_ref()));
            Some(self.step(
                told,
                register.field(),
                "Tags".to_owned(),
                before,
                after,
                register.clone(),
            ))
        };
        told.change.writes.keys().filter_map(step).collect()
    }

    fn text(&self, record: Option<&Record>, place: &Place) -> String {
        let standing = record.and_then(|record| record.shown(self.schema, place.register.as_str()));
        let part = standing.and_then(|standing| place.part(&standing.value));
        part.map(|value: &Value| shown(place.kind, value, self.names))
            .unwrap_or_default()
    }

    fn step(&self, told: &Told, field: &str, label: String, before: String, after: String, register: FieldKey) -> Step {
        let change = &told.change;
        let standing = self
            .last
            .map(|record| record.standing(register.as_str()))
            .unwrap_or_default();
        let outcome = told.verdict.outcome(&register).unwrap_or(Outcome::Applied);
        let held = told.mark == Mark::Synced;
        Step {
            counted: if held { told.verdict.when } else { change.at.ms },
            position: held.then(|| i64::try_from(told.verdict.seq).unwrap_or(i64::MAX)),
            rule: self.rule(told, field, &register),
            lost: self.lost(told, field, &register),
            value: self.written(told, field, &register),
            change: change.id.to_string(),
            gesture: change.gesture.to_string(),
            part_of: self.bulk.get(&change.gesture).map(|kept| Larger::read(kept)),
            at: change.at.ms,
            by: self.names.person(change.by),
            on: self.names.device(change.on),
            act: words(&change.act).to_owned(),
            field: field.to_owned(),
            label,
            before,
            after,
            stands: standing.iter().any(|s| s.parts.iter().any(|part| part.id == change.id)),
            mark: if outcome == Outcome::KeptBeside {
                Mark::Review
            } else {
                told.mark
            },
            why: if outcome == Outcome::Applied {
                String::new()
            } else {
                key(&outcome)
            },
        }
    }
}

impl Pen<'_> {
    fn rule(&self, told: &Told, field: &str, register: &FieldKey) -> String {
        if field.is_empty() {
            return String::new();
        }
        key(&self.schema.policy(&told.change.kind, register.as_str()))
    }

    /// Values that gave way to this one although its author had not seen them.
    fn lost(&self, told: &Told, field: &str, register: &FieldKey) -> Vec<String> {
        let (Some(before), Some(effect)) = (&told.before, told.verdict.effects.get(register)) else {
            return Vec::new();
        };
        let Some(place) = self.places.iter().find(|place| place.key() == field) else {
            return Vec::new();
        };
        let gone = |standing: &&model::Standing| effect.gone.iter().any(|(id, value)| standing.key() == (*id, value));
        let unseen = |standing: &&model::Standing| !standing.seen_from(&told.change.base);
        let stays = |standing: &&model::Standing| effect.added.iter().all(|added| added.value != standing.value);
        let merged = told.verdict.outcome(register) == Some(Outcome::Merged);
        let lost = before
            .standing(register.as_str())
            .iter()
            .filter(gone)
            .filter(unseen)
            .filter(stays);
        let lost = lost
            .filter(|_| !merged)
            .filter_map(|standing| place.part(&standing.value));
        lost.map(|value| shown(place.kind, value, self.names)).collect()
    }

    fn written(&self, told: &Told, field: &str, register: &FieldKey) -> String {
        let place = self.places.iter().find(|place| place.key() == field);
        let write = told.change.writes.get(register);
        let part = place.zip(write).and_then(|(place, write)| place.part(&write.value));
        part.map(model::typed::text_of).unwrap_or_default()
    }
}

/// What was done, in a word.
pub(crate) fn words(act: &Act) -> &'static str {
    match act {
        Act::Create => "Created",
        Act::Delete => "Deleted",
        Act::Restore => "Restored",
        Act::Undo => "Undone",
        Act::Adopt => "Adopted",
        Act::Dismiss => "Dismissed",
        Act::MoveStage => "Moved",
        Act::Reassign => "Reassigned",
        Act::Decide => "Decided",
        Act::Complete => "Done",
        Act::Edit | Act::Other(_) => "Changed",
    }
}
