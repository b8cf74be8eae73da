//! What a verdict says when nobody else is concerned. Nearly every change is of that kind, so that a server can answer
//! "plain" instead of repeating it: whoever holds the same record builds the same verdict. No policy is asked here, for
//! a device that does not know a field has to come to the same effects (rule 14).

use crate::{
    Act, Change, LIFE, Record,
    record::Standing,
    typed,
    verdict::{Effect, Outcome, Verdict, VerdictKind},
};

/// Where and when a change was accepted, and in which role its author stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The epoch of the position.
    pub epoch: u32,
    /// The position in the log.
    pub seq: u64,
    /// All positions that the change has had, this one included.
    pub seqs: Vec<(u32, u64)>,
    /// When it was written, by rule 6; milliseconds since 1970.
    pub when: i64,
    /// The author's role at acceptance.
    pub role: crate::Role,
}

/// The verdict under which every write stands and removes what its author had seen.
#[must_use]
pub fn plain(record: Option<&Record>, change: &Change, place: &Place) -> Verdict {
    let stamp = change.stamp(place.seqs.clone());
    let mine = |value| Standing {
        value,
        parts: vec![stamp.clone()],
        by: change.by,
        role: place.role,
        when: place.when,
    };
    let seen = |field: &str| {
        let standing = record.map_or(&[][..], |record| record.standing(field));
        let seen = standing.iter().filter(|standing| standing.seen_from(&change.base));
        seen.map(|standing| (standing.writer(), standing.value.clone()))
            .collect()
    };
    let mut verdict = Verdict {
        kind: VerdictKind::Accepted,
        seq: place.seq,
        epoch: place.epoch,
        when: place.when,
        role: place.role,
        code: None,
        outcomes: change
            .writes
            .keys()
            .map(|field| (field.clone(), Outcome::Applied))
            .collect(),
        effects: change
            .writes
            .iter()
            .map(|(field, write)| {
                let effect = Effect {
                    gone: seen(field.as_str()),
                    added: vec![mine(write.value.clone())],
                };
                (field.clone(), effect)
            })
            .collect(),
        stamp: stamp.clone(),
    };
    if change.act == Act::Create {
        let effect = Effect {
            gone: Vec::new(),
            added: vec![mine(typed::alive())],
        };
        verdict.effects.insert(LIFE, effect);
    }
    verdict
}
