//! `apply`: carries out what a verdict says. It reads the verdict's effects only, never a policy, so a device that does
//! not know a field still carries it.

use crate::{
    Act, Change, LIFE, Record,
    verdict::{Effect, Verdict, VerdictKind},
};

/// The record after a change and its verdict. A refusal changes nothing; a proposal is kept beside the record.
#[must_use]
pub fn apply(record: Option<Record>, change: &Change, verdict: &Verdict) -> Option<Record> {
    if verdict.kind == VerdictKind::Refused {
        return record;
    }
    let mut record = record.unwrap_or_else(|| Record::empty(change.kind.clone()));
    if verdict.kind == VerdictKind::Proposed {
        record.proposals.insert(change.id, change.clone());
        return Some(record);
    }
    for (field, effect) in &verdict.effects {
        let register = record.registers.entry(field.clone()).or_default();
        carry_out(register, effect);
    }
    touch(&mut record, change, verdict);
    if let Some(of) = change.of {
        record.proposals.remove(&of);
    }
    Some(record)
}

fn carry_out(register: &mut Vec<crate::Standing>, effect: &Effect) {
    if !effect.gone.is_empty() {
        register.retain(|v| !effect.gone.iter().any(|(id, value)| v.key() == (*id, value)));
    }
    register.reserve_exact(effect.added.len()); // nearly always one: room for four would be most of a record
    for added in &effect.added {
        if !register.iter().any(|v| v.key() == added.key()) {
            register.push(added.clone());
        }
    }
    register.sort_by(|a, b| a.key().cmp(&b.key()));
}

/// What a delete must have seen: every change that says something about a living record.
fn touch(record: &mut Record, change: &Change, verdict: &Verdict) {
    let writes = change.writes.keys().any(|field| *field != LIFE);
    if matches!(change.act, Act::Delete | Act::Dismiss) && !writes {
        return;
    }
    let newer = record.touched.get(&change.on).is_none_or(|stamp| stamp.n < change.n);
    if newer {
        record.touched.insert(change.on, verdict.stamp.clone());
    }
}
