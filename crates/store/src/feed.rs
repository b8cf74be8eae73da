//! The feed: what a commit changed, said after the commit and only then.

use model::{KindKey, RecordId};
use std::collections::BTreeSet;
use tokio::sync::broadcast;

/// More records than this are not named one by one: whoever listens reads the kinds again.
pub(crate) const NAMED_AT_MOST: usize = 100;

/// Who caused a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person, on this device.
    Here,
    /// An import, on this device.
    Import,
    /// The server: answers, and what others wrote.
    Server,
}

/// A commit has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The kinds of the changed records.
    pub kinds: BTreeSet<KindKey>,
    /// The changed records; empty where there are too many to name.
    pub records: Vec<RecordId>,
    /// Who caused it.
    pub source: Source,
}

impl Committed {
    pub(crate) fn new(kinds: BTreeSet<KindKey>, mut records: Vec<RecordId>, source: Source) -> Self {
        if records.len() > NAMED_AT_MOST {
            records.clear();
        }
        Self { kinds, records, source }
    }
}

pub(crate) fn channel() -> broadcast::Sender<Committed> {
    broadcast::channel(256).0
}
