//! Who may do what, and which rule each field goes by: the two tables that everything else asks.

use model::{
    Act, Actor, Base, ChangeId, CustomField, Denied, DeviceId, FieldKey, KindKey, PersonId, Policy, Record, Role,
    Schema, Stamp, Standing, Value, may,
};
use std::sync::Arc;

fn person(k: u128) -> PersonId {
    PersonId::from_parts(0, k)
}

fn stamp(n: u64) -> Arc<Stamp> {
    let (id, on) = (ChangeId::from_parts(0, u128::from(n)), DeviceId::from_parts(0, 1));
    Arc::new(Stamp {
        id,
        on,
        n,
        seqs: vec![(1, n)],
        base: Base::default(),
    })
}

/// A contact with these owners, as somebody else wrote them; several are a contest.
fn owned_by(owners: &[Value]) -> Record {
    let mut record = Record::empty(KindKey::of("contact"));
    let standing = |(n, value): (u64, &Value)| Standing {
        value: value.clone(),
        parts: vec![stamp(n)],
        by: person(99),
        role: Role::Office,
        when: 0,
    };
    let standing = (1..).zip(owners).map(standing).collect();
    record.registers.insert("owner".into(), standing);
    record
}

fn owner(k: u128) -> Value {
    Value::text(person(k).to_string())
}

const ROLES: [Role; 5] = [Role::Field, Role::Office, Role::Manager, Role::Admin, Role::Auditor];
/// Whether each role may, in the order of `ROLES`.
type Row = [bool; 5];
const WRITERS: Row = [true, true, true, true, false];
const DECIDERS: Row = [false, false, true, true, false];
const ADMINS: Row = [false, false, false, true, false];

#[test]
fn who_may_do_what() {
    let mine_and_theirs = owned_by(&[owner(1), owner(2)]);
    let theirs = owned_by(&[owner(2)]);
    let withheld = owned_by(&[Value::Withheld]);
    let cleared = owned_by(&[Value::Nothing]);
    let nobodys = owned_by(&[]);
    let rows: &[(&str, Act, Option<&Record>, Row)] = &[
        ("contact", Act::Create, None, WRITERS),
        ("contact", Act::Edit, Some(&theirs), WRITERS),
        ("contact", Act::Reassign, Some(&theirs), WRITERS),
        ("contact", Act::Decide, Some(&mine_and_theirs), WRITERS),
        ("contact", Act::Restore, Some(&theirs), WRITERS),
        ("contact", Act::Delete, None, WRITERS),
        ("contact", Act::Delete, Some(&nobodys), WRITERS),
        ("contact", Act::Delete, Some(&cleared), WRITERS),
        ("contact", Act::Delete, Some(&mine_and_theirs), WRITERS),
        ("contact", Act::Delete, Some(&theirs), DECIDERS),
        ("contact", Act::Delete, Some(&withheld), DECIDERS),
        ("from_the_future", Act::Other("escalate".to_owned()), None, WRITERS),
        ("pipeline", Act::Create, None, ADMINS),
        ("pipeline", Act::Edit, None, ADMINS),
        ("custom_field", Act::Create, None, ADMINS),
        ("custom_field", Act::Delete, None, ADMINS),
        ("rule", Act::Edit, None, ADMINS),
    ];
    for (kind, act, record, row) in rows {
        for (role, allowed) in ROLES.into_iter().zip(row) {
            let actor = Actor {
                person: person(1),
                role,
            };
            let answer = may(actor, act, &KindKey::owned(*kind), &[], *record);
            assert_eq!(answer.is_ok(), *allowed, "{role:?} {act:?} {kind}: {answer:?}");
        }
    }
}

#[test]
fn every_no_says_why_and_whom_to_ask() {
    let all = [
        Denied::ReadOnly,
        Denied::AdminsOnly { what: "custom fields" },
        Denied::NotYours,
    ];
    assert_eq!(
        all.clone().map(|denied| denied.code()),
        ["read-only", "admins-only", "not-yours"]
    );
    assert!(all.iter().all(|denied| denied.to_string().contains("sk ")), "{all:?}");
}

fn schema() -> Schema {
    let custom = |key, kind: &str| CustomField {
        key: FieldKey::of(key),
        on: KindKey::of("deal"),
        label: key.to_owned(),
        kind: kind.to_owned(),
    };
    Schema::with_custom(vec![
        custom("x_word", "text"),
        custom("x_long", "long_text"),
        custom("x_sum", "money"),
    ])
}

#[test]
fn which_rule_each_register_goes_by() {
    for (kind, field, policy) in [
        ("deal", "name", Policy::Latest),
        ("deal", "next_action", Policy::FieldFirst),
        ("deal", "stage", Policy::Review),
        ("deal", "tags/vip", Policy::Union),
        ("deal", "life", Policy::Review),
        ("deal", "x_word", Policy::Latest),
        ("deal", "x_sum", Policy::Latest),
        ("deal", "x_long", Policy::Text),
        ("deal", "x_unknown", Policy::Review),
        ("deal", "unknown/element", Policy::Union),
        ("contact", "x_word", Policy::Review),
        ("contact", "phone", Policy::FieldFirst),
        ("note", "body", Policy::Text),
        ("issue", "triage", Policy::Review),
        ("from_the_future", "name", Policy::Review),
        ("from_the_future", "life", Policy::Review),
    ] {
        assert_eq!(schema().policy(&KindKey::of(kind), field), policy, "{kind} {field}");
    }
}

#[test]
fn an_organisation_tightens_and_never_loosens() {
    let deal = KindKey::of("deal");
    for (field, wanted, becomes) in [
        ("name", Policy::FieldFirst, Policy::FieldFirst),
        ("name", Policy::Review, Policy::Review),
        ("name", Policy::Text, Policy::Latest),
        ("name", Policy::Union, Policy::Latest),
        ("next_action", Policy::Review, Policy::Review),
        ("next_action", Policy::Latest, Policy::FieldFirst),
        ("x_long", Policy::Review, Policy::Review),
        ("x_long", Policy::FieldFirst, Policy::Text),
        ("x_word", Policy::Review, Policy::Review),
        ("stage", Policy::Latest, Policy::Review),
        ("stage", Policy::FieldFirst, Policy::Review),
        ("life", Policy::Latest, Policy::Review),
        ("x_unknown", Policy::Latest, Policy::Review),
    ] {
        let schema = schema().tightened(deal.clone(), field, wanted);
        assert_eq!(schema.policy(&deal, field), becomes, "{field} to {wanted:?}");
    }
    let tags = schema().tightened(deal.clone(), "tags", Policy::Review);
    assert_eq!(
        tags.policy(&deal, "tags/vip"),
        Policy::Review,
        "a union is tightened with all its elements"
    );
    let twice =
        schema()
            .tightened(deal.clone(), "name", Policy::Review)
            .tightened(deal.clone(), "name", Policy::FieldFirst);
    assert_eq!(twice.policy(&deal, "name"), Policy::Review);
    assert_eq!(
        schema()
            .tightened(deal, "name", Policy::Review)
            .policy(&KindKey::of("contact"), "name"),
        Policy::Latest
    );
}

#[test]
fn no_field_that_is_kept_from_people_is_a_union() {
    // The names of a union's elements are keys of registers, and no mark can take their place.
    let fields = model::declare::KINDS.iter().flat_map(|kind| kind.fields);
    let wrong: Vec<_> = fields
        .filter(|field| field.sensitive && field.policy == Policy::Union)
        .map(|field| field.key)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
