//! Both sides of a decision: who wrote what, when and where, and what each of them had been looking at.

use super::{choosing, whose};
use crate::{
    App, Failure,
    fields::shown,
    history::{Told, as_seen_from, tell},
    naming::{Names, first_line, ids_in},
    story,
    views::token,
};
use model::{Change, FieldKey, FieldType, LIFE, Policy, Record, RecordId, Role, Schema, Standing, Value, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeSet;
use store::{Open, Past};

/// One of the values that stand side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Side {
    /// The change that put it there; with the value it names the side.
    pub change: String,
    /// As it goes into an input; `alive` or `deleted` of a record's life.
    pub value: String,
    /// As a person reads it.
    pub shown: String,
    /// Who wrote it.
    pub by: String,
    /// On which device.
    pub on: String,
    /// When, by the clock of that device, ms since 1970; nothing where this device does not hold the change itself.
    pub at: Option<i64>,
    /// When, as it counts: by the server's clock once it has answered, until then by the device's; ms since 1970.
    pub counted: i64,
    /// Whether a server holds it.
    pub held: bool,
    /// What its author had been looking at, as a person reads it; nothing where that cannot be told here.
    pub looked_at: Option<String>,
    /// Who else wrote the same.
    pub also: Vec<String>,
}

/// One thing to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Decision {
    /// The field's key, `life` for a delete that somebody's edit met, `proposal` for a change that waits to be taken over.
    pub field: String,
    /// What people call the field, as it is declared.
    pub label: String,
    /// Its type's key; empty for a life and a proposal.
    pub kind: String,
    /// The values, the one that was written last first.
    pub sides: Vec<Side>,
    /// What all of them started from, as a person reads it; nothing where that is not one value.
    pub before: Option<String>,
    /// All of them together, as a person reads it, where the field's type allows that.
    pub both: Option<String>,
    /// The key of the rule that applies.
    pub rule: String,
    /// Why it is a person's to decide: `stage`, `money`, `person`, `link`, `time`, `text`, `together`, `choice`, `life`,
    /// `proposal` or `other`.
    pub why: String,
}

/// A record with all that waits in it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewRecord {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// What somebody who decides is looking at.
    pub token: String,
    /// Whether it is this person's to decide.
    pub mine: bool,
    /// What is to be decided.
    pub decisions: Vec<Decision>,
    /// Fields that were changed at the same time and came together by themselves.
    pub merged: Vec<String>,
}

/// What the sides of a record are told from.
struct Bench<'a> {
    schema: &'a Schema,
    role: Role,
    record: &'a Record,
    past: &'a Past,
    told: &'a [Told],
    names: &'a Names,
}

impl App {
    /// A record with all that waits for a decision in it. One that nothing waits in any more has none.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn review_record(&self, record: &str) -> Result<ReviewRecord, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let stored = store.record(id).await?.ok_or_else(Failure::not_found)?;
        let past = store.past_of(id).await?;
        let (schema, device) = (store.schema(), store.device());
        let told = tell(past.clone(), &schema, device.role);
        let states = told.iter().filter_map(|told| told.after.as_ref());
        let ids = states.chain([&stored.record]).flat_map(ids_in);
        let names = Names::of(&store, ids).await?.with_devices(&store).await?;
        let bench = Bench {
            schema: &schema,
            role: device.role,
            record: &stored.record,
            past: &past,
            told: &told,
            names: &names,
        };
        let contested = bench.contested();
        let mut decisions: Vec<Decision> = contested.iter().map(|field| bench.decision(field)).collect();
        decisions.extend(stored.record.proposals.values().map(|change| bench.proposal(change)));
        let open = Open {
            fields: contested.clone(),
            whose: bench.whose(),
            ..Open::default()
        };
        let title = schema
            .kind(stored.record.kind.as_str())
            .and_then(|kind| stored.record.value(&schema, kind.title));
        Ok(ReviewRecord {
            record: id.to_string(),
            kind: stored.record.kind.to_string(),
            title: title.and_then(Value::as_text).map(first_line).unwrap_or_default(),
            token: token(&stored.base),
            mine: whose::is_mine(story::me(&store), device.role, &stored.record.kind, &open),
            merged: bench.merged(&contested),
            decisions,
        })
    }
}

