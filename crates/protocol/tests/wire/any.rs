//! Any message.

mod restored;

use model::{
    Act, Base, Change, ChangeId, DeviceId, Effect, FieldKey, GestureId, Hlc, Judged, KindKey, Outcome, PersonId,
    Record, RecordId, Role, Stamp, Standing, Value, Verdict, VerdictKind, Write, text::TextEdit,
};
use proptest::prelude::*;
use protocol::{Answered, Author, Checksum, Entry, Pull, Pulled, Push, change_bytes};
use restored::floors;
pub(crate) use restored::{hand_back, reached, recall, recalled};
use std::{collections::BTreeMap, ops::Range, sync::Arc};

pub(crate) fn somebody() -> Author {
    Author {
        on: DeviceId::from_bytes([1; 16]),
        by: PersonId::from_bytes([2; 16]),
    }
}

pub(crate) fn somebody_else() -> Author {
    Author {
        by: PersonId::from_bytes([3; 16]),
        ..somebody()
    }
}

const MS: Range<i64> = 0..4_000_000_000_000;

pub(crate) fn author() -> impl Strategy<Value = Author> {
    (any::<[u8; 16]>(), any::<[u8; 16]>()).prop_map(|(on, by)| Author {
        on: DeviceId::from_bytes(on),
        by: PersonId::from_bytes(by),
    })
}

fn base(on: DeviceId, n: u64) -> impl Strategy<Value = Base> {
    let own = prop_oneof![
        Just(Vec::new()),
        Just(vec![(on, n.saturating_sub(1))]),
        prop::collection::vec(
            (
                prop_oneof![Just(on), any::<[u8; 16]>().prop_map(DeviceId::from_bytes)],
                0..99_u64
            ),
            0..3
        ),
    ];
    let earlier = prop::collection::vec((any::<u32>(), 0..u64::MAX / 4), 0..3);
    (any::<u32>(), 0..u64::MAX / 4, earlier, own).prop_map(|(epoch, log, earlier, own)| Base {
        epoch,
        log,
        earlier,
        own,
    })
}

fn stamp() -> impl Strategy<Value = Arc<Stamp>> {
    let ids = (any::<[u8; 16]>(), any::<[u8; 16]>(), 1..99_u64);
    let seqs = prop::collection::vec((1..3_u32, 1..99_u64), 0..2);
    (ids, seqs, base(somebody().on, 4)).prop_map(|((id, on, n), seqs, base)| {
        Arc::new(Stamp {
            id: ChangeId::from_bytes(id),
            on: DeviceId::from_bytes(on),
            n,
            seqs,
            base,
        })
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Nothing),
        any::<bool>().prop_map(Value::Flag),
        any::<i64>().prop_map(Value::Whole),
        ".{0,20}".prop_map(Value::Text),
        Just(Value::Redacted),
        Just(Value::Withheld),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop::collection::btree_map("[a-z]{1,6}", inner, 0..4).prop_map(Value::Parts)
    })
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![
        Role::Field,
        Role::Office,
        Role::Manager,
        Role::Admin,
        Role::Auditor,
    ])
}

/// A value as JSON has it: no marks within a group.
fn plain_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Nothing),
        any::<bool>().prop_map(Value::Flag),
        ".{0,20}".prop_map(Value::Text)
    ]
}

fn standing() -> impl Strategy<Value = Standing> {
    (
        plain_value(),
        prop::collection::vec(stamp(), 1..3),
        any::<[u8; 16]>(),
        role(),
        MS,
    )
        .prop_map(|(value, parts, by, role, when)| Standing {
            value,
            parts,
            by: PersonId::from_bytes(by),
            role,
            when,
        })
}

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        4 => value().prop_map(Write::of),
        1 => (".{0,12}", ".{0,12}").prop_map(|(before, after)| Write {
            text: Some(TextEdit::between(&before, &after)),
            value: Value::Text(after),
            back: Vec::new(),
        }),
        1 => prop::collection::vec(standing(), 1..3).prop_map(|back| Write { back, ..Write::default() }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop::sample::select(vec![
        Act::Create,
        Act::Edit,
        Act::Delete,
        Act::Undo,
        Act::Complete,
        Act::Other("book".into()),
    ])
}

