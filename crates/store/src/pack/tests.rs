use super::*;
use crate::{authors::Authors, tables::TABLES};
use model::{
    Base, ChangeId, DeviceId, FieldKey, FieldType, KindKey, LIFE, PersonId, Record, RecordId, Role, Schema, Stamp,
    Standing, Value,
    typed::{self, Reading},
};
use proptest::prelude::*;
use std::sync::Arc;

fn stamp() -> impl Strategy<Value = Arc<Stamp>> {
    let seqs = prop::collection::vec((0u32..9, 0u64..99_999), 0..3);
    let own = prop::collection::vec((0u8..4, 0u64..9_999), 0..3);
    let earlier = prop::collection::vec((0u32..9, 0u64..99_999), 0..3);
    (
        0u8..6,
        0u8..4,
        1u64..1_000_000,
        seqs,
        0u32..5,
        0u64..9_999_999,
        earlier,
        own,
    )
        .prop_map(|(id, on, n, seqs, epoch, log, earlier, own)| {
            let own = own
                .into_iter()
                .map(|(on, n)| (DeviceId::from_bytes([on; 16]), n))
                .collect();
            let base = Base {
                epoch,
                log,
                earlier,
                own,
            };
            Arc::new(Stamp {
                id: ChangeId::from_bytes([id; 16]),
                on: DeviceId::from_bytes([on; 16]),
                n,
                seqs,
                base,
            })
        })
}

fn value(kind: FieldType) -> BoxedStrategy<Value> {
    let texts = match kind {
        FieldType::Money => vec!["12.50 GBP", "-3", "0.00 EUR"],
        FieldType::Date => vec!["2026-11-20"],
        FieldType::Moment => vec!["2026-11-20", "2026-11-20T09:30[Europe/London]"],
        FieldType::Whole => vec!["0", "-7", "123456789012"],
        FieldType::Flag => vec!["yes", "no"],
        FieldType::Link(_) | FieldType::Links(_) => vec!["01JD0000000000000000000000"],
        FieldType::Stages => vec!["New 10 %\nWon 100 %"],
        FieldType::Choice(_) | FieldType::Group(_) => vec![],
        _ => vec![
            "Ana",
            "14 Elm Hill; Bristol",
            "Won · price",
            "Łódź 東京",
            "+44 7700 900 418",
        ],
    };
    let reading = Reading {
        currency: "GBP",
        dates: typed::DateOrder::DayFirst,
        zone: "UTC",
    };
    let typed: Vec<Value> = texts
        .into_iter()
        .filter_map(|text| typed::parse(kind, text, reading).ok())
        .collect();
    let odd = vec![
        Value::Nothing,
        Value::Redacted,
        Value::Withheld,
        Value::Whole(5),
        Value::Flag(true),
        Value::Text("?".into()),
        Value::parts([("status", Value::text("new")), ("priority", Value::text("low"))]),
    ];
    prop::sample::select([typed, odd].concat()).boxed()
}

fn register(kind: FieldType) -> impl Strategy<Value = Vec<Standing>> {
    let standing = (
        value(kind),
        prop::collection::vec(stamp(), 1..3),
        0u8..3,
        -5i64..1_800_000_000_000,
    )
        .prop_map(|(value, parts, by, when)| Standing {
            value,
            parts,
            by: PersonId::from_bytes([by; 16]),
            role: if by == 0 { Role::Field } else { Role::Admin },
            when,
        })
        .boxed();
    prop_oneof![6 => prop::collection::vec(standing.clone(), 1..2), 1 => prop::collection::vec(standing, 2..4)]
}

fn record(at: usize) -> impl Strategy<Value = Record> {
    let kind = TABLES[at].kind;
    let fields: Vec<_> = kind
        .fields
        .iter()
        .filter(|f| f.kind != FieldType::Tags)
        .map(|f| prop::option::of(register(f.kind).prop_map(move |r| (FieldKey::of(f.key), r))))
        .collect();
    let others = prop::collection::btree_map("tags/[a-c]|x_[0-9]|unknown", register(FieldType::Flag), 0..3);
    let touched = prop::collection::vec(stamp(), 0..3);
    (
        fields,
        register(FieldType::Text),
        others,
        touched,
        prop::option::of(stamp()),
    )
        .prop_map(move |(fields, life, others, touched, redacted)| {
            let mut record = Record::empty(KindKey::of(kind.key));
            record.registers = fields.into_iter().flatten().collect();
            record.registers.insert(LIFE, life);
            record.registers.extend(
                others
                    .into_iter()
                    .map(|(key, register)| (FieldKey::owned(key), register)),
            );
            record.touched = touched.into_iter().map(|stamp| (stamp.on, stamp)).collect();
            record.redacted = redacted
                .into_iter()
                .map(|stamp| (FieldKey::of("phone"), stamp))
                .collect();
            record
        })
}

proptest! {
    #[test]
    fn a_record_comes_back_as_it_was((at, record) in (0..TABLES.len()).prop_flat_map(|at| (Just(at), record(at))), own: bool) {
        let table = &TABLES[at];
        let id = if own { RecordId::from_bytes([1; 16]) } else { RecordId::from_bytes([200; 16]) };
        let mut authors = Authors::default();
        let packed = pack(table, id, &record, &Schema::default(), &mut authors);
        prop_assert_eq!(packed.cells.len(), table.columns.len());
        let (back, made) = unpack(table, id, 1, &packed.origin, &packed.cells, &authors).unwrap();
        prop_assert_eq!((back, made), (record, None));
    }

    #[test]
    fn noise_is_unreadable_and_nothing_worse(noise: Vec<u8>) {
        let _answer = unpack(&TABLES[0], RecordId::from_bytes([1; 16]), 1, &noise, &[], &Authors::default());
    }
}

#[test]
fn an_imported_contact_costs_a_few_dozen_bytes() {
    let id = RecordId::from_bytes([9; 16]);
    let device = DeviceId::from_bytes([1; 16]);
    let base = Base {
        own: vec![(device, 100_000)],
        ..Base::default()
    };
    let stamp = Arc::new(Stamp {
        id: ChangeId::from_bytes([9; 16]),
        on: device,
        n: 150_000,
        seqs: vec![],
        base,
    });
    let standing = |value| {
        vec![Standing {
            value,
            parts: vec![stamp.clone()],
            by: PersonId::from_bytes([2; 16]),
            role: Role::Admin,
            when: 1_790_000_000_000,
        }]
    };
    let mut record = Record::empty(KindKey::of("contact"));
    record.registers.insert(LIFE, standing(typed::alive()));
    for key in ["name", "role", "mobile", "email", "best_time", "source"] {
        record
            .registers
            .insert(FieldKey::of(key), standing(Value::text("something")));
    }
    record.touched.insert(device, stamp.clone());
    let packed = pack(&TABLES[0], id, &record, &Schema::default(), &mut Authors::default());
    assert!(packed.origin.len() <= 40, "{} bytes", packed.origin.len());
}
