//! Laws of single records, changes and verdicts, over arbitrary ones: `decide` is total and deterministic, `apply` is
//! canonical, and what is taken out of a copy is taken out alike however the copy came about.

use crate::fields::schema;
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, KindKey, LIFE, Outcome, PersonId, Record,
    RecordId, Role, Stamp, Standing, Value, Verdict, VerdictKind, Write, apply, decide, text::TextEdit, typed,
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const FIELDS: [&str; 9] = [
    "name",
    "next_action",
    "stage",
    "amount",
    "x_note",
    "tags/a",
    "x_later",
    "detail",
    "life",
];

fn base() -> impl Strategy<Value = Base> {
    (1u32..3, 0u64..6, 0u64..4).prop_map(|(epoch, log, own)| Base {
        epoch,
        log,
        own: vec![(device(u128::from(own) % 3), own)],
        ..Base::default()
    })
}

fn device(k: u128) -> DeviceId {
    DeviceId::from_parts(0, k)
}

fn stamp() -> impl Strategy<Value = Arc<Stamp>> {
    (
        0u128..6,
        0u128..3,
        1u64..5,
        prop::collection::btree_set((1u32..3, 1u64..7), 0..3),
        base(),
    )
        .prop_map(|(id, on, n, seqs, base)| {
            Arc::new(Stamp {
                id: ChangeId::from_parts(0, id),
                on: device(on),
                n,
                seqs: seqs.into_iter().collect(),
                base,
            })
        })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Nothing),
        any::<bool>().prop_map(Value::Flag),
        (0i64..3).prop_map(Value::Whole),
        prop::sample::select(vec![
            "a. b.\nc.\n",
            "a. B.\nc.\n",
            "A. b.\nc.\n",
            "a. b.\nC.\n",
            "",
            "x"
        ])
        .prop_map(Value::text),
        Just(Value::parts([("stage", Value::text("Won"))])),
        Just(typed::alive()),
        Just(typed::deleted()),
        Just(Value::Redacted),
    ]
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Field, Role::Office])
}

fn standing() -> impl Strategy<Value = Standing> {
    (value(), prop::collection::vec(stamp(), 1..3), 0u128..3, role(), 0i64..4).prop_map(
        |(value, parts, by, role, when)| Standing {
            value,
            parts,
            by: PersonId::from_parts(0, by),
            role,
            when,
        },
    )
}

fn field() -> impl Strategy<Value = FieldKey> {
    prop::sample::select(FIELDS.to_vec()).prop_map(FieldKey::of)
}

/// As `apply` leaves it: in the order of the keys, no key twice. (Several values of one change come from an undo.)
fn register() -> impl Strategy<Value = Vec<Standing>> {
    prop::collection::vec(standing(), 0..4).prop_map(|mut all| {
        all.sort_by(|a, b| a.key().cmp(&b.key()));
        all.dedup_by(|next, first| next.writer() == first.writer());
        all
    })
}

fn kind() -> impl Strategy<Value = KindKey> {
    prop::sample::select(vec!["deal", "issue", "from_the_future"]).prop_map(KindKey::of)
}

fn record() -> impl Strategy<Value = Record> {
    let registers = prop::collection::btree_map(field(), register(), 0..5);
    let touched = prop::collection::btree_map((0u128..3).prop_map(device), stamp(), 0..3);
    let redacted = prop::collection::btree_map(field(), stamp(), 0..2);
    let proposals = prop::collection::vec(change(), 0..2);
    (kind(), registers, touched, redacted, proposals).prop_map(|(kind, registers, touched, redacted, proposals)| {
        let proposals = proposals.into_iter().map(|change| (change.id, change)).collect();
        one_stamp_each(Record {
            kind,
            registers,
            touched,
            redacted,
            proposals,
        })
    })
}

/// A change has one stamp, wherever in the record it occurs.
fn one_stamp_each(mut record: Record) -> Record {
    let mut known: BTreeMap<ChangeId, Arc<Stamp>> = BTreeMap::new();
    let standing = record
        .registers
        .values_mut()
        .flatten()
        .flat_map(|standing| &mut standing.parts);
    for stamp in standing
        .chain(record.touched.values_mut())
        .chain(record.redacted.values_mut())
    {
        *stamp = known.entry(stamp.id).or_insert_with(|| stamp.clone()).clone();
    }
    record
}