pub(crate) fn change(author: Author) -> impl Strategy<Value = Change> {
    let what = (
        act(),
        prop::collection::btree_map("[a-z]{1,8}(/[a-z]{1,4})?", write(), 0..4),
        "[a-z]{1,8}",
    );
    let when = (
        prop_oneof![MS, -9..0_i64],
        any::<u32>(),
        prop_oneof![Just(0), any::<i64>()],
    );
    let ids = (
        any::<[u8; 16]>(),
        any::<[bool; 4]>(),
        prop::option::of(any::<[u8; 16]>()),
        any::<[u8; 16]>(),
    );
    let rest = (1..u64::MAX / 4, any::<bool>(), 1..4_u32);
    (what, when, ids, rest).prop_flat_map(move |(what, when, ids, rest)| {
        base(author.on, rest.0).prop_map(move |base| built(author, what.clone(), when, ids, rest, base))
    })
}

fn built(
    author: Author,
    (act, writes, kind): (Act, BTreeMap<String, Write>, String),
    (ms, count, jumps): (i64, u32, i64),
    (mut id, own, of, other): ([u8; 16], [bool; 4], Option<[u8; 16]>, [u8; 16]),
    (n, purged, v): (u64, bool, u32),
    base: Base,
) -> Change {
    if own[0] {
        id[..6].copy_from_slice(&ms.to_be_bytes()[2..]);
    }
    Change {
        id: ChangeId::from_bytes(id),
        on: author.on,
        n,
        by: author.by,
        record: RecordId::from_bytes(if own[1] { id } else { other }),
        kind: KindKey::owned(kind),
        act,
        base,
        writes: writes
            .into_iter()
            .map(|(field, write)| (FieldKey::owned(field), write))
            .collect(),
        at: Hlc {
            ms,
            count: if own[3] { 0 } else { count },
        },
        jumps,
        of: of.map(ChangeId::from_bytes),
        gesture: GestureId::from_bytes(if own[2] { id } else { other }),
        purged,
        v,
    }
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let kind = prop::sample::select(vec![VerdictKind::Accepted, VerdictKind::Refused, VerdictKind::Proposed]);
    let outcome = prop::sample::select(vec![
        Outcome::Applied,
        Outcome::KeptBeside,
        Outcome::LostTo,
        Outcome::Redacted,
    ]);
    let effect = (
        prop::collection::vec((prop::option::of(any::<[u8; 16]>()), plain_value()), 0..2),
        standing(),
    )
        .prop_map(|(gone, added)| Effect {
            gone: gone
                .into_iter()
                .map(|(id, value)| (id.map(ChangeId::from_bytes), value))
                .collect(),
            added: vec![added],
        });
    let fields = prop::collection::btree_map("[a-z]{1,8}", (outcome, effect), 0..3);
    let code = prop::option::of("[a-z-]{1,12}");
    (kind, fields, code, role(), MS, stamp(), 0..99_u64).prop_map(|(kind, fields, code, role, when, stamp, seq)| {
        let key = |field: &String| FieldKey::owned(field.clone());
        Verdict {
            kind,
            seq,
            epoch: 1,
            when,
            role,
            code,
            outcomes: fields
                .iter()
                .map(|(field, (outcome, _))| (key(field), *outcome))
                .collect(),
            effects: fields
                .iter()
                .map(|(field, (_, effect))| (key(field), effect.clone()))
                .collect(),
            stamp,
        }
    })
}

fn judged() -> impl Strategy<Value = Judged> {
    prop_oneof![
        3 => (MS, role()).prop_map(|(when, role)| Judged::Plain { when, role }),
        1 => verdict().prop_map(Judged::whole),
    ]
}

pub(crate) fn answered() -> impl Strategy<Value = Answered> {
    (prop_oneof![0..9_u64, 0..u64::MAX / 4], judged()).prop_map(|(seq, judged)| Answered { seq, judged })
}

pub(crate) fn push() -> impl Strategy<Value = Push> {
    let changes = prop::collection::vec(change(somebody()), 0..6);
    (prop::option::of(author()), any::<u64>(), changes).prop_map(|(author, cursor, changes)| Push {
        author,
        cursor,
        changes: changes.iter().map(change_bytes).collect(),
    })
}

