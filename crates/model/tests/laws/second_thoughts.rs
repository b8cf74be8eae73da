//! Deletes, restores and undos that meet what they had not seen.

use crate::{
    desk::{Desk, base, outcome},
    telling::{stage, standing},
};
use model::{Act, Change, Outcome, Value, Write, typed};
use std::collections::BTreeMap;

#[test]
fn an_undo_of_several_fields_says_for_each_whether_it_still_stood() {
    let mut desk = Desk::new();
    let before: BTreeMap<&str, _> = ["name", "stage"]
        .into_iter()
        .map(|field| (field, desk.record().standing(field).to_vec()))
        .collect();
    let both = [
        ("name", Write::of(Value::text("new"))),
        ("stage", Write::of(stage("Won"))),
    ];
    let edit = desk.change(1, 1, base(1, 1, 0), Act::Edit, &both);
    desk.take(&edit);
    let over = desk.edit(2, 1, base(2, 2, 0), "name", "over");
    desk.take(&over);
    let back = |field| Write {
        back: before[field].clone(),
        ..Write::default()
    };
    let undo = desk.change(
        1,
        2,
        base(1, 2, 1),
        Act::Undo,
        &[("name", back("name")), ("stage", back("stage"))],
    );
    let undo = Change {
        of: Some(edit.id),
        ..undo
    };
    let verdict = desk.take(&undo);
    assert_eq!(outcome(&verdict, "name"), Some(Outcome::NoLongerStands));
    assert_eq!(outcome(&verdict, "stage"), Some(Outcome::Applied));
    assert_eq!(
        (standing(desk.record(), "name"), standing(desk.record(), "stage")),
        (vec!["over".into()], vec!["New".into()])
    );
    let restored = &desk.record().standing("stage")[0];
    assert_eq!(
        (restored.by, restored.when),
        (before["stage"][0].by, before["stage"][0].when)
    );
    assert_eq!(restored.writer(), Some(undo.id));
}

#[test]
fn an_undo_that_names_nothing_undoes_nothing() {
    let mut desk = Desk::new();
    let undo = desk.change(1, 1, base(1, 1, 0), Act::Undo, &[("name", Write::default())]);
    assert_eq!(outcome(&desk.take(&undo), "name"), Some(Outcome::NoLongerStands));
    assert_eq!(standing(desk.record(), "name"), ["first"]);
}

#[test]
fn whatever_writes_a_field_must_have_been_seen_by_a_delete() {
    for act in [
        Act::Dismiss,
        Act::Adopt,
        Act::MoveStage,
        Act::Other("from_the_future".to_owned()),
    ] {
        let mut desk = Desk::new();
        let write = [("name", Write::of(Value::text("unseen")))];
        let change = desk.change(1, 1, base(1, 1, 0), act, &write);
        desk.take(&change);
        let delete = desk.delete(2, 1, base(2, 1, 0));
        assert_eq!(
            outcome(&desk.take(&delete), "life"),
            Some(Outcome::KeptBeside),
            "{:?}",
            change.act
        );
        assert!(desk.record().alive());
    }
}

#[test]
fn whatever_deletes_must_have_seen_everything() {
    for act in [Act::Delete, Act::Edit, Act::Other("archive".to_owned())] {
        let mut desk = Desk::new();
        let unseen = desk.edit(1, 1, base(1, 1, 0), "name", "unseen");
        desk.take(&unseen);
        let delete = desk.change(2, 1, base(2, 1, 0), act, &[("life", Write::of(typed::deleted()))]);
        assert_eq!(outcome(&desk.take(&delete), "life"), Some(Outcome::KeptBeside));
        assert!(desk.record().alive(), "{:?}", delete.act);
    }
}

#[test]
fn an_undo_of_a_restore_does_not_take_an_unseen_edit_along() {
    let mut desk = Desk::new();
    let delete = desk.delete(1, 1, base(1, 1, 0));
    desk.take(&delete);
    let dead = desk.record().standing("life").to_vec();
    let restore = desk.change(
        1,
        2,
        base(1, 2, 1),
        Act::Restore,
        &[("life", Write::of(typed::alive()))],
    );
    desk.take(&restore);
    let edit = desk.edit(2, 1, base(2, 3, 0), "name", "unseen");
    desk.take(&edit);
    let undo = desk.change(
        1,
        3,
        base(1, 3, 2),
        Act::Undo,
        &[(
            "life",
            Write {
                back: dead,
                ..Write::default()
            },
        )],
    );
    let undo = Change {
        of: Some(restore.id),
        ..undo
    };
    assert_eq!(outcome(&desk.take(&undo), "life"), Some(Outcome::KeptBeside));
    assert_eq!(standing(desk.record(), "life"), ["alive", "deleted"]);
}

#[test]
fn two_deletes_that_saw_everything_between_them_stand() {
    let mut desk = Desk::new();
    let edit = desk.edit(1, 1, base(1, 1, 0), "name", "seen by one");
    desk.take(&edit);
    let knowing = desk.delete(1, 2, base(1, 2, 1));
    desk.take(&knowing);
    let unknowing = desk.delete(2, 1, base(2, 1, 0));
    desk.take(&unknowing);
    assert!(!desk.record().alive());
    assert_eq!(standing(desk.record(), "life"), ["deleted", "deleted"]);
}

#[test]
fn a_delete_that_arrives_replaced_keeps_nothing_alive_and_deletes_nothing() {
    let mut desk = Desk::new();
    let edit = desk.edit(2, 1, base(2, 1, 0), "name", "unseen");
    desk.take(&edit);
    let early = desk.delete(1, 1, base(1, 1, 0));
    let restore = desk.change(
        1,
        2,
        base(1, 1, 1),
        Act::Restore,
        &[("life", Write::of(typed::alive()))],
    );
    desk.take(&restore);
    let before = desk.record().standing("life").to_vec();
    assert_eq!(outcome(&desk.take(&early), "life"), Some(Outcome::AlreadyReplaced));
    assert_eq!(desk.record().standing("life"), before);
}

#[test]
fn an_edit_that_a_delete_had_seen_does_not_bring_the_record_back_when_it_comes_late() {
    let mut desk = Desk::new();
    let edit = desk.edit(1, 1, base(1, 1, 0), "x_note", "seen");
    let delete = desk.delete(1, 2, base(1, 1, 1));
    desk.take(&delete);
    assert_eq!(outcome(&desk.take(&edit), "life"), None);
    assert!(!desk.record().alive());
}

#[test]
fn where_nothing_is_contested_an_undo_puts_one_value_back() {
    let mut desk = Desk::new();
    let mut back = desk.record().standing("name").to_vec();
    back.extend(back.clone().into_iter().map(|s| model::Standing {
        value: Value::text("later"),
        when: s.when + 5,
        ..s
    }));
    let edit = desk.edit(1, 1, base(1, 1, 0), "name", "new");
    desk.take(&edit);
    let undo = desk.change(
        1,
        2,
        base(1, 2, 1),
        Act::Undo,
        &[(
            "name",
            Write {
                back,
                ..Write::default()
            },
        )],
    );
    desk.take(&Change {
        of: Some(edit.id),
        ..undo
    });
    assert_eq!(standing(desk.record(), "name"), ["later"]);
}
