//! `decide`: one change against one record. Total and deterministic; field values by policy, life by rule 5.
//! Permission is asked before, in the context. Numbers of rules are those of ARCHITECTURE.md.

use crate::{
    Act, Change, FieldKey, Record, Value, Write,
    change::Stamp,
    judge::{Judged, judge},
    record::{DELETED, LIFE, Standing},
    typed,
    verdict::{Context, Effect, Outcome, Verdict, VerdictKind},
};
use std::{collections::BTreeMap, sync::Arc};

/// Judges a change against the record as it stands (`None`: the record is not known here).
#[must_use]
pub fn decide(record: Option<&Record>, change: &Change, context: &Context) -> Verdict {
    let stamp = change.stamp(context.seqs.clone());
    let mut verdict = Verdict {
        kind: VerdictKind::Accepted,
        seq: context.seq,
        epoch: context.epoch,
        when: context.when,
        role: context.role,
        code: None,
        outcomes: BTreeMap::new(),
        effects: BTreeMap::new(),
        stamp,
    };
    let unknown = record.is_none() && change.act != Act::Create;
    let refusal = context
        .refuse
        .clone()
        .or_else(|| unknown.then(|| "unknown-record".to_owned()));
    let nothing = Record::empty(change.kind.clone());
    let record = record.unwrap_or(&nothing);
    // Per write, whatever becomes of the change: nobody keeps what was redacted, not even with a refusal.
    let writes = change.writes.iter();
    let redacted = writes.filter(|(field, write)| is_redacted(record, field, write, change));
    verdict.outcomes = redacted.map(|(field, _)| (field.clone(), Outcome::Redacted)).collect();
    if let Some(code) = refusal {
        return Verdict {
            kind: VerdictKind::Refused,
            seq: 0,
            epoch: 0,
            when: 0,
            code: Some(code),
            stamp: change.stamp(Vec::new()), // it has no position
            ..verdict
        };
    }
    if context.propose {
        return Verdict {
            kind: VerdictKind::Proposed,
            ..verdict
        };
    }
    fields(record, change, context, &mut verdict);
    life(record, change, &mut verdict);
    verdict
}

fn fields(record: &Record, change: &Change, context: &Context, verdict: &mut Verdict) {
    for (field, write) in &change.writes {
        if verdict.outcomes.contains_key(field) {
            continue; // redacted; the rest of the change stands
        }
        let Judged { outcome, effect } = judge(record, field, write, change, &verdict.stamp, context);
        verdict.outcomes.insert(field.clone(), outcome);
        verdict.effects.insert(field.clone(), effect);
    }
}

/// Rule 9: a write whose author could not know of the field's redaction, or that has itself been purged.
fn is_redacted(record: &Record, field: &FieldKey, write: &Write, change: &Change) -> bool {
    let redaction = record.redacted.get(field);
    write.value == Value::Redacted || redaction.is_some_and(|redaction| !change.base.saw(redaction))
}

/// Rule 5: a delete stands if its author saw every write, or a delete that stands had seen them; an edit brings a
/// deleted record back unless the delete had seen that edit. What counts is what is written, whatever the act is called.
fn life(record: &Record, change: &Change, verdict: &mut Verdict) {
    let standing = record.standing(LIFE.as_str());
    let alive = Standing {
        value: typed::alive(),
        parts: vec![verdict.stamp.clone()],
        by: change.by,
        role: verdict.role,
        when: verdict.when,
    };
    let added = verdict
        .effects
        .get(LIFE.as_str())
        .map_or(&[][..], |effect| &effect.added);
    let deletes = added.iter().any(is_delete);
    match change.act {
        Act::Create => {
            let effect = Effect {
                gone: Vec::new(),
                added: vec![alive],
            };
            verdict.effects.insert(LIFE, effect);
        }
        _ if deletes => {
            let unseen = unseen_by_delete(record, change, standing);
            if !unseen.is_empty() {
                verdict.outcomes.insert(LIFE, Outcome::KeptBeside);
            }
            verdict.effects.entry(LIFE).or_default().added.extend(unseen);
        }
        _ if !change.writes.is_empty() && !change.writes.contains_key(LIFE.as_str()) => {
            let unaware = |s: &&Standing| is_delete(s) && !s.parts.iter().any(|p| p.base.saw(&verdict.stamp));
            if !standing.is_empty() && standing.iter().filter(unaware).count() == standing.len() {
                verdict.outcomes.insert(LIFE, Outcome::BroughtBack);
                verdict.effects.insert(
                    LIFE,
                    Effect {
                        gone: Vec::new(),
                        added: vec![alive],
                    },
                );
            }
        }
        _ => {}
    }
}

fn is_delete(standing: &Standing) -> bool {
    standing.value.as_text() == Some(DELETED)
}

/// The writes that neither the author of a delete nor the author of a delete that stands had seen: each keeps the
/// record alive, under its own stamp.
fn unseen_by_delete(record: &Record, change: &Change, life: &[Standing]) -> Vec<Standing> {
    let fellow = |stamp: &Stamp| {
        life.iter()
            .filter(|s| is_delete(s))
            .any(|s| s.parts.last().is_some_and(|part| part.base.saw(stamp)))
    };
    let unseen = record
        .touched
        .values()
        .filter(|stamp| !change.base.saw(stamp) && !fellow(stamp));
    unseen.map(|stamp| kept_alive(record, stamp)).collect()
}

/// The standing word "alive" of a write that a delete had not seen, with the author that its own values name.
fn kept_alive(record: &Record, stamp: &Arc<Stamp>) -> Standing {
    let written = record.registers.values().flatten().find(|s| s.parts.contains(stamp));
    let nobody = crate::PersonId::from_bytes([0; 16]);
    Standing {
        value: typed::alive(),
        parts: vec![stamp.clone()],
        by: written.map_or(nobody, |s| s.by),
        role: written.map_or(crate::Role::Office, |s| s.role),
        when: written.map_or(0, |s| s.when),
    }
}

impl Verdict {
    /// What became of the write of one register; a register that the change did not write was not judged.
    #[must_use]
    pub fn outcome(&self, field: &FieldKey) -> Option<Outcome> {
        self.outcomes.get(field).copied()
    }
}
