//! Somebody at work on the store: makes changes as the app makes them, with the bench's own ids and clock.

use crate::data::Dice;
use anyhow::ensure;
use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, KindKey, PersonId, RecordId, Role, Value, VerdictKind,
    Write, declare::VERSION,
};
use std::{collections::BTreeMap, path::Path, time::SystemTime};
use store::{Founding, RawKey, Store, Tx};

/// The bench's key: nothing of a person is in its databases.
pub(crate) const KEY: [u8; 32] = [0x5a; 32];

/// The store and what its changes are made with.
pub(crate) struct Desk {
    pub(crate) store: Store,
    dice: Dice,
    last: ChangeId,
}

/// What one change writes.
pub(crate) type Writes = Vec<(FieldKey, Value)>;

pub(crate) async fn open(folder: &Path) -> anyhow::Result<Desk> {
    open_with(folder, KEY).await
}

pub(crate) async fn open_with(folder: &Path, key: [u8; 32]) -> anyhow::Result<Desk> {
    open_as(folder, key, (0, Role::Admin)).await
}

/// One of several devices.
pub(crate) async fn open_as(folder: &Path, key: [u8; 32], (number, role): (u128, Role)) -> anyhow::Result<Desk> {
    let founding = Founding {
        device: DeviceId::from_parts(1, 0x1234_5678_9abc_def0 + number),
        person: PersonId::from_parts(1, 0x0fed_cba9_8765_4321 + number),
        name: format!("Bench {number}"),
        role,
    };
    let store = Store::open(folder, &RawKey::new(key), founding).await?;
    Ok(Desk {
        store,
        dice: Dice::new(wall().unsigned_abs()),
        last: ChangeId::from_parts(0, 0),
    })
}

/// The wall clock, ms since 1970.
pub(crate) fn wall() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}

impl Desk {
    /// A fresh id, as a click gets it.
    pub(crate) fn id(&mut self) -> ChangeId {
        let chance = (u128::from(self.dice.next()) << 16) | u128::from(self.dice.next() & 0xffff);
        self.last = ChangeId::from_parts(u64::try_from(wall()).unwrap_or_default(), chance);
        self.last
    }

    /// The next id of a bulk gesture: one more than the last.
    pub(crate) fn following(&mut self) -> ChangeId {
        self.last = self.last.following();
        self.last
    }

    /// One acknowledged edit of one record by a person, from the click to the commit.
    pub(crate) async fn edit(&mut self, record: RecordId, writes: Writes) -> anyhow::Result<()> {
        let id = self.id();
        let gesture = GestureId::from_ulid(id.ulid());
        let mut tx = self.store.begin().await;
        let base = tx.base();
        let what = What {
            id,
            gesture,
            record,
            kind: "contact",
            act: Act::Edit,
        };
        make(&self.store, &mut tx, what, base, writes).await?;
        tx.commit(store::Source::Here).await?;
        Ok(())
    }
}

/// Which change of which record.
pub(crate) struct What {
    pub(crate) id: ChangeId,
    pub(crate) gesture: GestureId,
    pub(crate) record: RecordId,
    pub(crate) kind: &'static str,
    pub(crate) act: Act,
}

/// Makes one change in a transaction.
pub(crate) async fn make(store: &Store, tx: &mut Tx<'_>, what: What, base: Base, writes: Writes) -> anyhow::Result<()> {
    let numbered = tx.number(wall());
    let writes: BTreeMap<_, _> = writes.into_iter().map(|(key, value)| (key, Write::of(value))).collect();
    let change = Change {
        id: what.id,
        on: store.device().id,
        n: numbered.n,
        by: store.device().person,
        record: what.record,
        kind: KindKey::of(what.kind),
        act: what.act,
        base,
        writes,
        at: numbered.at,
        jumps: 0,
        of: None,
        gesture: what.gesture,
        purged: false,
        v: VERSION,
    };
    let verdict = tx.make(&change).await?;
    ensure!(
        verdict.kind == VerdictKind::Accepted,
        "a change of the bench was refused"
    );
    Ok(())
}
