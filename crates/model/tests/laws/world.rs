//! One server with an ordered log, and devices that hold confirmed + pending. Networks, clocks and backups are passed in.

pub(crate) mod backup;
pub(crate) mod device;
pub(crate) mod renumber;
pub(crate) mod server;
pub(crate) mod taking;

use crate::truth::{Truth, applied, redacted};
use model::{Change, ChangeId, FieldKey, Record, RecordId, Stamp, Verdict};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// A copy of a record, with the truth beside it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) record: Record,
    pub(crate) truth: Truth,
}

/// One entry of the log.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) seq: u64,
    pub(crate) record: RecordId,
    pub(crate) entry: Entry,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all entries of a log are changes")]
pub(crate) enum Entry {
    Change(Change, Verdict),
    Redaction(FieldKey, Arc<Stamp>),
    /// A change that devices hold already turns out to have had a place in an earlier epoch.
    OldPlace(ChangeId, Vec<(u32, u64)>),
}

impl Item {
    /// The one way in which a copy of a record follows the log.
    pub(crate) fn apply_to(&self, held: Option<Held>) -> Option<Held> {
        match &self.entry {
            Entry::Change(change, verdict) => applied(held, change, verdict),
            Entry::Redaction(field, stamp) => held.map(|held| redacted(held, field, stamp)),
            Entry::OldPlace(id, seqs) => held.map(|held| backup::placed(held, *id, seqs)),
        }
    }

    pub(crate) fn change(&self) -> Option<(&Change, &Verdict)> {
        if let Entry::Change(change, verdict) = &self.entry {
            Some((change, verdict))
        } else {
            None
        }
    }
}

/// One thing that a pull brings.
#[derive(Clone, Debug)]
pub(crate) enum News {
    Item(Item),
    Snapshot { as_of: u64, record: RecordId, held: Held },
    Leave { record: RecordId },
}

/// The answer to a pull.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) epoch: u32,
    pub(crate) from: (u64, usize),
    pub(crate) to: u64,
    pub(crate) scope_no: usize,
    pub(crate) verdicts: BTreeMap<ChangeId, Verdict>,
    pub(crate) news: Vec<News>,
    pub(crate) checksum: Option<u64>,
}

/// Order-free: a sum over what the records hold, not over how they came.
pub(crate) fn checksum<'a>(records: impl IntoIterator<Item = (&'a RecordId, &'a Record)>) -> u64 {
    let mut sum = 0u64;
    let mut add = |what: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        what(&mut hasher);
        sum = sum.wrapping_add(hasher.finish());
    };
    for (id, record) in records {
        for (field, standing) in record
            .registers
            .iter()
            .flat_map(|(field, all)| all.iter().map(move |s| (field, s)))
        {
            add(&|h| (id, field, standing.key(), standing.when, standing.by, &standing.parts).hash(h));
        }
        for proposal in record.proposals.keys() {
            add(&|h| (id, proposal).hash(h));
        }
    }
    sum
}