impl Bench<'_> {
    /// The contested registers of a record that is there.
    fn contested(&self) -> Vec<FieldKey> {
        let alive = self.record.alive();
        let keys = self.record.registers.keys().filter(|_| alive);
        keys.filter(|key| self.record.contested(self.schema, key.as_str()))
            .cloned()
            .collect()
    }

    fn whose(&self) -> Vec<RecordId> {
        let standing = ["owner", "assignee", "approver"].map(|field| self.record.standing(field));
        let values = standing.into_iter().flatten();
        values
            .filter_map(|standing| standing.value.as_text()?.parse().ok())
            .collect()
    }

    fn decision(&self, field: &FieldKey) -> Decision {
        let kind = self.type_of(field);
        let values = self.record.standing(field.as_str());
        let distinct = choosing::distinct(values);
        let looked_at: Vec<Option<Value>> = distinct
            .iter()
            .map(|standing| self.looked_at(field, standing))
            .collect();
        let common = choosing::common(looked_at.iter().map(Option::as_ref));
        let sides = distinct.iter().zip(&looked_at);
        let policy = self.schema.policy(&self.record.kind, field.as_str());
        Decision {
            field: field.to_string(),
            label: self.label(field),
            kind: kind.map(|kind| kind.key().to_owned()).unwrap_or_default(),
            sides: sides
                .map(|(standing, looked_at)| self.side(field, standing, looked_at.as_ref(), values))
                .collect(),
            before: common
                .filter(|_| *field != LIFE)
                .filter(|value| distinct.iter().all(|standing| standing.value != **value))
                .map(|value| self.shown(field, value)),
            both: kind
                .and_then(|kind| choosing::both(kind, values))
                .map(|value| self.shown(field, &value)),
            rule: rule_key(policy),
            why: why(field, kind).to_owned(),
        }
    }

    fn side(&self, field: &FieldKey, standing: &Standing, looked_at: Option<&Value>, all: &[Standing]) -> Side {
        let told = choosing::first_written(self.told, field, standing);
        let part = standing.parts.last();
        let on = told.map(|told| told.change.on).or(part.map(|part| part.on));
        let also = all
            .iter()
            .filter(|other| other.value == standing.value && other.by != standing.by);
        let also: BTreeSet<String> = also.map(|other| self.names.person(other.by)).collect();
        Side {
            change: standing.writer().map(|id| id.to_string()).unwrap_or_default(),
            value: typed::text_of(&standing.value),
            shown: self.shown(field, &standing.value),
            by: self.names.person(standing.by),
            on: on.map(|on| self.names.device(on)).unwrap_or_default(),
            at: told.map(|told| told.change.at.ms),
            counted: standing.when,
            held: part.is_some_and(|part| !part.seqs.is_empty()),
            looked_at: looked_at.map(|value| self.shown(field, value)),
            also: also.into_iter().collect(),
        }
    }

    /// A change that waits to be taken over, as the only side of a decision of its own.
    fn proposal(&self, change: &Change) -> Decision {
        let line = |(field, write): (&FieldKey, &model::Write)| {
            format!("{}: {}", self.label(field), self.shown(field, &write.value))
        };
        let lines: Vec<String> = change.writes.iter().map(line).collect();
        Decision {
            field: "proposal".to_owned(),
            label: String::new(),
            kind: String::new(),
            sides: vec![Side {
                change: change.id.to_string(),
                value: String::new(),
                shown: lines.join("\n"),
                by: self.names.person(change.by),
                on: self.names.device(change.on),
                at: Some(change.at.ms),
                counted: change.at.ms,
                held: true,
                looked_at: None,
                also: Vec::new(),
            }],
            before: None,
            both: None,
            rule: "proposal".to_owned(),
            why: "proposal".to_owned(),
        }
    }

    /// What the author of a value had been looking at in its field.
    fn looked_at(&self, field: &FieldKey, standing: &Standing) -> Option<Value> {
        let told = choosing::first_written(self.told, field, standing)?;
        let seen = as_seen_from(&told.change.base, self.past.clone(), self.schema, self.role);
        let value = seen.and_then(|record| Some(record.shown(self.schema, field.as_str())?.value.clone()));
        Some(value.unwrap_or_default())
    }

    /// Other fields that were written by somebody who had not seen one of the sides, or with one of them.
    fn merged(&self, contested: &[FieldKey]) -> Vec<String> {
        let standing = |field: &FieldKey| self.record.standing(field.as_str());
        let writers = contested
            .iter()
            .flat_map(|field| standing(field).iter().map(move |one| (field, one)));
        let writers = writers.filter_map(|(field, one)| choosing::first_written(self.told, field, one));
        let sides: Vec<&Told> = writers.collect();
        let among = |change: &Change| sides.iter().any(|side| side.change.id == change.id);
        let unseen = |change: &Change, places: Vec<(u32, u64)>| {
            let stamp = change.stamp(places);
            sides
                .iter()
                .any(|side| side.change.id != change.id && !side.change.base.saw(&stamp))
        };
        let meeting = self
            .past
            .changes
            .iter()
            .filter(|logged| among(&logged.change) || unseen(&logged.change, logged.places()));
        let fields = meeting.flat_map(|logged| logged.change.writes.keys());
        let fields = fields.filter(|field| **field != LIFE && !contested.contains(field));
        let fields: BTreeSet<String> = fields.map(|field| field.field().to_owned()).collect();
        fields.into_iter().collect()
    }

    fn type_of(&self, field: &FieldKey) -> Option<FieldType> {
        self.schema.type_of(self.record.kind.as_str(), field.as_str())
    }

    fn label(&self, field: &FieldKey) -> String {
        let kind = self.record.kind.as_str();
        let declared = self
            .schema
            .field(kind, field.as_str())
            .map(|field| field.label.to_owned());
        let custom = || {
            self.schema
                .custom_field(kind, field.as_str())
                .map(|field| field.label.clone())
        };
        declared.or_else(custom).unwrap_or_default()
    }

    fn shown(&self, field: &FieldKey, value: &Value) -> String {
        match self.type_of(field) {
            Some(kind) => shown(kind, value, self.names),
            None => typed::text_of(value),
        }
    }
}

/// The policy's name on disk, by which the window has words for it.
fn rule_key(policy: Policy) -> String {
    let key = serde_json::to_value(policy).ok();
    key.and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

fn why(field: &FieldKey, kind: Option<FieldType>) -> &'static str {
    match kind {
        _ if *field == LIFE => "life",
        Some(FieldType::Stage | FieldType::Stages) => "stage",
        Some(FieldType::Money) => "money",
        Some(FieldType::Link(Some("colleague"))) => "person",
        Some(FieldType::Link(_)) => "link",
        Some(FieldType::Date | FieldType::Moment) => "time",
        Some(FieldType::LongText) => "text",
        Some(FieldType::Group(_)) => "together",
        Some(FieldType::Choice(_) | FieldType::Flag) => "choice",
        _ => "other",
    }
}
