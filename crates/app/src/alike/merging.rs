//! Two records that are one: what hangs on the one that goes is hung on the one that stays, its values fill what is empty there,
//! its tags join, and it is deleted. One gesture: its undo puts every link back where it was, and the record too.

use crate::{
    App, Failure, FailureCode, Larger,
    fields::{Place, places, shown},
    naming::{Names, first_line, ids_in},
    records::Saved,
    several::Several,
};
use model::{Act, FieldKey, FieldType, KindKey, LIFE, Record, RecordId, Schema, Value, Write, declare::KINDS, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::Store;

/// Records of one kind that are hung over at most.
const MOST: u32 = 5_000;

/// A field that the record that stays gets, or that says otherwise in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MergeField {
    /// The field's key.
    pub field: String,
    /// What stays there, as a person reads it; empty where it is filled.
    pub stays: String,
    /// What the other one has.
    pub other: String,
}

/// What a merge would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MergePlan {
    /// The name of the one that stays.
    pub keeps: String,
    /// The name of the one that goes.
    pub goes: String,
    /// Records that are hung over, by their kind.
    pub hung: BTreeMap<String, u32>,
    /// Fields that are filled from the one that goes.
    pub filled: Vec<MergeField>,
    /// Fields in which both say something: what the other one says stays in its history only.
    pub differ: Vec<MergeField>,
}

/// A record that links to the one that goes, and its links.
struct Hanging {
    id: RecordId,
    kind: KindKey,
    fields: Vec<&'static str>,
    /// It would link a record with itself.
    pointless: bool,
}

struct Both {
    keep: (RecordId, Record),
    other: (RecordId, Record),
    hanging: Vec<Hanging>,
}

impl App {
    /// What making one of two records would do. Nothing is written.
    ///
    /// # Errors
    /// `Invalid` for records of two kinds or one and the same, `NotFound`, or the store's.
    pub async fn plan_merge(&self, keep: &str, other: &str) -> Result<MergePlan, Failure> {
        let store = self.store().await?;
        let both = both(&store, keep, other).await?;
        let (schema, (_, keep), (_, other)) = (store.schema(), &both.keep, &both.other);
        let names = Names::of(&store, ids_in(keep).into_iter().chain(ids_in(other))).await?;
        let mut hung = BTreeMap::new();
        for hanging in &both.hanging {
            *hung.entry(hanging.kind.to_string()).or_insert(0) += 1;
        }
        let field = |(place, stays, other): (&Place, Option<&Value>, &Value)| MergeField {
            field: place.register.to_string(),
            stays: stays.map(|value| shown(place.kind, value, &names)).unwrap_or_default(),
            other: shown(place.kind, other, &names),
        };
        let places = places(&schema, keep.kind.as_str());
        let pairs = || pairs(&schema, &places, keep, other);
        Ok(MergePlan {
            keeps: title(&schema, keep),
            goes: title(&schema, other),
            hung,
            filled: pairs().filter(|(_, stays, _)| stays.is_none()).map(field).collect(),
            differ: pairs()
                .filter(|(_, stays, other)| stays.is_some_and(|stays| stays != *other))
                .map(field)
                .collect(),
        })
    }

    /// Makes one of two records. The undo of it puts everything back.
    ///
    /// # Errors
    /// Those of [`App::plan_merge`], and `Refused`; nothing of it is done then.
    pub async fn merge(&self, keep: &str, other: &str) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let both = both(&store, keep, other).await?;
        let (schema, (keep_id, keep), (other_id, other)) = (store.schema(), &both.keep, &both.other);
        let told = Larger::new("merged")
            .name(title(&schema, other))
            .name(title(&schema, keep));
        let mut several = Several::begin(self, &store, told.kept()).await;
        let writes = filling(&schema, keep, other);
        if !writes.is_empty() {
            several
                .change(*keep_id, keep.kind.clone(), Act::Edit, None, writes)
                .await?;
        }
        for hanging in &both.hanging {
            let (act, writes) = if hanging.pointless {
                (Act::Delete, BTreeMap::from([(LIFE, Write::of(typed::deleted()))]))
            } else {
                let link = |field: &&'static str| (FieldKey::of(field), Write::of(Value::text(keep_id.to_string())));
                (Act::Edit, hanging.fields.iter().map(link).collect())
            };
            several
                .change(hanging.id, hanging.kind.clone(), act, None, writes)
                .await?;
        }
        let gone = BTreeMap::from([(LIFE, Write::of(typed::deleted()))]);
        several
            .change(*other_id, other.kind.clone(), Act::Delete, None, gone)
            .await?;
        several.commit().await
    }
}

