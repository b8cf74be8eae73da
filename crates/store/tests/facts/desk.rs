//! Somebody at work: makes changes as the app does, with a clock and ids that are the test's.

use model::{
    Act, Change, ChangeId, FieldKey, GestureId, KindKey, PersonId, RecordId, Role, Value, Verdict, Write,
    declare::VERSION,
};
use std::{collections::BTreeMap, path::Path};
use store::{Founding, RawKey, Source, Store, StoreError};

pub(crate) struct Desk {
    pub(crate) store: Store,
    clock: i64,
    chance: u128,
}

pub(crate) fn founding() -> Founding {
    Founding {
        device: model::DeviceId::from_parts(1, 11),
        person: PersonId::from_parts(1, 12),
        name: "Test laptop".into(),
        role: Role::Admin,
    }
}

pub(crate) async fn open(folder: &Path) -> Desk {
    let store = Store::open(folder, &RawKey::new([7; 32]), founding())
        .await
        .expect("the store opens");
    let chance = store.summary().await.expect("a summary").waiting.into();
    Desk {
        store,
        clock: 1_790_000_000_000,
        chance,
    }
}

impl Desk {
    fn id(&mut self) -> ChangeId {
        self.chance += 1;
        ChangeId::from_parts(self.clock as u64, self.chance)
    }

    pub(crate) async fn create(&mut self, kind: &'static str, fields: &[(&'static str, &str)]) -> RecordId {
        let id = self.id();
        let record = RecordId::from_bytes(id.to_bytes());
        self.act(record, kind, Act::Create, id, fields).await;
        record
    }

    pub(crate) async fn try_create(
        &mut self,
        kind: &'static str,
        fields: &[(&'static str, &str)],
    ) -> Result<RecordId, StoreError> {
        let id = self.id();
        let record = RecordId::from_bytes(id.to_bytes());
        self.try_act(record, kind, Act::Create, id, fields).await?;
        Ok(record)
    }

    pub(crate) async fn edit(
        &mut self,
        record: RecordId,
        kind: &'static str,
        fields: &[(&'static str, &str)],
    ) -> Verdict {
        let id = self.id();
        self.act(record, kind, Act::Edit, id, fields).await
    }

    pub(crate) async fn try_edit(
        &mut self,
        record: RecordId,
        kind: &'static str,
        fields: &[(&'static str, &str)],
    ) -> Result<Verdict, StoreError> {
        let id = self.id();
        self.try_act(record, kind, Act::Edit, id, fields).await
    }

    pub(crate) async fn act(
        &mut self,
        record: RecordId,
        kind: &'static str,
        act: Act,
        id: ChangeId,
        fields: &[(&'static str, &str)],
    ) -> Verdict {
        self.try_act(record, kind, act, id, fields).await.expect("saved")
    }

    async fn try_act(
        &mut self,
        record: RecordId,
        kind: &'static str,
        act: Act,
        id: ChangeId,
        fields: &[(&'static str, &str)],
    ) -> Result<Verdict, StoreError> {
        self.clock += 1;
        let mut tx = self.store.begin().await;
        let base = tx.base();
        let numbered = tx.number(self.clock);
        let write = |text: &str| {
            if text == "yes" {
                Write::of(Value::Flag(true))
            } else {
                Write::of(Value::text(text))
            }
        };
        let writes: BTreeMap<_, _> = fields
            .iter()
            .map(|(key, text)| (FieldKey::of(key), write(text)))
            .collect();
        let device = self.store.device();
        let change = Change {
            id,
            on: device.id,
            n: numbered.n,
            by: device.person,
            record,
            kind: KindKey::of(kind),
            act,
            base,
            writes,
            at: numbered.at,
            jumps: 0,
            of: None,
            gesture: GestureId::from_bytes(id.to_bytes()),
            purged: false,
            v: VERSION,
        };
        let verdict = tx.make(&change).await?;
        tx.commit(Source::Here).await?;
        Ok(verdict)
    }

    pub(crate) async fn found(&self, text: &str) -> Vec<RecordId> {
        self.store
            .search(text, 20)
            .await
            .expect("a search")
            .into_iter()
            .map(|hit| hit.id)
            .collect()
    }

    pub(crate) async fn text(&self, record: RecordId, field: &str) -> String {
        let stored = self.store.record(record).await.expect("a read").expect("a record");
        let value = stored
            .record
            .value(&self.store.schema(), field)
            .cloned()
            .unwrap_or_default();
        model::typed::text_of(&value)
    }
}
