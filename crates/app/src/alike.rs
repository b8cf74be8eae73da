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
use model::{KindKey, Record, RecordId, Value};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Hit, Store};

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
        let values = ["name", "mobile", "phone", "email", "company"]
            .map(|field| (field, record.value(&schema, field).cloned().unwrap_or_default()));
        let wanted = somebody(&values);
        let mut asked: BTreeMap<RecordId, Hit> = BTreeMap::new();
        for question in wanted.questions() {
            let hits = store.search_kind(kind, &question, ASKED).await?;
            asked.extend(hits.into_iter().map(|hit| (hit.id, hit)));
        }
        let others = asked.into_values().filter(|hit| Some(hit.id) != but);
        let judged = others.filter_map(|hit| Some((alike(&wanted, &somebody(&hit.values))?, hit)));
        let mut offered: Vec<(judge::Judged, Hit)> = judged.collect();
        offered.sort_by(|a, b| b.0.weight.cmp(&a.0.weight).then(a.1.id.cmp(&b.1.id)));
        offered.truncate(OFFERED);
        let names = Names::of(store, offered.iter().flat_map(|(_, hit)| views::ids_of(&hit.values))).await?;
        let one = |(judged, hit): (judge::Judged, Hit)| {
            let (title, subtitle, _) = views::lines(kind.as_str(), &hit.values, &schema, &names);
            AlikeHit {
                record: hit.id.to_string(),
                kind: kind.to_string(),
                title,
                subtitle,
                why: judged.why.into_iter().map(str::to_owned).collect(),
            }
        };
        Ok(offered.into_iter().map(one).collect())
    }
}

/// A value of a form, as a record would hold it.
fn standing(value: Value) -> model::Standing {
    model::Standing {
        value,
        parts: Vec::new(),
        by: model::PersonId::from_bytes([0; 16]),
        role: model::Role::Field,
        when: 0,
    }
}

/// What a record's values say of who it is.
fn somebody(values: &[(&'static str, Value)]) -> Somebody {
    let text = |field: &str| {
        let value = values.iter().find(|(key, _)| *key == field);
        value.and_then(|(_, value)| value.as_text()).unwrap_or_default()
    };
    Somebody::new(
        text("name"),
        text("mobile"),
        text("phone"),
        text("email"),
        text("company"),
    )
}
