//! A change: one act of one person on one record, frozen from the moment it is handed to anyone.

use crate::{
    Hlc, Value,
    id::{ChangeId, DeviceId, FieldKey, GestureId, KindKey, PersonId, RecordId},
    record::Standing,
    text::TextEdit,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// What the author was looking at when the field was filled (not when it was saved): a position of the log in an epoch,
/// and the highest own counter of every id that the author's device has had.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Base {
    /// Which life of the server the position belongs to.
    pub epoch: u32,
    /// The last position of the log that was on the screen.
    pub log: u64,
    /// After a restore of the server: earlier epochs, each with the last of its positions that the new one numbers alike
    /// and that was on the screen; in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<(u32, u64)>,
    /// Device id and its highest own `n` on the screen; sorted by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<(DeviceId, u64)>,
}

/// The identity of one write, as far as "had the author seen it" is concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The change that wrote.
    pub id: ChangeId,
    /// The device that wrote.
    pub on: DeviceId,
    /// That device's own counter.
    pub n: u64,
    /// (epoch, position): one for each epoch that ordered it; none while it is pending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seqs: Vec<(u32, u64)>,
    /// What its author had been looking at.
    pub base: Base,
}

impl Base {
    /// Rule 1: the author saw a write if its position in one of this base's epochs is at or below this base's there, or if
    /// it was written by an id that the author's own device has had, up to the counter that was on the screen.
    #[must_use]
    pub fn saw(&self, stamp: &Stamp) -> bool {
        let covers = |&(epoch, seq): &(u32, u64)| {
            let at = |&(of, log): &(u32, u64)| of == epoch && seq <= log;
            at(&(self.epoch, self.log)) || self.earlier.iter().any(at)
        };
        stamp.seqs.iter().any(covers) || self.own.iter().any(|&(on, n)| on == stamp.on && n >= stamp.n)
    }
}

/// One register of one record gets a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// What it becomes. For an undo: ignored.
    #[serde(rename = "v")]
    pub value: Value,
    /// For text: what the author changed, from which the text that was on the screen follows.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextEdit>,
    /// For an undo: the values to put back, each with its own who, when and where.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub back: Vec<Standing>,
}

impl Write {
    /// A plain write of one value.
    #[must_use]
    pub fn of(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }
}

/// What the person did. Acts beyond the first seven are edits with a purpose: the history and the permissions know
/// them, the merge does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Act {
    /// A new record.
    Create,
    /// Fields of a record.
    Edit,
    /// The record is gone, if its author saw everything in it.
    Delete,
    /// A deleted record is back.
    Restore,
    /// The values before another change, where that change still stands.
    Undo,
    /// What somebody proposed is taken over.
    Adopt,
    /// What somebody proposed is not taken over.
    Dismiss,
    /// A deal goes to another stage.
    MoveStage,
    /// A record gets another owner.
    Reassign,
    /// A contested field is settled.
    Decide,
    /// A task is done; one that repeats goes to its next day.
    Complete,
    /// An act of a newer peer: judged like an edit, carried whole.
    Other(String),
}

const ACTS: [(Act, &str); 11] = [
    (Act::Create, "create"),
    (Act::Edit, "edit"),
    (Act::Delete, "delete"),
    (Act::Restore, "restore"),
    (Act::Undo, "undo"),
    (Act::Adopt, "adopt"),
    (Act::Dismiss, "dismiss"),
    (Act::MoveStage, "move_stage"),
    (Act::Reassign, "reassign"),
    (Act::Decide, "decide"),
    (Act::Complete, "complete"),
];

impl From<String> for Act {
    fn from(name: String) -> Self {
        match ACTS.iter().find(|(_, key)| *key == name) {
            Some((act, _)) => act.clone(),
            None => Self::Other(name),
        }
    }
}

impl From<Act> for String {
    fn from(act: Act) -> Self {
        act.key().to_owned()
    }
}

impl Act {
    /// The act's name on disk and on the wire.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => ACTS.iter().find(|(act, _)| act == known).map_or("edit", |(_, key)| key),
        }
    }
}

/// One act on one record. Shape on disk: JSON with these short names; only ever added to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The idempotency key.
    pub id: ChangeId,
    /// The device that wrote.
    pub on: DeviceId,
    /// That device's own dense counter: 1, 2, 3, …
    pub n: u64,
    /// The person who wrote.
    pub by: PersonId,
    /// The record.
    #[serde(rename = "r")]
    pub record: RecordId,
    /// The record's kind.
    #[serde(rename = "k")]
    pub kind: KindKey,
    /// What was done.
    #[serde(rename = "a")]
    pub act: Act,
    /// What the author was looking at.
    #[serde(rename = "s")]
    pub base: Base,
    /// Register → what it becomes.
    #[serde(rename = "w", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub writes: BTreeMap<FieldKey, Write>,
    /// The device's hybrid clock.
    pub at: Hlc,
    /// Sum of the jumps of the device's wall clock that it had journalled by then, in milliseconds.
    #[serde(rename = "j", default, skip_serializing_if = "is_zero")]
    pub jumps: i64,
    /// For `Undo`, `Adopt`, `Dismiss`: the change it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<ChangeId>,
    /// What one click did: the unit of undo.
    #[serde(rename = "g")]
    pub gesture: GestureId,
    /// A redaction took values out of it on its own device.
    #[serde(rename = "p", default, skip_serializing_if = "is_false")]
    pub purged: bool,
    /// Schema version of its author.
    pub v: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Change {
    /// This change's identity at the given positions of the log (none while it is pending).
    #[must_use]
    pub fn stamp(&self, mut seqs: Vec<(u32, u64)>) -> Arc<Stamp> {
        seqs.sort_unstable();
        seqs.dedup();
        Arc::new(Stamp {
            id: self.id,
            on: self.on,
            n: self.n,
            seqs,
            base: self.base.clone(),
        })
    }

    /// True if two changes of one id say the same. Values that a redaction took out do not count against it, nor does
    /// what a restored device numbers anew: its own id and counter, and the base's own part.
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let what = |change: &Self| (change.record, change.by, change.of);
        let blank = |write: &Write| write.value == Value::Redacted;
        let writes = self.writes.iter().zip(&other.writes);
        what(self) == what(other)
            && (&self.kind, &self.act) == (&other.kind, &other.act)
            && self.writes.len() == other.writes.len()
            && writes
                .into_iter()
                .all(|(a, b)| a.0 == b.0 && (a.1 == b.1 || blank(a.1) || blank(b.1)))
    }
}
