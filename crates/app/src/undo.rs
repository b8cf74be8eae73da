//! Undo of a gesture: every change of it, the last one first, where what it wrote still stands. Later work stays, and the
//! answer says where.

use crate::{
    App, Failure, FailureCode, Larger,
    acting::{Intent, gesture_of},
    history::{Told, tell},
    reading::count,
};
use model::{Act, Change, ChangeId, FieldKey, GestureId, LIFE, Outcome, Record, Value, Write, typed};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::{Source, Store, Tx};

/// A record that an undo has left, in whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Kept {
    /// Its kind.
    pub kind: String,
    /// Its name; empty where it has none.
    pub title: String,
    /// `changed_since`, `back_already`, `deleted_again`, `unknown_before` (what was there is not on this device any more), or `fields`
    /// for those that were changed since.
    pub why: String,
    /// Their keys.
    pub fields: Vec<String>,
}

impl Kept {
    /// For the window, which has words for it: `kept`, why, kind, fields, name.
    fn detail(&self) -> String {
        let Self {
            kind,
            title,
            why,
            fields,
        } = self;
        format!("kept\t{why}\t{kind}\t{}\t{title}", fields.join(","))
    }
}

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Undone {
    /// How many records are as they were before.
    pub changed: u32,
    /// Where something was left, and why; the first fifty.
    pub kept: Vec<Kept>,
    /// Later changes that a rewind has left.
    pub later: u32,
    /// The undo itself, which can be undone.
    pub gesture: String,
}

/// Records that are named as left, at most.
const KEPT_MOST: usize = 50;

impl App {
    /// Undoes a gesture.
    ///
    /// # Errors
    /// `NotFound` for a gesture that is not on this device, `Refused` where nothing of it still stands, or the store's.
    pub async fn undo(&self, gesture: &str) -> Result<Undone, Failure> {
        let store = self.store().await?;
        let gesture: GestureId = gesture.parse()?;
        let mut tx = store.begin().await;
        let changes = tx.changes_in(gesture).await?;
        if changes.is_empty() {
            return Err(Failure::new(
                FailureCode::NotFound,
                "This act is not on this device any more, so it cannot be undone here.",
            ));
        }
        let first = self.fresh_change();
        let by = gesture_of(first);
        if changes.len() > 1 {
            tx.bulk(
                by,
                Larger::new("undone").count("", count(changes.len() as u64)).kept(),
                self.now(),
            );
        }
        let mut undo = Undo {
            app: self,
            store: &store,
            next: first,
            by,
            changed: 0,
            kept: Vec::new(),
        };
        for change in changes.iter().rev() {
            undo.one(&mut tx, change).await?;
        }
        let Undo { changed, kept, .. } = undo;
        if changed == 0 {
            tx.roll_back().await;
            let failure = Failure::new(FailureCode::Refused, "Nothing was undone.");
            return Err(match kept.first() {
                Some(kept) => failure.about(kept.detail()),
                None => failure,
            });
        }
        tx.mark_undone(gesture, by);
        tx.commit(Source::Here).await?;
        Ok(Undone {
            changed,
            kept,
            later: 0,
            gesture: by.to_string(),
        })
    }
}

struct Undo<'a> {
    app: &'a App,
    store: &'a Store,
    next: ChangeId,
    by: GestureId,
    changed: u32,
    kept: Vec<Kept>,
}

