//! What the window shows: rows, cards, fields.

use crate::{
    Failure,
    fields::{Place, places, shown},
    naming::{Names, first_line, ids_in},
};
use model::{FieldType, LIFE, Record, RecordId, Schema, Standing, Value, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Listed, Store, Stored};

/// How safe something is, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Written and encrypted on this device.
    Saved,
    /// The server does not have it yet.
    Waiting,
    /// Two values wait for a decision.
    Review,
    /// The server holds it, and this device has its receipt.
    Synced,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Row {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// One line of meaning.
    pub subtitle: String,
    /// How safe it is.
    pub mark: Mark,
    /// Display text by field; empty ones are absent.
    pub fields: BTreeMap<String, String>,
}

/// A value beside another, waiting for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Competing {
    /// As it goes into an input.
    pub value: String,
    /// As a person reads it.
    pub shown: String,
    /// Who wrote it.
    pub by: String,
    /// On which device.
    pub on: String,
    /// When, ms since 1970.
    pub at: i64,
}

/// One field of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct FieldView {
    /// Its key; `triage.status` for a member of a group.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// As it goes into an input.
    pub value: String,
    /// As a person reads it.
    pub shown: String,
    /// Who wrote it; empty where nobody did.
    pub by: String,
    /// On which device.
    pub on: String,
    /// When, ms since 1970; 0 where nobody did.
    pub at: i64,
    /// How safe it is.
    pub mark: Mark,
    /// The values that compete, where more than one stands.
    pub competing: Vec<Competing>,
}

/// A record with everything that its screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Card {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// False for a deleted one.
    pub alive: bool,
    /// What a form that is filled from this card was looking at.
    pub token: String,
    /// How safe it is.
    pub mark: Mark,
    /// Who made it.
    pub created_by: String,
    /// When, ms since 1970.
    pub created_at: i64,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its fields, in order.
    pub fields: Vec<FieldView>,
    /// How many of its changes are kept here for a server.
    pub waiting: u32,
}

/// A card from what is stored.
pub(crate) async fn card(store: &Store, stored: Stored) -> Result<Card, Failure> {
    let schema = store.schema();
    let record = &stored.record;
    let kind = record.kind.as_str();
    let names = Names::of(store, ids_in(record)).await?;
    let fields: Vec<FieldView> = places(&schema, kind)
        .iter()
        .map(|place| field(place, record, &schema, &names))
        .collect();
    let declared = schema.kind(kind);
    let title = declared
        .and_then(|k| record.value(&schema, k.title))
        .and_then(Value::as_text)
        .map(first_line);
    let review = fields.iter().any(|f| f.mark == Mark::Review) || record.contested(&schema, LIFE.as_str());
    let made = stored.record.standing(LIFE.as_str()).first();
    Ok(Card {
        id: stored.id.to_string(),
        kind: kind.to_owned(),
        title: title.unwrap_or_default(),
        alive: record.alive(),
        token: token(&stored.base),
        mark: names.marks.of_record(Some(stored.id), review),
        created_by: made.map(|s| names.person(s.by)).unwrap_or_default(),
        created_at: made.map_or(0, |s| s.when),
        tags: record.elements("tags").map(str::to_owned).collect(),
        fields,
        waiting: u32::try_from(stored.waiting).unwrap_or(u32::MAX),
    })
}

/// A token is the base as text; the window hands it back as it got it.
pub(crate) fn token(base: &model::Base) -> String {
    serde_json::to_string(base).unwrap_or_default()
}

fn field(place: &Place, record: &Record, schema: &Schema, names: &Names) -> FieldView {
    let register = place.register.as_str();
    let standing = record.shown(schema, register);
    let part = standing.and_then(|s| place.part(&s.value));
    let contested = record.contested(schema, register);
    let compete = |s: &Standing| Competing {
        value: place.part(&s.value).map(typed::text_of).unwrap_or_default(),
        shown: place
            .part(&s.value)
            .map(|part| shown(place.kind, part, names))
            .unwrap_or_default(),
        by: names.person(s.by),
        on: s.parts.last().map(|part| names.device(part.on)).unwrap_or_default(),
        at: s.when,
    };
    let origin = standing.map(compete);
    FieldView {
        key: place.key(),
        label: place.label.clone(),
        value: part.map(typed::text_of).unwrap_or_default(),
        shown: part.map(|part| shown(place.kind, part, names)).unwrap_or_default(),
        by: origin.as_ref().map(|o| o.by.clone()).unwrap_or_default(),
        on: origin.as_ref().map(|o| o.on.clone()).unwrap_or_default(),
        at: origin.map_or(0, |o| o.at),
        mark: if contested { Mark::Review } else { Mark::Saved },
        competing: if contested {
            record.standing(register).iter().map(compete).collect()
        } else {
            Vec::new()
        },
    }
}

/// The ids that rows of a list name.
pub(crate) fn ids_of(values: &[(&'static str, Value)]) -> Vec<RecordId> {
    values.iter().flat_map(|(_, value)| typed::links_of(value)).collect()
}

/// A row of a list.
pub(crate) fn row(kind: &str, listed: &Listed, schema: &Schema, names: &Names) -> Row {
    let (title, subtitle, mut fields) = lines(kind, &listed.values, schema, names);
    let own = schema.custom_fields(kind).flat_map(|field| {
        let kept = listed.own.iter().find(|(key, _)| *key == field.key);
        let kind = FieldType::custom(&field.kind).unwrap_or(FieldType::Text);
        kept.map(|(key, value)| (key.to_string(), shown(kind, value, names)))
    });
    fields.extend(own);
    Row {
        id: listed.id.to_string(),
        kind: kind.to_owned(),
        title,
        subtitle,
        mark: names.marks.of_record(Some(listed.id), false),
        fields,
    }
}

/// Name, one line of meaning, and the display texts.
pub(crate) fn lines(
    kind: &str,
    values: &[(&'static str, Value)],
    schema: &Schema,
    names: &Names,
) -> (String, String, BTreeMap<String, String>) {
    let mut fields = BTreeMap::new();
    for (key, value) in values {
        let Some(field) = schema.field(kind, key) else { continue };
        match field.kind {
            FieldType::Group(members) => {
                for member in members {
                    let part = value.part(member.key).map(|part| shown(member.kind, part, names));
                    fields.extend(part.map(|text| (format!("{key}.{}", member.key), text)));
                }
            }
            FieldType::Tags => drop(fields.insert(
                (*key).to_owned(),
                value.as_text().unwrap_or_default().replace('\n', ", "),
            )),
            kind => drop(fields.insert((*key).to_owned(), shown(kind, value, names))),
        }
    }
    let title = schema
        .kind(kind)
        .and_then(|k| fields.get(k.title))
        .map(|text| first_line(text))
        .unwrap_or_default();
    let meaning: Vec<&str> = meaning(kind)
        .iter()
        .filter_map(|key| fields.get(*key))
        .map(String::as_str)
        .collect();
    (title, meaning.join(" · "), fields)
}

/// The fields that make a kind's one line of meaning.
fn meaning(kind: &str) -> &'static [&'static str] {
    match kind {
        "contact" => &["role", "company", "next_follow_up"],
        "company" => &["sector", "address"],
        "deal" => &["company", "stage", "amount"],
        "task" => &["due", "about", "assignee"],
        "note" | "voice_note" | "attachment" => &["about"],
        "issue" => &["triage.status", "triage.priority", "company"],
        "colleague" => &["role", "email"],
        "appointment" => &["span.start", "contact", "company", "status"],
        "resource" => &["what", "place"],
        "closure" => &["begins", "resource"],
        _ => &[],
    }
}
