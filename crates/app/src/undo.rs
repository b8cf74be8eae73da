//! Undo of a gesture: every change of it, the last one first, where what it wrote still stands. Later work stays, and the
//! answer says where.

use crate::{
    App, Failure, FailureCode,
    acting::{Intent, gesture_of},
    history::{Told, tell},
};
use model::{Act, Change, ChangeId, FieldKey, GestureId, LIFE, Outcome, Record, Value, Write, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Source, Store, Tx};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Undone {
    /// How many records are as they were before.
    pub changed: u32,
    /// Sentences: where something was left, and why.
    pub kept: Vec<String>,
    /// The undo itself, which can be undone.
    pub gesture: String,
}

/// Sentences about what was left, at most.
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
            tx.bulk(by, format!("Undone: {} changes", changes.len()), self.now());
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
            let why = kept.into_iter().next().unwrap_or_default();
            return Err(Failure::new(FailureCode::Refused, format!("Nothing was undone. {why}")));
        }
        tx.mark_undone(gesture, by);
        tx.commit(Source::Here).await?;
        Ok(Undone {
            changed,
            kept,
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
    kept: Vec<String>,
}

impl Undo<'_> {
    async fn one(&mut self, tx: &mut Tx<'_>, change: &Change) -> Result<(), Failure> {
        let Some(record) = tx.record(Some(change.kind.as_str()), change.record).await?.cloned() else {
            return Ok(());
        };
        if let Some(why) = left_alone(&record, change) {
            self.keep(&record, why);
            return Ok(());
        }
        let (act, writes) = match change.act {
            Act::Create | Act::Restore => (Act::Delete, life(typed::deleted())),
            Act::Delete => (Act::Restore, life(typed::alive())),
            _ => match self.back(tx, change).await? {
                Some(back) => (Act::Undo, back),
                // It came by a page since, as it stood then.
                None => {
                    self.keep(&record, "what was there before is not on this device any more");
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
        let labels: Vec<String> = moot.map(|(field, _)| self.label(change, field)).collect();
        if !labels.is_empty() {
            self.keep(&record, &format!("{} was changed since", labels.join(", ")));
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

    fn keep(&mut self, record: &Record, why: &str) {
        if self.kept.len() < KEPT_MOST {
            let schema = self.store.schema();
            let title = schema
                .kind(record.kind.as_str())
                .and_then(|kind| record.value(&schema, kind.title));
            let name = title
                .and_then(Value::as_text)
                .map_or_else(|| "A record".to_owned(), crate::naming::first_line);
            self.kept.push(format!("{name} was left as it is: {why}."));
        }
    }

    fn label(&self, change: &Change, field: &FieldKey) -> String {
        let schema = self.store.schema();
        let declared = schema
            .field(change.kind.as_str(), field.as_str())
            .map(|f| f.label.to_owned());
        let custom = || {
            schema
                .custom_field(change.kind.as_str(), field.as_str())
                .map(|f| f.label.clone())
        };
        declared.or_else(custom).unwrap_or_else(|| field.to_string())
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

/// Why there is nothing to undo any more, where there is not.
fn left_alone(record: &Record, change: &Change) -> Option<&'static str> {
    match change.act {
        Act::Create if touched_since(record, change) => Some("it was changed since"),
        Act::Delete if record.alive() => Some("it is already back"),
        Act::Restore if !record.alive() => Some("it is deleted again"),
        _ => None,
    }
}

/// Whether anything was written after the change that made the record.
fn touched_since(record: &Record, create: &Change) -> bool {
    !record.alive() || record.touched.values().any(|stamp| stamp.id != create.id)
}
