//! One change against what is in memory: refused before it is judged, or judged by the model.

use super::{
    Brought, Incoming,
    hot::{Held, Past},
    when::when,
};
use crate::tables::org::Reach;
use model::{
    Act, Actor, Change, Context, FieldKey, PersonId, Role, Schema, Stamp, Verdict, VerdictKind, check, decide, may,
};
use std::sync::Arc;

/// Who pushes, as it stands under the lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pusher {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    /// A copy goes on in the device's place.
    pub(crate) succeeded: bool,
}

/// Whether who brings a change sees its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sees {
    /// It is theirs to see.
    Now,
    /// It was theirs, and has left their scope: whoever has it now decides about the change.
    Saw,
    /// To them, it is as if it were not there.
    Not,
}

/// What the judge knows besides the record.
pub(crate) struct Bench<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) reach: &'a Reach,
    pub(crate) now: i64,
    /// When the position of the change's base arrived, where it is one of this epoch.
    pub(crate) position: Option<i64>,
}

/// The code of an id or a counter that stands for something else already.
pub(crate) const REUSED: &str = "id-reused";
/// The code of a change of a record that is not there, as `decide` has it; or not there for who brings it.
const UNKNOWN: &str = "unknown-record";
/// The code of a value that does not fit, as `check` has it.
const UNFIT: &str = "unfit-value";

/// Judges a change.
pub(crate) fn judge(
    held: &Held,
    incoming: &Incoming,
    by: &Brought,
    (pusher, sees): (Pusher, Sees),
    bench: &Bench,
) -> Verdict {
    let change = &incoming.change;
    if sees == Sees::Not {
        // Word for word what is answered where there is nothing, whatever else is wrong with it.
        let mut context = Context::preview(bench.schema, pusher.role, 0);
        let other = refusal(&Held::unknown(), change, pusher, bench);
        context.refuse = other.or_else(|| Some(UNKNOWN.to_owned()));
        return decide(None, change, &context);
    }
    let past = held.past.as_deref().unwrap_or_default();
    let (epoch, seq) = (bench.reach.epoch, bench.reach.seq + 1);
    let context = Context {
        schema: bench.schema,
        seqs: vec![(epoch, seq)],
        when: when(change, by, bench.position, past, bench.now),
        role: pusher.role,
        refuse: refusal(held, change, pusher, bench),
        propose: sees == Sees::Saw,
        epoch,
        seq,
        history: &history(held, change),
    };
    decide(held.record.as_ref(), change, &context)
}

/// The record's changes whose authors had seen this one.
fn history(held: &Held, change: &Change) -> Vec<(Arc<Stamp>, Vec<FieldKey>)> {
    // No accepted change can have seen the position that is given out now; only what its author's device wrote counts.
    let own = |past: &&Past| {
        let mut own = past.stamp.base.own.iter();
        own.any(|(on, n)| *on == change.on && *n >= change.n)
    };
    let past = held.past.as_deref().unwrap_or_default().iter();
    past.filter(|past| past.accepted)
        .filter(own)
        .map(|past| (past.stamp.clone(), past.fields.clone()))
        .collect()
}

/// Judges anew what an earlier epoch had judged: written when it was then, by the same role, with the position that it had as
/// one more.
pub(crate) fn judge_again(held: &Held, change: &Change, old: (&Verdict, u32, u64), bench: &Bench) -> Verdict {
    let (verdict, old_epoch, old_seq) = old;
    let (epoch, seq) = (bench.reach.epoch, bench.reach.seq + 1);
    let context = Context {
        schema: bench.schema,
        seqs: vec![(old_epoch, old_seq), (epoch, seq)],
        when: verdict.when,
        role: verdict.role,
        refuse: None,
        propose: verdict.kind == VerdictKind::Proposed,
        epoch,
        seq,
        history: &history(held, change),
    };
    decide(held.record.as_ref(), change, &context)
}

/// The refusal of a change whose id or counter stands for another already. It is not kept: what stands under the id does.
pub(crate) fn reused(change: &Change, role: Role, schema: &Schema) -> Verdict {
    let mut context = Context::preview(schema, role, 0);
    context.refuse = Some(REUSED.to_owned());
    decide(None, change, &context)
}

fn refusal(held: &Held, change: &Change, pusher: Pusher, bench: &Bench) -> Option<String> {
    // A kind that is not known is carried; one that not every database can keep is nobody's.
    if change.kind.as_str().chars().any(char::is_control) {
        return Some(UNFIT.to_owned());
    }
    if let Err(refusal) = check(change, bench.schema) {
        return Some(refusal.code().to_owned());
    }
    let fields: Vec<FieldKey> = change.writes.keys().cloned().collect();
    let actor = Actor {
        person: pusher.person,
        role: pusher.role,
    };
    // The record's own kind counts, not what the change calls it.
    let kind = held.record.as_ref().map_or(&change.kind, |record| &record.kind);
    let record = held.record.as_ref().filter(|_| change.act != Act::Create);
    may(actor, &change.act, kind, &fields, record)
        .err()
        .map(|denied| denied.code().to_owned())
}