impl Undo<'_> {
    async fn one(&mut self, tx: &mut Tx<'_>, change: &Change) -> Result<(), Failure> {
        let Some(record) = tx.record(Some(change.kind.as_str()), change.record).await?.cloned() else {
            return Ok(());
        };
        if let Some(why) = left_alone(&record, change) {
            self.keep(&record, why, Vec::new());
            return Ok(());
        }
        let (act, writes) = match change.act {
            Act::Create | Act::Restore => (Act::Delete, life(typed::deleted())),
            Act::Delete => (Act::Restore, life(typed::alive())),
            _ => match self.back(tx, change).await? {
                Some(back) => (Act::Undo, back),
                // It came by a page since, as it stood then.
                None => {
                    self.keep(&record, "unknown_before", Vec::new());
                    return Ok(());
                }
            },
        };
        let of = (act == Act::Undo).then_some(change.id);
        let outcomes = self.make(tx, change, act, writes, of).await?;
        if outcomes.values().any(|outcome| *outcome != Outcome::NoLongerStands) || of.is_none() {
            self.changed += 1;
        }
        let moot = outcomes
            .iter()
            .filter(|(_, outcome)| **outcome == Outcome::NoLongerStands);
        let fields: BTreeSet<String> = moot.map(|(field, _)| field.field().to_owned()).collect();
        if !fields.is_empty() {
            self.keep(&record, "fields", fields.into_iter().collect());
        }
        Ok(())
    }

    async fn make(
        &mut self,
        tx: &mut Tx<'_>,
        change: &Change,
        act: Act,
        writes: BTreeMap<FieldKey, Write>,
        of: Option<ChangeId>,
    ) -> Result<BTreeMap<FieldKey, Outcome>, Failure> {
        let id = self.next;
        self.next = id.following();
        let intent = Intent {
            id,
            gesture: self.by,
            record: change.record,
            kind: change.kind.clone(),
            act,
            base: None,
            writes,
            of,
        };
        Ok(self.app.make(self.store, tx, intent).await?.outcomes)
    }

    /// For every field that the change wrote, the values that it took away, where this device still knows them.
    async fn back(&self, tx: &mut Tx<'_>, change: &Change) -> Result<Option<BTreeMap<FieldKey, Write>>, Failure> {
        let past = tx.past_of(change.record).await?;
        let told = tell(past, &self.store.schema(), self.store.device().role);
        let Some(told) = told.into_iter().find(|told| told.change.id == change.id) else {
            return Ok(None);
        };
        let back = |field: &FieldKey| Write {
            back: taken(&told, field),
            ..Write::default()
        };
        let fields = change.writes.keys();
        Ok(Some(fields.map(|field| (field.clone(), back(field))).collect()))
    }

    fn keep(&mut self, record: &Record, why: &str, fields: Vec<String>) {
        if self.kept.len() < KEPT_MOST {
            let schema = self.store.schema();
            let declared = schema.kind(record.kind.as_str());
            let title = declared.and_then(|kind| record.value(&schema, kind.title));
            self.kept.push(Kept {
                kind: record.kind.to_string(),
                title: title
                    .and_then(Value::as_text)
                    .map(crate::naming::first_line)
                    .unwrap_or_default(),
                why: why.to_owned(),
                fields,
            });
        }
    }
}

/// The values of a field that a change took away.
pub(crate) fn taken(told: &Told, field: &FieldKey) -> Vec<model::Standing> {
    let gone = told
        .verdict
        .effects
        .get(field)
        .map(|effect| effect.gone.as_slice())
        .unwrap_or_default();
    let before = told
        .before
        .as_ref()
        .map(|record| record.standing(field.as_str()))
        .unwrap_or_default();
    before
        .iter()
        .filter(|standing| gone.iter().any(|(id, value)| standing.key() == (*id, value)))
        .cloned()
        .collect()
}

fn life(value: Value) -> BTreeMap<FieldKey, Write> {
    BTreeMap::from([(LIFE, Write::of(value))])
}

/// Why there is nothing to undo any more, where there is not; see [`Kept`].
fn left_alone(record: &Record, change: &Change) -> Option<&'static str> {
    match change.act {
        Act::Create if touched_since(record, change) => Some("changed_since"),
        Act::Delete if record.alive() => Some("back_already"),
        Act::Restore if !record.alive() => Some("deleted_again"),
        _ => None,
    }
}

/// Whether anything was written after the change that made the record.
fn touched_since(record: &Record, create: &Change) -> bool {
    !record.alive() || record.touched.values().any(|stamp| stamp.id != create.id)
}
