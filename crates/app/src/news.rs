//! What a window is told without asking.

use crate::Recording;
use serde::Serialize;
use specta::Type;
use store::{Committed, Source};

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Records changed; read them again.
    Changed(Changed),
    /// A long act goes on.
    Progress(Progress),
    /// This device and its server stand otherwise than before; read it again.
    Sync,
    /// What is recorded, about ten times a second.
    Recording(Box<Recording>),
}

/// Records changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Changed {
    /// The kinds of the changed records.
    pub kinds: Vec<String>,
    /// The changed records; empty where there are too many to name.
    pub records: Vec<String>,
    /// Who caused it.
    pub source: ChangedBy,
}

/// Who caused a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangedBy {
    /// A person, on this device.
    Here,
    /// An import, on this device.
    Import,
    /// The server: answers, and what others wrote.
    Server,
}

/// How far a long act has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Progress {
    /// Done so far, in the same unit as `total`.
    pub done: u32,
    /// All of it.
    pub total: u32,
    /// What is going on.
    pub what: ProgressOf,
}

/// What a long act is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProgressOf {
    /// Rows are read and checked.
    Reading,
    /// Records are written.
    Writing,
}

impl From<Committed> for Changed {
    fn from(committed: Committed) -> Self {
        Self {
            kinds: committed.kinds.iter().map(ToString::to_string).collect(),
            records: committed.records.iter().map(ToString::to_string).collect(),
            source: match committed.source {
                Source::Here => ChangedBy::Here,
                Source::Import => ChangedBy::Import,
                Source::Server => ChangedBy::Server,
            },
        }
    }
}
