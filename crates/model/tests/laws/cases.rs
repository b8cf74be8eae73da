//! The stories of the reference, each with the rule that it needs.

use crate::{
    fields::{AMOUNTS, r2},
    life::person,
    telling::{A, B, C, calm, standing},
};
use model::FieldKey;
use std::collections::BTreeMap;

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
