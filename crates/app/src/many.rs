//! One act on many records: one gesture, one transaction, one undo. What a person may not do to one of them does not keep
//! the others from it; the answer names those that were left, and why.

use crate::{
    App, Failure, FailureCode, Larger,
    acting::{Intent, gesture_of},
    fields::{read_form, tidy_tag},
    issues::{Levels, levels, resolved_how},
    naming::first_line,
};
use model::{Act, ChangeId, FieldKey, GestureId, KindKey, LIFE, Record, RecordId, Value, Write, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Source, Store, Tx};

/// Records that are named in the answer, at most.
const NAMED_MOST: usize = 50;

/// A record that was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LeftOne {
    /// The record.
    pub record: String,
    /// Its name; empty where it is not on this device.
    pub title: String,
    /// Why.
    pub why: Failure,
}

/// What one act on many records came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ManySaved {
    /// What to undo; empty where nothing was changed.
    pub gesture: String,
    /// How many records were changed.
    pub changed: u32,
    /// How many were already so.
    pub already_so: u32,
    /// How many were left, because it may not or cannot be done to them.
    pub left: u32,
    /// Those, the first fifty.
    pub refused: Vec<LeftOne>,
    /// When, ms since 1970.
    pub at: i64,
}

/// What is done to each.
enum Doing<'a> {
    Edit(&'a BTreeMap<String, String>),
    Tag(String, bool),
    Delete,
}

type Writes = BTreeMap<FieldKey, Write>;

impl App {
    /// Writes the same fields into many records. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` with the field's name, or the store's. A refusal for one record is no error.
    pub async fn edit_many(
        &self,
        ids: &[String],
        form: BTreeMap<String, String>,
        draft: Option<&str>,
    ) -> Result<ManySaved, Failure> {
        self.do_many(ids, Doing::Edit(&form), draft).await
    }

    /// Puts a tag on many records, or takes it off.
    ///
    /// # Errors
    /// `Invalid` for an empty tag, or the store's.
    pub async fn tag_many(&self, ids: &[String], tag: &str, present: bool) -> Result<ManySaved, Failure> {
        let tag = tidy_tag(tag);
        if tag.is_empty() {
            return Err(Failure::invalid("A tag needs a name."));
        }
        self.do_many(ids, Doing::Tag(tag, present), None).await
    }

    /// Deletes many records. They can be restored, and the whole can be undone.
    ///
    /// # Errors
    /// The store's.
    pub async fn delete_many(&self, ids: &[String]) -> Result<ManySaved, Failure> {
        self.do_many(ids, Doing::Delete, None).await
    }

    async fn do_many(&self, ids: &[String], doing: Doing<'_>, draft: Option<&str>) -> Result<ManySaved, Failure> {
        let store = self.store().await?;
        let mut wanted: Vec<RecordId> = ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        let first = self.fresh_change();
        let gesture = gesture_of(first);
        let mut tx = store.begin().await;
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        let bulk = wanted.len() > 1;
        if bulk {
            tx.bulk(gesture, String::new(), self.now());
        }
        let mut many = Many {
            app: self,
            store: &store,
            doing,
            next: first,
            gesture,
            kinds: BTreeMap::new(),
            levels: None,
            saved: ManySaved {
                gesture: String::new(),
                changed: 0,
                already_so: 0,
                left: 0,
                refused: Vec::new(),
                at: self.now(),
            },
        };
        for id in wanted {
            if let Err(failure) = many.one(&mut tx, id).await {
                tx.roll_back().await;
                return Err(failure);
            }
        }
        let told = many.told();
        let mut saved = many.saved;
        if saved.changed == 0 {
            tx.roll_back().await;
            if let Some(draft) = draft {
                store.drop_draft(draft).await?;
            }
            return Ok(saved);
        }
        tx.reword(told.kept());
        tx.commit(Source::Here).await?;
        saved.gesture = gesture.to_string();
        Ok(saved)
    }
}

struct Many<'a> {
    app: &'a App,
    store: &'a Store,
    doing: Doing<'a>,
    next: ChangeId,
    gesture: GestureId,
    kinds: BTreeMap<KindKey, u32>,
    /// What was promised, read once the first step of an issue needs it.
    levels: Option<Levels>,
    saved: ManySaved,
}

