//! What the random lives meet too, told slowly: two people and one record.

use crate::{
    fields::{kind, r1, r2},
    life::person,
    telling::{A, B, C, calm, standing, text},
    world::device::Deed,
};
use model::{Act, Change, FieldKey, LIFE, Outcome, Value, Write, typed};
use std::collections::BTreeMap;

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
