//! What comes late, twice, from a newer peer or from a bug: changes handed to `decide` one by one, without devices.

use crate::{
    cases::{stage, standing, text},
    fields::schema,
};
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, KindKey, Outcome, PersonId, Record,
    RecordId, Role, Schema, Stamp, Value, Verdict, VerdictKind, Write, apply, decide, typed,
};
use std::{collections::BTreeMap, sync::Arc};

/// One deal and its log.
struct Desk {
    schema: Schema,
    record: Option<Record>,
    history: Vec<(Arc<Stamp>, Vec<FieldKey>)>,
    made: u128,
}

/// Device `k` saw the log up to `log`, and its own changes up to `own`.
fn base(k: u128, log: u64, own: u64) -> Base {
    Base {
        epoch: 1,
        log,
        own: vec![(device(k), own)],
    }
}

fn device(k: u128) -> DeviceId {
    DeviceId::from_parts(0, k)
}

impl Desk {
    /// With a deal at position 1, made by device 0 as its first change.
    fn new() -> Self {
        let mut desk = Self {
            schema: schema(),
            record: None,
            history: Vec::new(),
            made: 0,
        };
        let name = [
            ("name", Write::of(Value::text("first"))),
            ("stage", Write::of(stage("New"))),
        ];
        let create = desk.change(0, 1, base(0, 0, 0), Act::Create, &name);
        desk.take(&create);
        desk
    }

    fn change(&mut self, k: u128, n: u64, base: Base, act: Act, writes: &[(&'static str, Write)]) -> Change {
        self.made += 1;
        Change {
            id: ChangeId::from_parts(1, self.made),
            on: device(k),
            n,
            by: PersonId::from_parts(0, k),
            record: RecordId::from_parts(0, 1),
            kind: KindKey::of("deal"),
            act,
            base,
            writes: writes
                .iter()
                .map(|(field, write)| (FieldKey::of(field), write.clone()))
                .collect(),
            at: Hlc {
                ms: i64::try_from(self.made).unwrap(),
                count: 0,
            },
            jumps: 0,
            of: None,
            gesture: GestureId::from_parts(0, self.made),
            purged: false,
            v: 1,
        }
    }

    fn edit(&mut self, k: u128, n: u64, base: Base, field: &'static str, value: &str) -> Change {
        let value = if field == "stage" {
            stage(value)
        } else {
            Value::text(value)
        };
        self.change(k, n, base, Act::Edit, &[(field, Write::of(value))])
    }

    fn delete(&mut self, k: u128, n: u64, base: Base) -> Change {
        self.change(k, n, base, Act::Delete, &[("life", Write::of(typed::deleted()))])
    }

    fn take(&mut self, change: &Change) -> Verdict {
        let seq = u64::try_from(self.history.len()).unwrap() + 1;
        let context = Context {
            schema: &self.schema,
            seqs: vec![(1, seq)],
            when: change.at.ms,
            role: Role::Field,
            refuse: None,
            propose: false,
            epoch: 1,
            seq,
            history: &self.history,
        };
        let verdict = decide(self.record.as_ref(), change, &context);
        self.record = apply(self.record.take(), change, &verdict);
        if verdict.kind == VerdictKind::Accepted {
            self.history
                .push((verdict.stamp.clone(), change.writes.keys().cloned().collect()));
        }
        verdict
    }

    fn record(&self) -> &Record {
        self.record.as_ref().unwrap()
    }
}

fn outcome(verdict: &Verdict, field: &'static str) -> Option<Outcome> {
    verdict.outcome(&FieldKey::of(field))
}

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