impl Many<'_> {
    async fn one(&mut self, tx: &mut Tx<'_>, id: RecordId) -> Result<(), Failure> {
        let Some(record) = tx.record(None, id).await?.cloned() else {
            self.left(id, String::new(), Failure::not_found());
            return Ok(());
        };
        let (act, mut writes) = self.writes(&record)?;
        if writes.is_empty() {
            self.saved.already_so += 1;
            return Ok(());
        }
        if let Err(failure) = self.step(&record, &mut writes).await {
            return self.not_done(&record, id, failure);
        }
        let intent = Intent {
            id: self.next,
            gesture: self.gesture,
            record: id,
            kind: record.kind.clone(),
            act,
            base: None,
            writes,
            of: None,
        };
        match self.app.make(self.store, tx, intent).await {
            Ok(_) => {
                self.next = self.next.following();
                self.saved.changed += 1;
                *self.kinds.entry(record.kind).or_default() += 1;
                Ok(())
            }
            Err(failure) => self.not_done(&record, id, failure),
        }
    }

    /// A step of an issue's life moves its clock with it, here as on its card.
    async fn step(&mut self, record: &Record, writes: &mut Writes) -> Result<(), Failure> {
        if record.kind.as_str() != "issue" || !writes.contains_key("triage") {
            return Ok(());
        }
        let schema = self.store.schema();
        resolved_how(record, &schema, writes)?;
        let levels = match self.levels.take() {
            Some(levels) => levels,
            None => levels(self.store).await?,
        };
        let now = self.app.here();
        self.app.with_clock(writes, Some(record), &schema, &levels, &now);
        self.levels = Some(levels);
        Ok(())
    }

    /// What is said against one record is said of it; the others do not depend on it.
    fn not_done(&mut self, record: &Record, id: RecordId, failure: Failure) -> Result<(), Failure> {
        if !matches!(failure.code, FailureCode::Refused | FailureCode::Invalid) {
            return Err(failure);
        }
        let schema = self.store.schema();
        let kind = schema.kind(record.kind.as_str());
        let title = kind.and_then(|kind| record.value(&schema, kind.title));
        let title = title.and_then(Value::as_text).map(first_line).unwrap_or_default();
        self.left(id, title, failure);
        Ok(())
    }

    fn writes(&self, record: &Record) -> Result<(Act, Writes), Failure> {
        match &self.doing {
            Doing::Edit(form) => {
                let reading = self.app.0.surroundings.reading();
                let filled = read_form(&self.store.schema(), &record.kind, Some(record), form, reading)?;
                Ok((Act::Edit, filled.writes))
            }
            Doing::Tag(tag, present) => {
                let schema = self.store.schema();
                if schema.field(record.kind.as_str(), "tags").is_none() {
                    return Err(Failure::invalid("Records of this kind have no tags."));
                }
                let there = record.elements("tags").any(|t| t == tag) == *present;
                let write = (FieldKey::element("tags", tag), Write::of(Value::Flag(*present)));
                Ok((Act::Edit, if there { Writes::new() } else { Writes::from([write]) }))
            }
            Doing::Delete if record.alive() => Ok((Act::Delete, Writes::from([(LIFE, Write::of(typed::deleted()))]))),
            Doing::Delete => Ok((Act::Delete, Writes::new())),
        }
    }

    fn left(&mut self, id: RecordId, title: String, why: Failure) {
        self.saved.left += 1;
        if self.saved.refused.len() < NAMED_MOST {
            let record = id.to_string();
            self.saved.refused.push(LeftOne { record, title, why });
        }
    }

    /// For the list of recent acts.
    fn told(&self) -> Larger {
        let told = match &self.doing {
            Doing::Delete => Larger::new("deleted"),
            Doing::Tag(tag, true) => Larger::new("tagged").name(tag),
            Doing::Tag(tag, false) => Larger::new("untagged").name(tag),
            Doing::Edit(form) => Larger::new("changed").fields(form.keys().cloned()),
        };
        let counted = self.kinds.iter();
        counted.fold(told, |told, (kind, count)| told.count(kind.as_str(), *count))
    }
}