pub(crate) fn pull() -> impl Strategy<Value = Pull> {
    let doubts = prop::collection::vec(any::<[u8; 16]>().prop_map(ChangeId::from_bytes), 0..5);
    let scope = (0..9_u64, any::<bool>());
    let asked = (any::<u32>(), any::<u64>(), doubts, any::<u32>(), scope);
    asked.prop_map(|(epoch, cursor, doubts, most, (scope, check))| Pull {
        epoch,
        cursor,
        doubts,
        most,
        scope,
        check,
    })
}

/// A record as a page may bring it.
pub(crate) fn record() -> impl Strategy<Value = Record> {
    let link = any::<[u8; 16]>().prop_map(|id| Value::Text(RecordId::from_bytes(id).to_string()));
    let value = prop_oneof![3 => value(), 1 => link];
    let standing = (standing(), value).prop_map(|(standing, value)| Standing { value, ..standing });
    let key = prop_oneof![
        Just("name".to_owned()),
        Just("life".to_owned()),
        "[a-z]{1,8}(/[a-z]{1,4})?",
    ];
    let registers = prop::collection::btree_map(key, prop::collection::vec(standing, 0..3), 0..4);
    let touched = prop::collection::vec(stamp(), 0..3);
    let redacted = prop::collection::btree_map("[a-z]{1,8}", stamp(), 0..2);
    let kind = prop_oneof![Just("contact".to_owned()), "[a-z]{1,8}"];
    (kind, registers, touched, redacted).prop_map(|(kind, registers, touched, redacted)| {
        let mut record = Record::empty(KindKey::owned(kind));
        let keyed = |(field, all)| (FieldKey::owned(field), all);
        record.registers = registers.into_iter().map(keyed).collect();
        record.touched = touched.into_iter().map(|stamp| (stamp.on, stamp)).collect();
        let keyed = |(field, stamp)| (FieldKey::owned(field), stamp);
        record.redacted = redacted.into_iter().map(keyed).collect();
        record
    })
}

/// `seq` is the distance to the entry before.
fn entry(after: Range<u64>) -> impl Strategy<Value = Entry> {
    let accepted =
        (after, author(), change(somebody()), judged()).prop_map(|(seq, author, change, judged)| Entry::Accepted {
            seq,
            author,
            bytes: change_bytes(&change),
            judged,
        });
    let id = || any::<[u8; 16]>().prop_map(RecordId::from_bytes);
    let snapshot = (any::<u64>(), id(), record()).prop_map(|(as_of, id, record)| Entry::Snapshot {
        as_of,
        id,
        record: Box::new(record),
    });
    let leave = (id(), "[a-z]{1,8}").prop_map(|(id, why)| Entry::Leave { id, why });
    let masked = (0..9_u64, any::<[u8; 32]>()).prop_map(|(to, head)| Entry::Masked { to, head });
    prop_oneof![4 => accepted, 1 => snapshot, 1 => leave, 1 => masked]
}

pub(crate) fn pulled() -> impl Strategy<Value = Pulled> {
    let verdicts = prop::collection::vec((any::<[u8; 16]>().prop_map(ChangeId::from_bytes), answered()), 0..4);
    let numbers = (any::<u32>(), 0..u64::MAX / 4, any::<u64>(), any::<u64>(), any::<u64>());
    let entries = prop::collection::vec(entry(0..9), 0..6);
    let proofs = (any::<[u8; 32]>(), prop::option::of(Just([9; 64])), floors());
    let sum = ("[a-z]{1,8}", any::<u64>(), any::<u64>()).prop_map(|(kind, count, sum)| Checksum { kind, count, sum });
    let scoped = (0..9_u64, any::<bool>(), prop::collection::vec(sum, 0..4));
    (numbers, proofs, verdicts, entries, scoped).prop_map(
        |(
            (epoch, from, to, last, backed_up),
            (head, signature, floors),
            verdicts,
            mut entries,
            (scope, anew, sums),
        )| {
            let mut before = from;
            for entry in &mut entries {
                if let Entry::Accepted { seq: to, .. } | Entry::Masked { to, .. } = entry {
                    *to += before;
                    before = *to;
                }
            }
            Pulled {
                epoch,
                from,
                to,
                last,
                head,
                backed_up,
                signature,
                floors,
                verdicts,
                entries,
                scope,
                anew,
                sums,
            }
        },
    )
}
