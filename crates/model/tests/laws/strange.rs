//! What comes late, twice, from a newer peer or from a bug.

use crate::{
    desk::{Desk, base, device, outcome},
    telling::{stage, standing, text},
};
use model::{Act, Change, Context, Outcome, PersonId, RecordId, Role, Stamp, Value, VerdictKind, Write, apply, decide};
use std::{collections::BTreeMap, sync::Arc};

#[test]
fn a_write_that_an_accepted_one_had_seen_arrives_replaced() {
    for field in ["stage", "name", "next_action", "x_later"] {
        let mut desk = Desk::new();
        let first = desk.edit(1, 1, base(1, 1, 0), field, "first");
        let second = desk.edit(1, 2, base(1, 1, 1), field, "second");
        assert_eq!(outcome(&desk.take(&second), field), Some(Outcome::Applied));
        assert_eq!(
            outcome(&desk.take(&first), field),
            Some(Outcome::AlreadyReplaced),
            "{field}"
        );
        assert_eq!(standing(desk.record(), field), ["second"]);
    }
}

#[test]
fn a_write_arrives_replaced_even_when_what_replaced_it_has_gone_since() {
    let mut desk = Desk::new();
    let first = desk.edit(1, 1, base(1, 1, 0), "stage", "first");
    let second = desk.edit(1, 2, base(1, 1, 1), "stage", "second");
    desk.take(&second);
    let third = desk.edit(2, 1, base(2, 2, 0), "stage", "third");
    desk.take(&third);
    assert_eq!(outcome(&desk.take(&first), "stage"), Some(Outcome::AlreadyReplaced));
    assert_eq!(standing(desk.record(), "stage"), ["third"]);
}

#[test]
fn a_refused_change_has_no_position_and_changes_nothing() {
    let mut desk = Desk::new();
    let before = desk.record.clone();
    let change = desk.edit(1, 1, base(1, 1, 0), "name", "no");
    let context = Context {
        refuse: Some("not-yours".to_owned()),
        seqs: vec![(1, 2)],
        seq: 2,
        ..Context::preview(&desk.schema, Role::Field, 5)
    };
    let verdict = decide(desk.record.as_ref(), &change, &context);
    assert_eq!(
        (verdict.kind, verdict.code.as_deref(), verdict.seq),
        (VerdictKind::Refused, Some("not-yours"), 0)
    );
    assert!(verdict.stamp.seqs.is_empty() && verdict.effects.is_empty());
    assert_eq!(apply(desk.record.clone(), &change, &verdict), before);
    let unknown = decide(None, &change, &Context::preview(&desk.schema, Role::Field, 5));
    assert_eq!(unknown.code.as_deref(), Some("unknown-record"));
}

#[test]
fn a_second_create_of_one_record_is_judged_field_by_field() {
    let mut desk = Desk::new();
    let twin = [
        ("name", Write::of(Value::text("twin"))),
        ("stage", Write::of(stage("Won"))),
    ];
    let again = desk.change(1, 1, base(1, 0, 0), Act::Create, &twin);
    let verdict = desk.take(&again);
    assert_eq!(outcome(&verdict, "stage"), Some(Outcome::KeptBeside));
    assert_eq!(standing(desk.record(), "stage"), ["New", "Won"]);
    assert!(desk.record().alive());
}

#[test]
fn a_change_older_than_a_redaction_keeps_its_other_writes() {
    let mut desk = Desk::new();
    let stamp = desk.edit(9, 1, base(9, 1, 0), "name", "").stamp(vec![(1, 2)]);
    desk.record = desk
        .record
        .take()
        .map(|record| record.redact(&"name".into(), stamp, PersonId::from_parts(0, 9)));
    desk.history
        .push((Arc::new(Stamp::clone(&desk.history[0].0)), Vec::new()));
    let both = [
        ("name", Write::of(Value::text("secret"))),
        ("stage", Write::of(stage("Won"))),
    ];
    let late = desk.change(1, 1, base(1, 1, 0), Act::Edit, &both);
    let verdict = desk.take(&late);
    assert_eq!(
        (outcome(&verdict, "name"), outcome(&verdict, "stage")),
        (Some(Outcome::Redacted), Some(Outcome::Applied))
    );
    assert_eq!(desk.record().standing("name")[0].value, Value::Redacted);
    let kept = late.without_redacted(&verdict);
    assert!(!format!("{kept:?}").contains("secret"));
    let knowing = desk.edit(1, 2, base(1, 3, 1), "name", "new");
    desk.take(&knowing);
    assert_eq!(standing(desk.record(), "name"), ["new"]);
}

#[test]
fn one_id_with_other_content_is_found_out_and_a_new_number_is_not() {
    let mut desk = Desk::new();
    let change = desk.edit(1, 1, base(1, 1, 0), "name", "one");
    let renumbered = Change {
        on: device(7),
        n: 9,
        base: base(7, 1, 8),
        ..change.clone()
    };
    let mut purged = change.clone();
    purged.redact(&"name".into());
    for same in [&change, &renumbered, &purged] {
        assert!(change.says_the_same_as(same) && same.says_the_same_as(&change));
    }
    let other_value = Change {
        writes: BTreeMap::from([("name".into(), Write::of(Value::text("two")))]),
        ..change.clone()
    };
    let more = Change {
        writes: change
            .writes
            .iter()
            .map(|(f, w)| (f.clone(), w.clone()))
            .chain([("stage".into(), Write::default())])
            .collect(),
        ..change.clone()
    };
    let other_field = Change {
        writes: BTreeMap::from([("stage".into(), Write::of(Value::Redacted))]),
        ..change.clone()
    };
    let other_record = Change {
        record: RecordId::from_parts(0, 2),
        ..change.clone()
    };
    let other_act = Change {
        act: Act::Restore,
        ..change.clone()
    };
    let other_person = Change {
        by: PersonId::from_parts(0, 8),
        ..change.clone()
    };
    let of_another = Change {
        of: Some(change.id),
        ..change.clone()
    };
    for other in [
        other_value,
        more,
        other_field,
        other_record,
        other_act,
        other_person,
        of_another,
    ] {
        assert!(
            !change.says_the_same_as(&other) && !other.says_the_same_as(&change),
            "{other:?}"
        );
    }
}

#[test]
fn two_who_typed_the_same_do_not_conflict() {
    for (field, value) in [
        ("stage", stage("Won")),
        ("name", Value::text("same")),
        ("x_note", Value::text("same")),
        ("x_note", Value::Nothing),
    ] {
        let mut desk = Desk::new();
        for k in [1, 2] {
            let change = desk.change(k, 1, base(k, 1, 0), Act::Edit, &[(field, Write::of(value.clone()))]);
            desk.take(&change);
        }
        let verdicts = desk.record().standing(field);
        assert!(verdicts.iter().all(|s| text(&s.value) == text(&value)), "{field}");
        assert!(!desk.record().contested(&desk.schema, field), "{field}");
        assert_eq!(verdicts.len(), 2, "each keeps its own stamp");
    }
}