fn write() -> impl Strategy<Value = Write> {
    let edit = ("[abc. \n]{0,8}", "[abc. \n]{0,8}").prop_map(|(before, after)| TextEdit::between(&before, &after));
    let own_edit = value().prop_map(|value| TextEdit::between("a. b.\nc.\n", value.as_text().unwrap_or_default()));
    let text = prop::option::of(prop_oneof![edit, own_edit]);
    (value(), text, prop::collection::vec(standing(), 0..3)).prop_map(|(value, text, back)| Write { value, text, back })
}

fn act() -> impl Strategy<Value = Act> {
    let acts = [
        "create",
        "edit",
        "delete",
        "restore",
        "undo",
        "adopt",
        "dismiss",
        "decide",
        "from_the_future",
    ];
    prop::sample::select(acts.to_vec()).prop_map(|act| Act::from(act.to_owned()))
}

fn change() -> impl Strategy<Value = Change> {
    let who = (10u128..16, 0u128..3, 1u64..5, kind(), act(), base());
    (
        who,
        prop::collection::btree_map(field(), write(), 0..4),
        prop::option::of(0u128..6),
        any::<bool>(),
    )
        .prop_map(|((id, on, n, kind, act, base), writes, of, purged)| Change {
            id: ChangeId::from_parts(0, id),
            on: device(on),
            n,
            by: PersonId::from_parts(0, on),
            record: RecordId::from_parts(0, 1),
            kind,
            act,
            base,
            writes,
            at: Hlc { ms: 1, count: 0 },
            jumps: 0,
            of: of.map(|of| ChangeId::from_parts(0, of)),
            gesture: GestureId::from_parts(0, 1),
            purged,
            v: 1,
        })
}

/// What the server knows of a record's past: (stamp, fields).
fn history() -> impl Strategy<Value = Vec<(Arc<Stamp>, Vec<FieldKey>)>> {
    prop::collection::vec((stamp(), prop::collection::vec(field(), 0..3)), 0..3)
}

/// Accepted in most cases, refused or proposed in some.
fn judged(record: Option<&Record>, change: &Change, history: &[(Arc<Stamp>, Vec<FieldKey>)], case: u8) -> Verdict {
    let schema = schema();
    let context = Context {
        schema: &schema,
        seqs: vec![(2, 6), (1, 4), (2, 6)],
        when: 2,
        role: Role::Field,
        refuse: (case == 0).then(|| "invalid".to_owned()),
        propose: case == 1,
        epoch: 2,
        seq: 6,
        history,
    };
    let verdict = decide(record, change, &context);
    assert_eq!(verdict, decide(record, change, &context));
    verdict
}

