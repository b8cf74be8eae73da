//! What must hold of every value, in the light of what its author's screen really contained.

use crate::{
    fields::{Place, Shape, places, r1, r2, shape, trace, word},
    life::{LOST, Life},
    truth::{Truth, number},
    world::server::invalid,
};
use model::{
    Act, Change, ChangeId, FieldKey, LIFE, Outcome, Policy, Record, RecordId, Standing, Value, Verdict, VerdictKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// An accepted change, with the truth of its author.
#[derive(Clone)]
struct Told {
    change: Change,
    verdict: Verdict,
    truth: Truth,
}

impl Told {
    fn id(&self) -> ChangeId {
        self.change.id
    }

    /// Its author's screen contained the other one.
    fn knew(&self, other: &Told) -> bool {
        self.truth.holds(other.id())
    }

    fn outcome(&self, field: &FieldKey) -> Option<Outcome> {
        self.verdict.outcome(field)
    }

    fn value(&self, field: &FieldKey) -> &Value {
        &self.change.writes[field].value
    }

    fn edits(&self) -> bool {
        matches!(self.change.act, Act::Edit | Act::Undo | Act::Adopt | Act::Decide) && !self.change.writes.is_empty()
    }
}

impl Life {
    pub(crate) fn check_values(&mut self) {
        self.check_nothing_vanished();
        self.check_verdicts();
        self.check_redactions();
        self.check_proposals();
        for record in [r1(), r2()] {
            let told = self.told(record);
            let state = self.server.record(record).clone();
            for one in &told {
                if let Some(field) = one.change.writes.keys().find(|field| one.outcome(field).is_none()) {
                    self.fail("no-reason", format!("#{} {field}", number(one.id())));
                }
            }
            for place in places(record) {
                self.check_field(&told, &state, place);
            }
            self.check_life(&told, &state);
        }
    }

    fn told(&self, record: RecordId) -> Vec<Told> {
        let log = self
            .server
            .memory
            .log
            .iter()
            .filter(|item| item.record == record)
            .filter_map(|item| item.change());
        let accepted = log.filter(|(_, verdict)| verdict.kind == VerdictKind::Accepted);
        let told = |(change, verdict): (&Change, &Verdict)| {
            let made = self.made.get(&change.id)?; // even one that went with its device: somebody else had it
            Some(Told {
                change: change.clone(),
                verdict: verdict.clone(),
                truth: made.truth,
            })
        };
        accepted.filter_map(told).collect()
    }

    fn check_nothing_vanished(&mut self) {
        let shown: BTreeSet<ChangeId> = self
            .devices
            .iter()
            .flat_map(|d| d.memory.refused.keys().copied())
            .collect();
        let pending: BTreeSet<ChangeId> = self
            .devices
            .iter()
            .flat_map(|d| d.memory.pending.iter().map(|c| c.id))
            .collect();
        let kinds: BTreeMap<ChangeId, VerdictKind> = self
            .server
            .memory
            .answers
            .iter()
            .map(|(id, (_, verdict))| (*id, verdict.kind))
            .collect();
        let mut broken = Vec::new();
        for (id, made) in self.made.iter().filter(|(_, made)| made.device != LOST) {
            let both_rolled_back = self.rolled && self.epochs > 1 && made.device == 2;
            match kinds.get(id) {
                None if !shown.contains(id) && !pending.contains(id) && !both_rolled_back => {
                    broken.push(("vanished", *id))
                }
                Some(kind) if made.change.gesture == invalid() && *kind != VerdictKind::Refused => {
                    broken.push(("taken", *id))
                }
                Some(VerdictKind::Refused) if !shown.contains(id) && made.device != 2 => {
                    broken.push(("refusal-unseen", *id))
                }
                _ => {}
            }
        }
        for (law, id) in broken {
            self.fail(law, format!("#{}", number(id)));
        }
    }

    /// What was written without knowing of its field's last redaction is nowhere any more.
    fn check_redactions(&mut self) {
        let mut secrets = Vec::new();
        for made in self.made.values() {
            let redacted = &self.server.record(made.change.record).redacted;
            for (field, write) in &made.change.writes {
                let Some(shape) = shape(made.change.record, field) else {
                    continue;
                };
                let unaware = redacted
                    .get(field)
                    .is_some_and(|stamp| made.aware.get(field) != Some(&stamp.seqs[0]));
                let secret = trace(shape, &write.value, number(made.change.id)).filter(|_| unaware);
                secrets.extend(secret.map(|secret| (number(made.change.id), field.clone(), secret)));
            }
        }
        if secrets.is_empty() {
            return;
        }
        let mut places = vec![("the server".to_owned(), format!("{:?}", self.server.memory))];
        places.extend(
            self.devices
                .iter()
                .enumerate()
                .map(|(k, d)| (format!("device {k}"), format!("{:?}", d.memory))),
        );
        for (number, field, secret) in secrets {
            for (place, _) in places.iter().filter(|(_, memory)| memory.contains(&secret)) {
                self.bad
                    .push(("redacted-held", format!("#{number} {field} is on {place}: {secret}")));
            }
        }
    }

    /// A proposal waits, or was taken over, or dismissed.
    fn check_proposals(&mut self) {
        let log = || self.server.memory.log.iter().filter_map(|item| item.change());
        let reviewed: BTreeSet<ChangeId> = log().filter_map(|(change, _)| change.of).collect();
        let proposed = log().filter(|(_, verdict)| verdict.kind == VerdictKind::Proposed);
        let waits = |change: &Change| self.server.record(change.record).proposals.contains_key(&change.id);
        let lost = proposed.filter(|(change, _)| !reviewed.contains(&change.id) && !waits(change));
        let lost: Vec<usize> = lost.map(|(change, _)| number(change.id)).collect();
        if !lost.is_empty() {
            self.fail("proposal-lost", format!("{lost:?}"));
        }
    }

    fn check_field(&mut self, told: &[Told], state: &Record, place: &Place) {
        let field = FieldKey::of(place.key);
        let writers: Vec<&Told> = told
            .iter()
            .filter(|one| one.change.writes.contains_key(&field))
            .collect();
        if state.redacted.contains_key(&field) || writers.iter().any(|one| one.change.act == Act::Undo) {
            return;
        }
        let values = state.standing(place.key);
        for one in &writers {
            let judged = |other: &&&Told| other.outcome(&field) != Some(Outcome::Redacted);
            let over = writers.iter().filter(judged).any(|other| other.knew(one));
            let found = match place.shape {
                Shape::Text => lost_text(one, &writers, values, &field, over),
                _ => {
                    let policy = self.server.schema.policy(&state.kind, place.key);
                    lost(one, &writers, values, &field, over, policy)
                        .or_else(|| phantom(one, values, &field, over, policy))
                }
            };
            if let Some((law, words)) = found {
                self.fail(law, format!("#{} {field}: {words}", number(one.id())));
            }
        }
        if place.shape == Shape::Element {
            self.check_union(&writers, state, &field);
        }
    }

    /// Adding wins over an unseen removal, and a removal over what it had seen.
    fn check_union(&mut self, writers: &[&Told], state: &Record, field: &FieldKey) {
        let top: Vec<&&Told> = writers
            .iter()
            .filter(|one| !writers.iter().any(|other| other.knew(one)))
            .collect();
        let want = top.iter().any(|one| *one.value(field) == Value::Flag(true));
        let shown = state.value(&self.server.schema, field.as_str()) == Some(&Value::Flag(true));
        let listed = state
            .elements(field.field())
            .any(|name| Some(name) == field.element_name());
        if !top.is_empty() && (shown != want || listed != want) {
            self.fail(
                "union",
                format!("{field} should be {want}: {:?}", state.standing(field.as_str())),
            );
        }
    }

    /// No delete without having seen, and no return from a delete that had seen all.
    fn check_life(&mut self, told: &[Told], state: &Record) {
        let lives: Vec<&Told> = told
            .iter()
            .filter(|one| matches!(one.change.act, Act::Delete | Act::Restore))
            .collect();
        let top: Vec<&&Told> = lives
            .iter()
            .filter(|one| !lives.iter().any(|other| other.knew(one)))
            .collect();
        if top.is_empty() || top.iter().any(|one| one.change.act != Act::Delete) {
            return;
        }
        let seen = |one: &&Told| top.iter().any(|delete| delete.knew(one));
        let unseen: Vec<usize> = told
            .iter()
            .filter(|one| one.edits() && !seen(one))
            .map(|one| number(one.id()))
            .collect();
        let life = state.standing(LIFE.as_str());
        match (unseen.is_empty(), state.alive()) {
            (false, false) => self.fail("edit-lost-in-delete", format!("{} {unseen:?}", state.kind)),
            (true, true) => self.fail("resurrected", format!("{} {life:?}", state.kind)),
            _ => {}
        }
    }
}

type Broken = Option<(&'static str, String)>;

fn stands(one: &Told, values: &[Standing]) -> bool {
    values
        .iter()
        .flat_map(|value| &value.parts)
        .any(|part| part.id == one.id())
}

/// Every accepted value stands, competes, lost by a verdict, or was replaced by somebody who had seen it.
fn lost(one: &Told, writers: &[&Told], values: &[Standing], field: &FieldKey, over: bool, policy: Policy) -> Broken {
    let said = matches!(
        one.outcome(field),
        Some(Outcome::LostTo | Outcome::Redacted | Outcome::NoLongerStands)
    );
    let beaten = writers.iter().any(|other| {
        let later = other.verdict.seq > one.verdict.seq;
        policy != Policy::Review && later && other.outcome(field) == Some(Outcome::Applied)
    });
    if over || stands(one, values) || said || beaten {
        return None;
    }
    Some((
        "lost",
        format!("{:?} {:?}, stands {values:?}", one.value(field), one.outcome(field)),
    ))
}

/// No contest against somebody who had seen the other value.
fn phantom(one: &Told, values: &[Standing], field: &FieldKey, over: bool, policy: Policy) -> Broken {
    let beside = values
        .iter()
        .any(|v| v.parts.iter().all(|part| part.id != one.id()) && v.value != *one.value(field));
    let contest = over && stands(one, values) && beside && policy != Policy::Union;
    contest.then(|| {
        (
            "phantom-contest",
            format!("{:?} stands in {values:?}", one.value(field)),
        )
    })
}

/// What somebody wrote into a text is in it, or somebody who saw it took it out.
fn lost_text(one: &Told, writers: &[&Told], values: &[Standing], field: &FieldKey, over: bool) -> Broken {
    if one.outcome(field) == Some(Outcome::Redacted) || over || one.change.act == Act::Decide {
        return None;
    }
    let mine = one.value(field).as_text()?;
    let word = word(number(one.id()));
    if !mine.contains(&word) {
        return None; // an adopted text: its words are its proposer's
    }
    let holds = |text: Option<&str>| text.is_some_and(|text| text.contains(&word));
    let taken_out = writers.iter().filter(|other| other.id() != one.id()).any(|other| {
        let write = &other.change.writes[field];
        let before = write
            .text
            .as_ref()
            .and_then(|edit| edit.started_from(write.value.as_text()?));
        holds(before.as_deref())
    });
    let shown = values.iter().any(|value| holds(value.value.as_text()));
    (!shown && !taken_out).then(|| ("lost-text", format!("{mine:?} now {values:?}")))
}
