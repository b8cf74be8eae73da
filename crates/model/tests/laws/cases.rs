//! Small fixed stories, each with the rule that it needs. `a`, `b`, `c` are the three devices; `a` and `c` are reps in the
//! field, `b` is the back office.

use crate::{
    fields::{AMOUNTS, kind, r1, r2},
    life::{Life, person},
    truth::Truth,
    world::device::Deed,
};
use model::{Act, Base, Change, FieldKey, LIFE, Outcome, Record, RecordId, Standing, Value, Write, typed};
use std::collections::BTreeMap;

pub(crate) const A: usize = 0;
pub(crate) const B: usize = 1;
pub(crate) const C: usize = 2;

/// Nothing is lost on the way.
pub(crate) fn calm() -> Life {
    let mut life = Life::new(0);
    life.calm = true;
    life
}

impl Life {
    fn deed_on(
        &mut self,
        k: usize,
        record: RecordId,
        act: Act,
        writes: &[(&'static str, Write)],
        base: Option<Base>,
    ) -> Change {
        let truth = self.view(k, record).map_or_else(Truth::default, |held| held.truth);
        let plain = self.deed(k, record);
        let writes = writes
            .iter()
            .map(|(field, write)| (FieldKey::of(field), write.clone()))
            .collect();
        let base = base.unwrap_or_else(|| plain.base.clone());
        self.act(
            k,
            Deed {
                act,
                writes,
                base,
                ..plain
            },
            truth,
        )
    }

    /// A save on the deal, as the screen is now.
    pub(crate) fn save(&mut self, k: usize, field: &'static str, value: &str) -> Change {
        let base = self.devices[k].token(r2());
        self.save_as_of(k, field, value, base)
    }

    /// A save on the deal by a form that was filled earlier.
    pub(crate) fn save_as_of(&mut self, k: usize, field: &'static str, value: &str, base: Base) -> Change {
        let value = if field == "stage" {
            stage(value)
        } else {
            Value::text(value)
        };
        self.deed_on(k, r2(), Act::Edit, &[(field, Write::of(value))], Some(base))
    }

    pub(crate) fn write_into(&mut self, k: usize, record: RecordId, field: &'static str, write: Write) -> Change {
        self.deed_on(k, record, Act::Edit, &[(field, write)], None)
    }

    pub(crate) fn life_of(&mut self, k: usize, record: RecordId, act: Act, word: Value) -> Change {
        self.deed_on(k, record, act, &[(LIFE_KEY, Write::of(word))], None)
    }

    pub(crate) fn undo_of(&mut self, k: usize, of: &Change, back: BTreeMap<FieldKey, Vec<Standing>>) -> Change {
        let truth = self.view(k, of.record).unwrap().truth;
        let write = |(field, back)| {
            (
                field,
                Write {
                    back,
                    ..Write::default()
                },
            )
        };
        let writes = back.into_iter().map(write).collect();
        self.act(
            k,
            Deed {
                act: Act::Undo,
                writes,
                of: Some(of.id),
                ..self.deed(k, of.record)
            },
            truth,
        )
    }

    /// Everything up, everything down, in this order.
    pub(crate) fn sync(&mut self, devices: &[usize]) {
        for k in devices {
            while self.push(*k, false, false) {}
            self.pull(*k, 99);
        }
    }

    pub(crate) fn deal(&self) -> &Record {
        self.server.record(r2())
    }

    /// What a change had added to a field.
    pub(crate) fn added_by(&self, change: &Change, field: &str) -> Vec<Standing> {
        self.server.memory.answers[&change.id]
            .1
            .effects
            .get(field)
            .map_or_else(Vec::new, |effect| effect.added.clone())
    }

    pub(crate) fn outcome(&self, change: &Change, field: &'static str) -> Option<Outcome> {
        self.server.memory.answers[&change.id].1.outcome(&FieldKey::of(field))
    }

    pub(crate) fn shown(&self, k: usize, field: &str) -> (String, bool) {
        let record = self.view(k, r2()).unwrap().record;
        let value = record.value(&self.server.schema, field);
        (
            value.map(text).unwrap_or_default(),
            record.contested(&self.server.schema, field),
        )
    }
}

const LIFE_KEY: &str = "life";

pub(crate) fn stage(name: &str) -> Value {
    Value::parts([("stage", Value::text(name))])
}

pub(crate) fn text(value: &Value) -> String {
    typed::text_of(value)
}

/// The standing values of a field as texts, in order.
pub(crate) fn standing(record: &Record, field: &str) -> Vec<String> {
    let mut all: Vec<String> = record
        .standing(field)
        .iter()
        .map(|standing| text(&standing.value))
        .collect();
    all.sort();
    all
}

// -- the stories of the reference

#[test]
fn an_undo_that_meets_a_later_write_joins_it_and_is_not_swallowed() {
    let mut life = calm();
    let (x, y) = (life.save(A, "stage", "A"), life.save(B, "stage", "B"));
    life.sync(&[A, B, C]);
    let decision = life.save(C, "stage", "C");
    life.sync(&[C, A, B]);
    let before_the_undo = life.devices[B].token(r2());
    let both = [life.added_by(&x, "stage"), life.added_by(&y, "stage")].concat();
    let undo = life.undo_of(A, &decision, BTreeMap::from([("stage".into(), both)]));
    life.sync(&[A]);
    assert_eq!(standing(life.deal(), "stage"), ["A", "B"]);
    let back = life.added_by(&undo, "stage");
    assert!(
        back.iter().all(|s| s.writer() == Some(undo.id)) && back.iter().any(|s| s.by == person(B)),
        "{back:?}"
    );
    life.save_as_of(B, "stage", "E", before_the_undo);
    life.sync(&[B]);
    assert_eq!(standing(life.deal(), "stage"), ["A", "B", "E"]);
}

#[test]
fn two_offline_edits_do_not_become_newer_by_being_sent_together() {
    let mut life = calm();
    life.server.now = 1_010;
    life.save(A, "name", "one");
    life.server.now = 1_020;
    life.save(A, "name", "two");
    life.server.now = 2_000;
    life.save(B, "name", "newer");
    life.sync(&[B]);
    life.server.now = 3_000;
    life.sync(&[A]);
    assert_eq!(life.shown(A, "name").0, "newer");
}

#[test]
fn a_purged_change_is_still_the_same_change() {
    let mut life = calm();
    let secret = life.save(A, "name", "secret");
    life.push(A, true, false);
    let answer = life.server.memory.answers[&secret.id].clone();
    let name = FieldKey::of("name");
    life.server.redact(r2(), &name, &[]);
    life.server.memory.answers.insert(secret.id, answer); // as a server that had not erased it there
    let redaction = life.deal().redacted[&name].clone();
    life.devices[A].purge(r2(), &name, &redaction);
    assert!(life.devices[A].memory.pending[0].purged);
    life.push(A, false, false);
    assert!(life.devices[A].memory.receipts.contains_key(&secret.id) && life.server.problems.is_empty());
}

#[test]
fn a_record_that_left_does_not_hold_its_change() {
    let mut life = calm();
    life.save(B, "name", "x");
    life.push(B, false, false);
    life.server.rescope(person(B), |rights| {
        rights.scope.remove(&r2());
    });
    life.pull(B, 99);
    assert!(life.devices[B].memory.pending.is_empty());
}

#[test]
fn a_preview_over_a_snapshot_that_holds_it_makes_no_ghost_contest() {
    let mut life = calm();
    life.save(B, "stage", "mine");
    life.push(B, true, false);
    life.sync(&[A]);
    life.save(A, "stage", "over");
    life.sync(&[A]);
    life.server.rescope(person(B), |rights| rights.hidden.extend(AMOUNTS));
    life.pull(B, 99);
    assert_eq!(life.shown(B, "stage"), ("over".to_owned(), false));
}

#[test]
fn a_snapshot_above_the_cursor_was_seen() {
    let mut life = calm();
    life.server.rescope(person(B), |rights| {
        rights.scope.remove(&r2());
    });
    life.pull(B, 99);
    for k in 0..6 {
        life.save(A, "stage", &format!("s{k}"));
        life.sync(&[A]);
    }
    life.server.rescope(person(B), |rights| {
        rights.scope.insert(r2());
    });
    life.pull(B, 1);
    assert!(life.devices[B].memory.cursor < life.server.memory.seq);
    life.save(B, "stage", "mine");
    life.sync(&[B]);
    assert_eq!(standing(life.deal(), "stage"), ["mine"]);
}

// -- what the random lives meet too, told slowly

#[test]
fn a_decision_takes_what_its_author_saw_and_leaves_an_unseen_third() {
    let mut life = calm();
    life.save(A, "stage", "A");
    life.save(B, "stage", "B");
    life.save(C, "stage", "unseen");
    life.sync(&[A, B, A]);
    assert!(life.shown(A, "stage").1);
    life.save(A, "stage", "A");
    life.sync(&[A]);
    assert_eq!(standing(life.deal(), "stage"), ["A"]);
    life.sync(&[C]);
    assert_eq!(standing(life.deal(), "stage"), ["A", "unseen"]);
}

#[test]
fn people_who_touched_different_members_of_a_group_meet_there() {
    let mut life = calm();
    let triage =
        |status, priority| Value::parts([("status", Value::text(status)), ("priority", Value::text(priority))]);
    life.write_into(A, r1(), "triage", Write::of(triage("closed", "low")));
    let urgent = life.write_into(B, r1(), "triage", Write::of(triage("new", "urgent")));
    life.sync(&[A, B]);
    assert_eq!(life.outcome(&urgent, "triage"), Some(Outcome::KeptBeside));
    assert_eq!(life.server.record(r1()).standing("triage").len(), 2);
}

#[test]
fn what_was_learnt_on_site_wins_over_a_later_word_from_the_office() {
    let mut life = calm();
    life.save(A, "next_action", "on site");
    life.save(B, "name", "from the site");
    life.server.now = 2_000;
    let office = life.save(B, "next_action", "office");
    life.save(A, "name", "later, from the office");
    life.sync(&[A, B, A]);
    assert_eq!(life.shown(A, "next_action").0, "on site");
    assert_eq!(life.outcome(&office, "next_action"), Some(Outcome::LostTo));
    assert_eq!(life.shown(A, "name").0, "later, from the office");
}

#[test]
fn a_tablet_two_days_ahead_does_not_win_for_two_days() {
    let mut life = calm();
    life.devices[A].skew = 172_800_000;
    life.server.now = 1_100;
    let early = life.save(A, "name", "early");
    life.server.now = 2_000;
    life.save(B, "name", "later");
    life.sync(&[B]);
    life.server.now = 3_000;
    life.sync(&[A]);
    assert_eq!(life.outcome(&early, "name"), Some(Outcome::LostTo));
    assert_eq!(life.server.memory.answers[&early.id].1.when, 1_100);
}

#[test]
fn what_was_written_after_a_clock_was_put_right_is_as_old_as_it_is() {
    let mut life = calm();
    life.devices[A].jump(172_800_000);
    life.server.now = 1_100;
    let ahead = life.save(A, "name", "ahead");
    life.devices[A].jump(-172_800_000);
    life.server.now = 1_200;
    let right = life.save(A, "stage", "right");
    life.server.now = 3_000;
    life.sync(&[A]);
    let when = |change: &Change| life.server.memory.answers[&change.id].1.when;
    assert_eq!((when(&ahead), when(&right)), (1_100, 1_200));
}

#[test]
fn a_removal_that_saw_one_of_two_equal_adds_does_not_take_the_other() {
    let mut life = calm();
    let there = |there| Write::of(Value::Flag(there));
    life.write_into(A, r2(), "tags/a", there(true));
    let second = life.write_into(B, r2(), "tags/a", there(true));
    life.sync(&[A]);
    let removal = life.write_into(A, r2(), "tags/a", there(false));
    life.sync(&[B, A]);
    assert_eq!(life.outcome(&second, "tags/a"), Some(Outcome::Merged));
    assert_eq!(life.outcome(&removal, "tags/a"), Some(Outcome::LostTo));
    assert_eq!(life.deal().elements("tags").collect::<Vec<_>>(), ["a"]);
    life.sync(&[A, B]);
    life.write_into(A, r2(), "tags/a", there(false));
    life.sync(&[A]);
    assert_eq!(life.deal().elements("tags").count(), 0);
}

#[test]
fn a_field_of_a_newer_peer_is_carried_and_contested_like_any_other() {
    let mut life = calm();
    life.write_into(A, r2(), "from_the_future", Write::of(Value::Whole(1)));
    life.write_into(B, r2(), "from_the_future", Write::of(Value::Whole(2)));
    life.sync(&[A, B, A, C]);
    let held = &life.devices[C].memory.records[&r2()].record;
    assert_eq!(standing(held, "from_the_future"), ["1", "2"]);
    assert!(held.contested(&life.server.schema, "from_the_future"));
    assert_eq!(held.kind, kind(r2()));
}

#[test]
fn a_proposal_older_than_a_redaction_does_not_bring_the_value_back() {
    let mut life = calm();
    let mut writes = BTreeMap::from([(FieldKey::of("name"), Write::of(Value::text("secret")))]);
    writes.insert("next_action".into(), Write::of(Value::text("harmless")));
    let truth = life.view(B, r2()).unwrap().truth;
    let proposal = life.act(
        B,
        Deed {
            writes,
            ..life.deed(B, r2())
        },
        truth,
    );
    life.server.rescope(person(B), |rights| {
        rights.scope.remove(&r2());
    });
    life.server.redact(r2(), &FieldKey::of("name"), &[]);
    life.sync(&[B, A]);
    let held = &life.deal().proposals[&proposal.id];
    assert_eq!(held.writes["name"].value, Value::Redacted);
    assert_eq!(held.writes["next_action"].value, Value::text("harmless"));
    assert!(!format!("{:?}", life.server.memory.log).contains("secret"));
    life.review(A, r2(), true);
    life.sync(&[A]);
    assert_eq!(life.shown(A, "next_action").0, "harmless");
    assert!(life.deal().proposals.is_empty() && life.deal().value(&life.server.schema, "name").is_none());
}

#[test]
fn a_delete_meets_an_unseen_edit_and_the_record_stays_for_review() {
    let mut life = calm();
    life.save(A, "name", "unseen");
    let delete = life.life_of(B, r2(), Act::Delete, typed::deleted());
    life.sync(&[A, B, A]);
    assert_eq!(life.outcome(&delete, "life"), Some(Outcome::KeptBeside));
    assert!(life.deal().alive() && life.deal().contested(&life.server.schema, LIFE.as_str()));
    let kept = life
        .deal()
        .standing("life")
        .iter()
        .find(|s| text(&s.value) == "alive")
        .unwrap();
    assert_eq!(kept.by, person(A), "it says whose edit kept it");
    life.life_of(A, r2(), Act::Delete, typed::deleted());
    life.sync(&[A]);
    assert!(!life.deal().alive() && !life.deal().contested(&life.server.schema, LIFE.as_str()));
}

#[test]
fn an_edit_brings_a_deleted_record_back_unless_the_delete_had_seen_it() {
    let mut life = calm();
    life.life_of(A, r2(), Act::Delete, typed::deleted());
    let edit = life.save(B, "name", "still here");
    life.sync(&[A, B]);
    assert_eq!(life.outcome(&edit, "life"), Some(Outcome::BroughtBack));
    assert!(life.deal().alive());
    let mut life = calm();
    let edit = life.save(A, "name", "seen");
    life.life_of(A, r2(), Act::Delete, typed::deleted());
    life.sync(&[A]);
    assert_eq!((life.outcome(&edit, "life"), life.deal().alive()), (None, false));
}
