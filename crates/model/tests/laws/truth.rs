//! What really was on a screen: the changes that a copy of a record contains. The model never sees this.

use crate::world::Held;
use model::{Change, ChangeId, FieldKey, PersonId, Verdict, VerdictKind};
use std::sync::Arc;

/// A set of changes, by the running number that ends their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Truth([u64; 16]);

pub(crate) fn number(id: ChangeId) -> usize {
    let bytes = id.to_bytes();
    usize::from(u16::from_be_bytes([bytes[14], bytes[15]]))
}

impl Truth {
    pub(crate) fn with(mut self, id: ChangeId) -> Self {
        self.0[number(id) / 64] |= 1 << (number(id) % 64);
        self
    }

    pub(crate) fn holds(&self, id: ChangeId) -> bool {
        self.0[number(id) / 64] & 1 << (number(id) % 64) != 0
    }
}

/// The model's `apply`, with the truth beside it.
pub(crate) fn applied(held: Option<Held>, change: &Change, verdict: &Verdict) -> Option<Held> {
    let truth = held.as_ref().map_or_else(Truth::default, |held| held.truth);
    let record = model::apply(held.map(|held| held.record), change, verdict)?;
    let truth = if verdict.kind == VerdictKind::Accepted {
        truth.with(change.id)
    } else {
        truth
    };
    Some(Held { record, truth })
}

/// The model's `redact`, with the truth beside it.
pub(crate) fn redacted(held: Held, field: &FieldKey, stamp: &Arc<model::Stamp>) -> Held {
    Held {
        record: held.record.redact(field, stamp.clone(), PersonId::from_bytes([0; 16])),
        ..held
    }
}