fn reversed(mut verdict: Verdict) -> Verdict {
    for effect in verdict.effects.values_mut() {
        effect.gone.reverse();
        effect.added.reverse();
    }
    verdict
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn decide_is_total_and_every_write_gets_its_reason(record in prop::option::of(record()), change in change(), history in history(), case in 0u8..9) {
        let verdict = judged(record.as_ref(), &change, &history, case);
        if verdict.kind == VerdictKind::Accepted {
            for field in change.writes.keys() {
                let redacted = verdict.outcome(field) == Some(Outcome::Redacted);
                prop_assert!(verdict.outcome(field).is_some_and(|outcome| !outcome.words().is_empty()));
                prop_assert!(redacted != verdict.effects.contains_key(field) || *field == LIFE);
            }
        } else {
            prop_assert!(verdict.effects.is_empty());
        }
        let after = apply(record.clone(), &change, &verdict);
        prop_assert_eq!(verdict.kind == VerdictKind::Refused, after == record && verdict.code.is_some());
    }

    #[test]
    fn applying_a_verdict_twice_is_applying_it_once(record in record(), change in change(), history in history(), case in 0u8..9) {
        let verdict = judged(Some(&record), &change, &history, case);
        let once = apply(Some(record), &change, &verdict);
        prop_assert_eq!(apply(once.clone(), &change, &verdict), once);
    }

    #[test]
    fn registers_are_in_one_order_whatever_order_a_verdict_has(record in record(), change in change(), history in history()) {
        let verdict = judged(Some(&record), &change, &history, 9);
        let after = apply(Some(record.clone()), &change, &verdict).unwrap();
        for field in verdict.effects.keys() {
            let register = &after.registers[field];
            prop_assert!(register.windows(2).all(|pair| pair[0].key() < pair[1].key()), "{:?}", register);
        }
        let distinct = |verdict: &Verdict| verdict.effects.values().all(|effect| {
            let keys: BTreeSet<_> = effect.added.iter().map(Standing::key).collect();
            keys.len() == effect.added.len()
        });
        if distinct(&verdict) {
            prop_assert_eq!(apply(Some(record), &change, &reversed(verdict)).unwrap(), after);
        }
    }

    #[test]
    fn redacting_and_withholding_are_done_once(record in record(), field in field(), stamp in stamp()) {
        let by = PersonId::from_parts(0, 9);
        let once = record.clone().redact(&field, stamp.clone(), by);
        prop_assert_eq!(&once.clone().redact(&field, stamp.clone(), by), &once);
        prop_assert!(once.standing(field.as_str()).iter().all(|standing| standing.value == Value::Redacted));
        let hidden = BTreeSet::from([FieldKey::of("amount"), FieldKey::of("stage")]);
        let withheld = record.clone().withhold(&hidden);
        prop_assert_eq!(&withheld.clone().withhold(&hidden), &withheld);
        prop_assert!(withheld.registers.keys().eq(record.registers.keys()));
        prop_assert_eq!(once.withhold(&hidden), withheld.redact(&field, stamp, by));
    }

    /// Whoever may not see a field holds the same whether the log came or a snapshot of what it makes.
    #[test]
    fn withholding_before_and_after_a_change_is_the_same(record in record(), changes in prop::collection::vec(change(), 1..4), history in history(), case in 0u8..9) {
        let hidden = BTreeSet::from([FieldKey::of("amount"), FieldKey::of("stage"), FieldKey::of("name"), FieldKey::of("tags")]);
        let (mut held, mut stream) = (record.clone(), record.withhold(&hidden));
        for (mut change, n) in changes.into_iter().zip(20..) {
            change.id = ChangeId::from_parts(0, n);
            let mut verdict = judged(Some(&held), &change, &history, case);
            held = apply(Some(held), &change, &verdict).unwrap();
            change.withhold(&hidden);
            verdict.withhold(&hidden);
            stream = apply(Some(stream), &change, &verdict).unwrap();
            prop_assert_eq!(&stream, &held.clone().withhold(&hidden));
        }
    }

    /// Whoever replays an erased log ends where those are who held the value until the redaction came.
    #[test]
    fn a_redaction_ends_the_same_with_and_without_the_erased_past(record in record(), change in change(), history in history(), field in field(), stamp in stamp()) {
        let verdict = judged(Some(&record), &change, &history, 9);
        let by = PersonId::from_parts(0, 9);
        let held = apply(Some(record.clone()), &change, &verdict).unwrap().redact(&field, stamp.clone(), by);
        let (mut change, mut verdict) = (change, verdict);
        change.redact(&field);
        verdict.redact(&field);
        let replayed = apply(Some(record), &change, &verdict).unwrap().redact(&field, stamp, by);
        prop_assert_eq!(replayed, held);
    }

    #[test]
    fn records_changes_and_verdicts_are_read_back_as_they_were(record in record(), change in change(), history in history(), case in 0u8..9) {
        let verdict = judged(Some(&record), &change, &history, case);
        let json = serde_json::to_string(&(&record, &change, &verdict)).unwrap();
        let back: (Record, Change, Verdict) = serde_json::from_str(&json).unwrap();
        prop_assert_eq!((record, change, verdict), back);
    }
}
