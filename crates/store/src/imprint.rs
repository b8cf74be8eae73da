//! What the records of one bulk gesture have in common: who made them, where, in which role, having seen what.
//!
//! A record that is still as its import made it names its imprint instead of repeating it, and the import's run in the
//! outbox names the record instead of repeating its values: the change that made it follows from the row and the imprint.
//! A change's first bytes are frozen, so they are rebuilt or they are an error: each such row keeps four bytes of their
//! hash. The first later change of the record takes the bytes with it into the outbox (`Frozen::kept`), in the same
//! transaction in which the row is altered. Nothing may alter such a row on another way than `Tx::make`.

use crate::{StoreError, batch::Batch, outbox::bytes_of, store};
use model::{
    Act, Base, Change, ChangeId, DeviceId, GestureId, Hlc, LIFE, PersonId, Record, RecordId, Role, Stamp, Write,
};
use ring::digest::{SHA256, digest};
use std::sync::Arc;

/// Imprints that one transaction makes at most; whatever fits none of them keeps its own provenance.
pub(crate) const MOST: usize = 4;

/// What records of one bulk gesture have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Imprint {
    pub(crate) gesture: GestureId,
    pub(crate) on: DeviceId,
    pub(crate) by: PersonId,
    pub(crate) role: Role,
    /// What their author was looking at; `None`: everything that the device had made before each of them.
    pub(crate) base: Option<Base>,
    /// The clock of the first of them.
    pub(crate) ms: i64,
    /// Schema version of their author.
    pub(crate) v: u32,
    /// How far the device's clock had jumped, ms.
    pub(crate) jumps: i64,
}

/// How one record was made, besides its imprint and its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// Number of the imprint.
    pub(crate) imprint: u64,
    pub(crate) at: Hlc,
    pub(crate) hash: [u8; 4],
}

impl Imprint {
    pub(crate) fn of(change: &Change, role: Role) -> Self {
        let before = change.base == store::base(change.on, change.n.saturating_sub(1));
        Self {
            gesture: change.gesture,
            on: change.on,
            by: change.by,
            role,
            base: (!before).then(|| change.base.clone()),
            ms: change.at.ms,
            v: change.v,
            jumps: change.jumps,
        }
    }

    /// Whether a change follows from this imprint and its record.
    pub(crate) fn fits(&self, change: &Change, role: Role) -> bool {
        let who = (self.gesture, self.on, self.by, self.role, self.v, self.jumps);
        who == (change.gesture, change.on, change.by, role, change.v, change.jumps)
            && change.at.ms >= self.ms
            && match &self.base {
                Some(base) => *base == change.base,
                None => change.base == self.base(change.n),
            }
    }

    fn base(&self, n: u64) -> Base {
        let before = || store::base(self.on, n.saturating_sub(1));
        self.base.clone().unwrap_or_else(before)
    }

    pub(crate) fn stamp(&self, id: RecordId, n: u64, seqs: Vec<(u32, u64)>) -> Arc<Stamp> {
        Arc::new(Stamp {
            id: ChangeId::from_ulid(id.ulid()),
            on: self.on,
            n,
            seqs,
            base: self.base(n),
        })
    }

    /// The change that made a record, by what it made.
    fn change(&self, id: RecordId, n: u64, at: Hlc, record: &Record) -> Change {
        let written = record.registers.iter().filter(|(key, _)| **key != LIFE);
        let write = |standing: &[model::Standing]| Some(Write::of(standing.first()?.value.clone()));
        Change {
            id: ChangeId::from_ulid(id.ulid()),
            on: self.on,
            n,
            by: self.by,
            record: id,
            kind: record.kind.clone(),
            act: Act::Create,
            base: self.base(n),
            writes: written
                .filter_map(|(key, all)| Some((key.clone(), write(all)?)))
                .collect(),
            at,
            jumps: self.jumps,
            of: None,
            gesture: self.gesture,
            purged: false,
            v: self.v,
        }
    }

    /// The change that made a record that is as it made it, and its first bytes.
    ///
    /// # Errors
    /// [`StoreError::NotAsWritten`] where what is rebuilt is not what was frozen.
    pub(crate) fn rebuild(
        &self,
        id: RecordId,
        n: u64,
        made: Made,
        record: &Record,
    ) -> Result<(Change, Vec<u8>), StoreError> {
        let change = self.change(id, n, made.at, record);
        let bytes = bytes_of(&change)?;
        if hash(&bytes) == made.hash {
            Ok((change, bytes))
        } else {
            Err(StoreError::NotAsWritten { n })
        }
    }

    pub(crate) fn store(&self, number: u64, batch: &mut Batch) -> Result<(), StoreError> {
        let unreadable = |_| StoreError::Unreadable { what: "base" };
        let base = self.base.as_ref().map(serde_json::to_string).transpose();
        batch.push(
            "INSERT OR IGNORE INTO imprint (number, gesture, device, person, role, base, ms, v, jumps) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);",
        );
        batch.bind(number as i64);
        batch.bind(self.gesture.to_bytes().to_vec());
        batch.bind(self.on.to_bytes().to_vec());
        batch.bind(self.by.to_bytes().to_vec());
        batch.bind(crate::open::role_key(self.role));
        batch.bind(base.map_err(unreadable)?);
        batch.bind(self.ms);
        batch.bind(self.v);
        batch.bind(self.jumps);
        Ok(())
    }
}

/// Whether a record is what this change alone made, so that the change follows from it.
pub(crate) fn is_all_of(change: &Change, record: &Record, role: Role) -> bool {
    let stands_alone = |key: &str, value: Option<&model::Value>| match record.standing(key) {
        [only] => {
            value.is_none_or(|value| only.value == *value)
                && matches!(only.parts.as_slice(), [part] if part.id == change.id)
                && (only.by, only.role, only.when) == (change.by, role, change.at.ms)
        }
        _ => false,
    };
    change.act == Act::Create
        && change.id.to_bytes() == change.record.to_bytes()
        && (change.of, change.purged) == (None, false)
        && record.registers.len() == change.writes.len() + 1
        && stands_alone(LIFE.as_str(), None)
        && !change.writes.contains_key(&LIFE)
        && change.writes.iter().all(|(key, write)| {
            write.text.is_none() && write.back.is_empty() && stands_alone(key.as_str(), Some(&write.value))
        })
        && (record.touched.len(), record.redacted.len(), record.proposals.len()) == (1, 0, 0)
}

pub(crate) fn hash(bytes: &[u8]) -> [u8; 4] {
    let mut four = [0; 4];
    let digest = digest(&SHA256, bytes);
    four.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    four
}
