//! A verdict in its short form, as it is kept and as it travels.

use crate::{Change, Place, Record, Role, Verdict, VerdictKind, plain};
use serde::{Deserialize, Serialize};

/// What became of a change: nearly every verdict follows from the record and the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Judged {
    /// Accepted, and nobody else is concerned ([`plain`]).
    Plain {
        /// When it was written, by rule 6; ms since 1970.
        when: i64,
        /// The author's role.
        role: Role,
    },
    /// Anything else, whole.
    Whole {
        /// The verdict.
        verdict: Box<Verdict>,
    },
}

impl Judged {
    /// The shortest form of a verdict on a change of a record as it was before the change.
    #[must_use]
    pub fn of(record: Option<&Record>, change: &Change, verdict: &Verdict) -> Self {
        let plainly = Self::Plain {
            when: verdict.when,
            role: verdict.role,
        };
        let accepted = verdict.kind == VerdictKind::Accepted;
        if accepted && plainly.verdict(record, change, verdict.epoch, verdict.seq) == *verdict {
            plainly
        } else {
            Self::whole(verdict.clone())
        }
    }

    /// A verdict that does not follow from anything.
    #[must_use]
    pub fn whole(verdict: Verdict) -> Self {
        Self::Whole {
            verdict: Box::new(verdict),
        }
    }

    /// The verdict again, for whoever holds the record as it was before the change.
    #[must_use]
    pub fn verdict(&self, record: Option<&Record>, change: &Change, epoch: u32, seq: u64) -> Verdict {
        match self {
            Self::Whole { verdict } => (**verdict).clone(),
            Self::Plain { when, role } => {
                let place = Place {
                    epoch,
                    seq,
                    seqs: vec![(epoch, seq)],
                    when: *when,
                    role: *role,
                };
                plain(record, change, &place)
            }
        }
    }

    /// Accepted, refused or proposed.
    #[must_use]
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Plain { .. } => VerdictKind::Accepted,
            Self::Whole { verdict } => verdict.kind,
        }
    }
}
