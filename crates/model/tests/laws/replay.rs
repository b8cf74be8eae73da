//! The log once more, with each verdict held against the record as it was before it.

use crate::{
    life::Life,
    truth::{Truth, number},
    world::Held,
};
use model::{Act, Change, FieldKey, Outcome, Policy, Record, RecordId, Role, Standing, Verdict, VerdictKind};
use std::collections::BTreeMap;

impl Life {
    pub(crate) fn check_verdicts(&mut self) {
        let mut records: BTreeMap<RecordId, Held> = BTreeMap::new();
        let mut broken = Vec::new();
        for item in &self.server.memory.log {
            let accepted = item
                .change()
                .filter(|(_, verdict)| verdict.kind == VerdictKind::Accepted);
            if let (Some((change, verdict)), Some(before)) = (accepted, records.get(&item.record)) {
                let redacted = &self.server.record(item.record).redacted; // its values are erased from the log
                for field in change.writes.keys().filter(|field| !redacted.contains_key(*field)) {
                    broken.extend(self.held_against(&before.record, change, verdict, field));
                }
            }
            let held = item.apply_to(records.remove(&item.record));
            records.extend(held.map(|held| (item.record, held)));
        }
        broken.into_iter().for_each(|(law, words)| self.fail(law, words));
    }

    fn held_against(
        &self,
        before: &Record,
        change: &Change,
        verdict: &Verdict,
        field: &FieldKey,
    ) -> Option<(&'static str, String)> {
        let standing = before.standing(field.as_str());
        let policy = self.server.schema.policy(&before.kind, field.as_str());
        let law = match policy {
            _ if change.act == Act::Undo => (!undone(standing, change, verdict, field)).then_some("undo"),
            Policy::Latest | Policy::FieldFirst => {
                let truth = self.made.get(&change.id)?.truth;
                (!ranked(standing, change, verdict, field, policy, truth)).then_some("rank")
            }
            _ => None,
        };
        law.map(|law| {
            (
                law,
                format!(
                    "#{} {field}: {:?}, before {standing:?}",
                    number(change.id),
                    verdict.outcome(field)
                ),
            )
        })
    }
}

/// An undo takes its own write away where it still stands, and does nothing where it does not.
fn undone(standing: &[Standing], undo: &Change, verdict: &Verdict, field: &FieldKey) -> bool {
    let own = standing.iter().filter(|standing| standing.writer() == undo.of).count();
    let effect = &verdict.effects[field];
    if own == 0 {
        return verdict.outcome(field) == Some(Outcome::NoLongerStands)
            && effect.gone.is_empty()
            && effect.added.is_empty();
    }
    let whose = effect.gone.iter().all(|(id, _)| *id == undo.of);
    verdict.outcome(field) == Some(Outcome::Applied) && effect.gone.len() == own && whose
}

/// Against values that its author had not seen, a write stands if it ranks above them, and says so if it does not.
fn ranked(
    standing: &[Standing],
    change: &Change,
    verdict: &Verdict,
    field: &FieldKey,
    policy: Policy,
    truth: Truth,
) -> bool {
    let rank = |role, when, id| (policy == Policy::FieldFirst && role == Role::Field, when, id);
    let value = &change.writes[field].value;
    let unseen = standing
        .iter()
        .filter(|s| !s.parts.iter().all(|part| truth.holds(part.id)) && s.value != *value);
    let Some(best) = unseen.map(|s| rank(s.role, s.when, s.writer())).max() else {
        return true;
    };
    match verdict.outcome(field) {
        Some(Outcome::Applied) => rank(verdict.role, verdict.when, Some(change.id)) > best,
        Some(Outcome::LostTo) => rank(verdict.role, verdict.when, Some(change.id)) < best,
        _ => true,
    }
}