async fn both(store: &Store, keep: &str, other: &str) -> Result<Both, Failure> {
    let (keep, other): (RecordId, RecordId) = (keep.parse()?, other.parse()?);
    let record = async |id: RecordId| {
        let stored = store.record(id).await?.map(|stored| stored.record);
        stored.filter(Record::alive).ok_or_else(Failure::not_found)
    };
    let (keep, other) = ((keep, record(keep).await?), (other, record(other).await?));
    if keep.0 == other.0 || keep.1.kind != other.1.kind {
        return Err(Failure::invalid("Choose two different records of one kind.").about("two"));
    }
    let mut hanging = Vec::new();
    for kind in KINDS {
        let leads = |of: &FieldType| matches!(of, FieldType::Link(to) if to.is_none_or(|to| other.1.kind == *to));
        let links: Vec<&'static str> = kind.fields.iter().filter(|f| leads(&f.kind)).map(|f| f.key).collect();
        let found = store.linked(&KindKey::of(kind.key), &links, &[other.0], MOST).await?;
        if found.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            let words = format!("More than {MOST} records hang on this one; that is too many for one act.");
            return Err(Failure::new(FailureCode::Invalid, words).about("too_many"));
        }
        let schema = store.schema();
        for (id, record) in found.into_iter().filter(|(id, _)| *id != keep.0 && *id != other.0) {
            let to = |field: &str| {
                record
                    .value(&schema, field)
                    .and_then(Value::as_text)
                    .and_then(|id| id.parse().ok())
            };
            let fields: Vec<&'static str> = links.iter().copied().filter(|link| to(link) == Some(other.0)).collect();
            let pointless = kind.key == "relation" && links.iter().any(|link| to(link) == Some(keep.0));
            hanging.push(Hanging {
                id,
                kind: record.kind,
                fields,
                pointless,
            });
        }
    }
    hanging.retain(|hanging| !hanging.fields.is_empty());
    Ok(Both { keep, other, hanging })
}

/// Every field in which the one that goes says something, with what the other says there.
fn pairs<'a>(
    schema: &'a Schema,
    places: &'a [Place],
    keep: &'a Record,
    other: &'a Record,
) -> impl Iterator<Item = (&'a Place, Option<&'a Value>, &'a Value)> {
    let whole = places.iter().filter(|place| place.member.is_none());
    whole.filter_map(|place| {
        let register = place.register.as_str();
        Some((place, keep.value(schema, register), other.value(schema, register)?))
    })
}

/// What the record that stays gets of the other: values where it has none, and tags.
fn filling(schema: &Schema, keep: &Record, other: &Record) -> BTreeMap<FieldKey, Write> {
    let places = places(schema, keep.kind.as_str());
    let empty = pairs(schema, &places, keep, other).filter(|(_, stays, _)| stays.is_none());
    let mut writes: BTreeMap<FieldKey, Write> = empty
        .map(|(place, _, value)| (place.register.clone(), Write::of(value.clone())))
        .collect();
    let there: Vec<&str> = keep.elements("tags").collect();
    let new = other.elements("tags").filter(|tag| !there.contains(tag));
    writes.extend(new.map(|tag| (FieldKey::element("tags", tag), Write::of(Value::Flag(true)))));
    writes
}

fn title(schema: &Schema, record: &Record) -> String {
    let kind = schema.kind(record.kind.as_str());
    let title = kind.and_then(|kind| record.value(schema, kind.title));
    title.and_then(Value::as_text).map(first_line).unwrap_or_default()
}
