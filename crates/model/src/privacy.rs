//! What is taken out of records, changes and verdicts: erased for everybody (rule 9), or withheld from one person.
//! A mark stays in its place, so that stamps, positions and what was seen are the same for all.
//!
//! The names of a union's elements are part of their registers' keys and cannot be taken out; no union may be sensitive.

use crate::{
    Change, Record, Standing, Value, Verdict, Write,
    change::Stamp,
    id::{FieldKey, PersonId},
    may::Role,
    record::Redaction,
    verdict::Outcome,
};
use std::collections::BTreeSet;

fn hides(hidden: &BTreeSet<FieldKey>, field: &FieldKey) -> bool {
    hidden.contains(field) || hidden.contains(field.field())
}

fn hide(value: &mut Value) {
    if *value != Value::Redacted {
        *value = Value::Withheld;
    }
}

impl Record {
    /// Rule 9: the register keeps a mark, and remembers when; proposals lose the value too.
    #[must_use]
    pub fn redact(mut self, field: &FieldKey, stamp: Redaction, by: PersonId) -> Self {
        let mark = Standing {
            value: Value::Redacted,
            parts: vec![stamp.clone()],
            by,
            role: Role::Admin,
            when: 0,
        };
        self.registers.insert(field.clone(), vec![mark]);
        self.redacted.insert(field.clone(), stamp);
        for proposal in self.proposals.values_mut() {
            proposal.redact(field);
        }
        self
    }

    /// What a person without the `hidden` fields may hold: their stamps, not their values.
    #[must_use]
    pub fn withhold(mut self, hidden: &BTreeSet<FieldKey>) -> Self {
        for (_, register) in self.registers.iter_mut().filter(|(field, _)| hides(hidden, field)) {
            register.iter_mut().for_each(|standing| hide(&mut standing.value));
            register.sort_by(|a, b| a.key().cmp(&b.key())); // as `apply` has it, and the first of a key
            register.dedup_by(|next, first| next.key() == first.key());
        }
        self.proposals
            .values_mut()
            .for_each(|proposal| proposal.withhold(hidden));
        self
    }
}

impl Change {
    /// Takes the value of one field out of the change; everything else stays.
    pub fn redact(&mut self, field: &FieldKey) {
        if let Some(write) = self.writes.get_mut(field) {
            *write = Write::of(Value::Redacted);
        }
    }

    /// Takes out what the verdict has answered `redacted`: whoever keeps the change keeps it so.
    #[must_use]
    pub fn without_redacted(mut self, verdict: &Verdict) -> Self {
        for (field, _) in verdict
            .outcomes
            .iter()
            .filter(|(_, outcome)| **outcome == Outcome::Redacted)
        {
            self.redact(field);
        }
        self
    }

    /// Rule 9 on the author's own device: takes the value out if it was written without knowing of the redaction, and
    /// says so in the change. True if there was something to take out, which the person is told.
    pub fn purge(&mut self, field: &FieldKey, redaction: &Stamp) -> bool {
        let holds = self
            .writes
            .get(field)
            .is_some_and(|write| write.value != Value::Redacted);
        let purges = holds && !self.base.saw(redaction);
        if purges {
            self.redact(field);
            self.purged = true;
        }
        purges
    }

    /// Leaves of the `hidden` fields only that they were written.
    pub fn withhold(&mut self, hidden: &BTreeSet<FieldKey>) {
        for (_, write) in self.writes.iter_mut().filter(|(field, _)| hides(hidden, field)) {
            hide(&mut write.value);
            *write = Write::of(write.value.clone());
        }
    }
}

impl Verdict {
    /// Takes the values of one field out of the effects; the redaction that follows in the log leaves its mark.
    pub fn redact(&mut self, field: &FieldKey) {
        if let Some(effect) = self.effects.get_mut(field) {
            *effect = crate::verdict::Effect::default();
        }
    }

    /// Leaves of the `hidden` fields the stamps of what goes and comes, not the values.
    pub fn withhold(&mut self, hidden: &BTreeSet<FieldKey>) {
        for (_, effect) in self.effects.iter_mut().filter(|(field, _)| hides(hidden, field)) {
            effect.gone.iter_mut().for_each(|(_, value)| hide(value));
            effect.added.iter_mut().for_each(|standing| hide(&mut standing.value));
        }
    }
}
