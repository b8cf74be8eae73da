//! One gesture that makes or changes several records: one transaction, one line in the recent acts, one undo.

use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    records::Saved,
    views::token,
};
use model::{Act, Base, ChangeId, FieldKey, GestureId, KindKey, Record, RecordId, Value, Write};
use std::collections::BTreeMap;
use store::{Source, Store, Tx};

/// What is written: register → value.
pub(crate) type Writes = BTreeMap<FieldKey, Write>;

/// A gesture in the making. Dropped before [`Several::commit`], it has not happened.
pub(crate) struct Several<'a> {
    app: &'a App,
    store: &'a Store,
    tx: Tx<'a>,
    next: ChangeId,
    gesture: GestureId,
    first: Option<RecordId>,
}

impl<'a> Several<'a> {
    /// Begins one, with the words that the list of recent acts will show.
    pub(crate) async fn begin(app: &'a App, store: &'a Store, words: impl Into<String>) -> Self {
        let next = app.fresh_change();
        let mut tx = store.begin().await;
        tx.bulk(gesture_of(next), words.into(), app.now());
        Self {
            app,
            store,
            tx,
            next,
            gesture: gesture_of(next),
            first: None,
        }
    }

    /// A draft that it comes from goes in the same transaction.
    pub(crate) fn takes_draft(&mut self, draft: Option<&str>) {
        if let Some(draft) = draft {
            self.tx.from_draft(draft);
        }
    }

    /// A record as this gesture has left it so far.
    pub(crate) async fn record(&mut self, kind: &'static str, id: RecordId) -> Result<Record, Failure> {
        let record = self.tx.record(Some(kind), id).await?;
        record.cloned().ok_or_else(Failure::not_found)
    }

    /// A new record.
    pub(crate) async fn create(&mut self, kind: &'static str, writes: Writes) -> Result<RecordId, Failure> {
        let id = self.fresh();
        let record = RecordId::from_ulid(id.ulid());
        let intent = Intent::create(id, self.gesture, record, KindKey::of(kind), writes);
        self.make(intent).await?;
        Ok(record)
    }

    /// A new record whose id follows from others: whoever else makes it makes the same one.
    pub(crate) async fn create_as(
        &mut self,
        record: RecordId,
        kind: &'static str,
        writes: Writes,
    ) -> Result<(), Failure> {
        let id = self.fresh();
        let intent = Intent::create(id, self.gesture, record, KindKey::of(kind), writes);
        self.make(intent).await
    }

    /// A change of a record; without a base, its author has seen everything that is here.
    pub(crate) async fn change(
        &mut self,
        record: RecordId,
        kind: KindKey,
        act: Act,
        base: Option<Base>,
        writes: Writes,
    ) -> Result<(), Failure> {
        let intent = Intent {
            id: self.fresh(),
            gesture: self.gesture,
            record,
            kind,
            act,
            base,
            writes,
            of: None,
        };
        self.make(intent).await
    }

    /// Commits. The answer is about the record that was touched first.
    pub(crate) async fn commit(self) -> Result<Saved, Failure> {
        let saved = self.tx.commit(Source::Here).await?;
        Ok(Saved {
            record: self.first.map(|id| id.to_string()).unwrap_or_default(),
            gesture: self.gesture.to_string(),
            token: token(&saved.base),
            at: self.app.now(),
        })
    }

    async fn make(&mut self, intent: Intent) -> Result<(), Failure> {
        let record = intent.record;
        if let Err(failure) = self.app.make(self.store, &mut self.tx, intent).await {
            self.tx.roll_back().await;
            return Err(failure);
        }
        self.first.get_or_insert(record);
        Ok(())
    }

    fn fresh(&mut self) -> ChangeId {
        let id = self.next;
        self.next = id.following();
        id
    }
}

/// Writes of plain values; those that are nothing are left out.
pub(crate) fn writes<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Writes {
    let some = fields.into_iter().filter(|(_, value)| *value != Value::Nothing);
    some.map(|(key, value)| (FieldKey::owned(key), Write::of(value)))
        .collect()
}

/// A link to a record, as a value.
pub(crate) fn link(id: RecordId) -> Value {
    Value::Text(id.to_string())
}
