//! What became of a change, and why.

use crate::{
    Schema, Value,
    change::Stamp,
    id::{ChangeId, FieldKey},
    may::Role,
    record::Standing,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// What `decide` may know besides the record: fixed by the server at acceptance, guessed by a device for a preview.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The declarations, the organisation's custom fields and its tightened policies.
    pub schema: &'a Schema,
    /// The positions that the change has or gets; none for a preview.
    pub seqs: Vec<(u32, u64)>,
    /// When it was written, by rule 6; milliseconds since 1970.
    pub when: i64,
    /// The author's role.
    pub role: Role,
    /// Refuse it, with this code.
    pub refuse: Option<String>,
    /// The record left the author's scope: ask its owner.
    pub propose: bool,
    /// The server's epoch and the position; 0 for a preview.
    pub epoch: u32,
    /// See `epoch`.
    pub seq: u64,
    /// The record's accepted changes and the registers they wrote; only the server has it.
    pub history: &'a [(Arc<Stamp>, Vec<FieldKey>)],
}

impl<'a> Context<'a> {
    /// The context of a preview on a device: no positions, and the device's own estimate of `when`.
    #[must_use]
    pub fn preview(schema: &'a Schema, role: Role, when: i64) -> Self {
        Self {
            schema,
            seqs: Vec::new(),
            when,
            role,
            refuse: None,
            propose: false,
            epoch: 0,
            seq: 0,
            history: &[],
        }
    }
}

/// Accepted, refused or proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// It is part of the record, each write as its outcome says.
    Accepted,
    /// It is not; the code says why.
    Refused,
    /// It waits for the record's owner.
    Proposed,
}

/// What became of one write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It stands.
    Applied,
    /// It stands together with equal or merged words of somebody else.
    Merged,
    /// It stands beside another value, until a person decides.
    KeptBeside,
    /// Another value is shown; this one stays in the history.
    LostTo,
    /// Somebody who had seen it has already written something else.
    AlreadyReplaced,
    /// The field was redacted before its author could know.
    Redacted,
    /// What was to be undone no longer stands.
    NoLongerStands,
    /// The record had been deleted without this edit being seen: it is back, for review.
    BroughtBack,
}

impl Outcome {
    /// The reason in one sentence, as a person reads it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Applied => "Nobody else had changed it.",
            Self::Merged => "It was merged with what somebody else wrote.",
            Self::KeptBeside => "Somebody else had changed it too; both values are kept until a person decides.",
            Self::LostTo => "Another value is shown by this field's rule; this one stays here in the history.",
            Self::AlreadyReplaced => "Somebody who had seen it has already written something newer.",
            Self::Redacted => "The value was removed for privacy.",
            Self::NoLongerStands => "What was to be undone had already been changed by somebody.",
            Self::BroughtBack => "The record had been deleted; this edit brought it back, for review.",
        }
    }
}

/// All that `apply` needs to know about one register: the values to take away, by key, and those to add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// (change that put it there, value).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<(Option<ChangeId>, Value)>,
    /// New standing values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Standing>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Accepted, refused or proposed.
    pub kind: VerdictKind,
    /// The position in the log; 0 for a preview or a refusal.
    pub seq: u64,
    /// The epoch of the position.
    pub epoch: u32,
    /// When it was written, by rule 6; milliseconds since 1970.
    pub when: i64,
    /// The author's role at acceptance.
    pub role: Role,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Register → what became of the write, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<FieldKey, Outcome>,
    /// Register → what changes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub effects: BTreeMap<FieldKey, Effect>,
    /// The change's identity, positions included.
    pub stamp: Arc<Stamp>,
}
