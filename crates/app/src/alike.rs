//! Is it somebody who is here already? Asked as a person or a company is typed, of this device alone; and two records that turn
//! out to be one are made one, with everything that hangs on them, in one gesture that can be undone.
//!
//! Who comes into question is found by the search's own indexes: the number, the address, the name, and each word of the name
//! with the beginning of another. Who of them is offered is a pure judgement (`judge`), which weighs what speaks for it
//! against what speaks against it.

mod judge;
mod merging;
mod sounds;

pub use merging::{MergeField, MergePlan};

use crate::{App, Failure, fields::read_form, naming::Names, views};
use judge::{Somebody, alike};
use model::{KindKey, Record, RecordId, Schema};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// Who comes into question, of one question to the search.
const ASKED: usize = 40;
/// Who is offered at most.
const OFFERED: usize = 5;

/// Somebody who may be the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AlikeHit {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// One line of meaning.
    pub subtitle: String,
    /// What speaks for it, the strongest first: `mobile`, `phone`, `email`, `name`, `sounds`, `company`.
    pub why: Vec<String>,
}

impl App {
    /// Who is here already that a form may be about, the likeliest first. A form that cannot be read is about nobody yet.
    ///
    /// # Errors
    /// The store's.
    pub async fn alike(&self, kind: &str, form: BTreeMap<String, String>) -> Result<Vec<AlikeHit>, Failure> {
        let store = self.store().await?;
        let kind = KindKey::owned(kind.to_owned());
        let mut record = Record::empty(kind.clone());
        for (key, text) in form {
            let one = BTreeMap::from([(key, text)]);
            // What is half typed is no value yet; the other fields are asked all the same.
            let read = read_form(&store.schema(), &kind, None, &one, self.0.surroundings.reading());
            for (field, write) in read.map(|filled| filled.writes).unwrap_or_default() {
                record.registers.insert(field, vec![standing(write.value)]);
            }
        }
        self.like(&store, &kind, &record, None).await
    }

    /// Who else may be the same as a record.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn alike_to(&self, record: &str) -> Result<Vec<AlikeHit>, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let stored = store.record(id).await?.ok_or_else(Failure::not_found)?;
        let kind = stored.record.kind.clone();
        self.like(&store, &kind, &stored.record, Some(id)).await
    }

    async fn like(
        &self,
        store: &Store,
        kind: &KindKey,
        record: &Record,
        but: Option<RecordId>,
    ) -> Result<Vec<AlikeHit>, Failure> {
        if !matches!(kind.as_str(), "contact" | "company") {
            return Ok(Vec::new());
        }
        let schema = store.schema();
        let wanted = somebody(&schema, record);
        let mut asked = BTreeSet::new();
        for question in wanted.questions() {
            let hits = store.search(&question, ASKED).await?;
            asked.extend(hits.into_iter().filter(|hit| hit.kind == *kind).map(|hit| hit.id));
        }
        let mut offered = Vec::new();
        for id in asked.into_iter().filter(|id| Some(*id) != but) {
            let Some((_, listed)) = store.listed(id).await? else { continue };
            let Some(stored) = store.record(id).await? else { continue };
            if let Some(judged) = alike(&wanted, &somebody(&schema, &stored.record)) {
                offered.push((judged, listed));
            }
        }
        offered.sort_by(|a, b| b.0.weight.cmp(&a.0.weight).then(a.1.id.cmp(&b.1.id)));
        offered.truncate(OFFERED);
        let names = Names::of(store, offered.iter().flat_map(|(_, listed)| views::ids_of(&listed.values))).await?;
        let hit = |(judged, listed): (judge::Judged, store::Listed)| {
            let (title, subtitle, _) = views::lines(kind.as_str(), &listed.values, &schema, &names);
            AlikeHit {
                record: listed.id.to_string(),
                kind: kind.to_string(),
                title,
                subtitle,
                why: judged.why.into_iter().map(str::to_owned).collect(),
            }
        };
        Ok(offered.into_iter().map(hit).collect())
    }
}

/// A value of a form, as a record would hold it.
fn standing(value: model::Value) -> model::Standing {
    model::Standing {
        value,
        parts: Vec::new(),
        by: model::PersonId::from_bytes([0; 16]),
        role: model::Role::Field,
        when: 0,
    }
}

/// What a record says of who it is.
fn somebody(schema: &Schema, record: &Record) -> Somebody {
    let text = |field: &str| {
        let value = record.value(schema, field).and_then(model::Value::as_text);
        value.unwrap_or_default().to_owned()
    };
    Somebody::new(&text("name"), &text("mobile"), &text("phone"), &text("email"), &text("company"))
}
