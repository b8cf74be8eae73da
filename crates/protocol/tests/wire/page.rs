//! Records in numbers: what comes out of a page is what went in, and a list costs little more than its values.

use crate::any::{change, record, somebody};
use model::{
    Base, ChangeId, DeviceId, FieldKey, KindKey, LIFE, PersonId, Record, RecordId, Role, Stamp, Standing, Value,
};
use proptest::prelude::*;
use protocol::{limits, record_bytes, record_of, records_bytes, records_of};
use std::sync::Arc;

fn page(records: &[(RecordId, Record)]) -> Vec<u8> {
    let records: Vec<_> = records.iter().map(|(id, record)| (*id, record)).collect();
    records_bytes(&records)
}

fn records() -> impl Strategy<Value = Vec<(RecordId, Record)>> {
    let id = any::<[u8; 16]>().prop_map(RecordId::from_bytes);
    prop::collection::vec((id, record()), 0..6)
}

proptest! {
    #[test]
    fn records_come_out_of_a_page_as_they_went_in(records in records()) {
        prop_assert_eq!(records_of(&page(&records)).unwrap(), records);
    }

    #[test]
    fn a_record_that_a_server_keeps_is_read_as_it_was_written(record in record()) {
        let id = RecordId::from_bytes([7; 16]);
        prop_assert_eq!(record_of(&record_bytes(id, &record)).unwrap(), record);
    }

    #[test]
    fn a_page_with_a_byte_altered_or_its_end_missing_is_nothing_worse(
        records in records(),
        (at, to, cut) in (any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>()),
    ) {
        let mut bytes = page(&records);
        let end = cut.index(bytes.len());
        prop_assert!(records_of(&bytes[..end]).is_err());
        let place = at.index(bytes.len());
        bytes[place] = to;
        let _any = records_of(&bytes).is_ok();
    }

    #[test]
    fn noise_is_no_page(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let _any = (records_of(&noise).is_ok(), record_of(&noise).is_ok());
    }

    #[test]
    fn a_proposal_goes_along(records in records(), at in any::<prop::sample::Index>(), change in change(somebody())) {
        let mut records = records;
        if !records.is_empty() {
            let at = at.index(records.len());
            records[at].1.proposals.insert(change.id, change);
        }
        prop_assert_eq!(records_of(&page(&records)).unwrap(), records);
    }
}

#[test]
fn a_record_as_the_first_version_kept_it_is_read() {
    let (_, record) = imported(3);
    assert_eq!(record_of(&serde_json::to_vec(&record).unwrap()).unwrap(), record);
}

/// Somebody of a list that came in at once.
fn imported(at: u64) -> (RecordId, Record) {
    let id = RecordId::from_parts(1_800_000_000_000, 77 + u128::from(at));
    let on = DeviceId::from_bytes([4; 16]);
    let stamp = Arc::new(Stamp {
        id: ChangeId::from_bytes(id.to_bytes()),
        on,
        n: 10 + at,
        seqs: vec![(1, 500 + at)],
        base: Base {
            epoch: 1,
            log: 400,
            own: vec![(on, 9)],
            ..Base::default()
        },
    });
    let stands = |value: Value| {
        vec![Standing {
            value,
            parts: vec![stamp.clone()],
            by: PersonId::from_bytes([5; 16]),
            role: Role::Office,
            when: 1_800_000_000_000,
        }]
    };
    let mut record = Record::empty(KindKey::of("contact"));
    let company = RecordId::from_parts(1_700_000_000_000, u128::from(at % 7));
    record.registers = [
        (LIFE, stands(Value::Text("alive".to_owned()))),
        (FieldKey::of("name"), stands(Value::Text(format!("Person {at}")))),
        (FieldKey::of("company"), stands(Value::Text(company.to_string()))),
        (FieldKey::of("tags/vip"), stands(Value::Flag(true))),
    ]
    .into();
    record.touched.insert(on, stamp);
    (id, record)
}

#[test]
fn a_list_costs_a_few_bytes_for_each_record_besides_its_values() {
    let list: Vec<_> = (0..1_000).map(imported).collect();
    let values: usize = list
        .iter()
        .map(|(_, record)| record.registers["name"][0].value.as_text().unwrap().len())
        .sum();
    let bytes = page(&list);
    assert_eq!(records_of(&bytes).unwrap(), list);
    assert!(
        bytes.len() < values + 13 * list.len(),
        "{} bytes, {values} of them values",
        bytes.len()
    );
    let packed = protocol::seal(&bytes).len();
    assert!(packed < 4 * list.len(), "{packed} bytes once packed");
}

#[test]
fn a_page_that_asks_for_more_than_a_page_holds_is_no_page() {
    let list: Vec<_> = (0..=limits::SNAPSHOT as u64).map(imported).collect();
    assert!(records_of(&page(&list)).is_err());
    assert_eq!(records_of(&page(&list[1..])).unwrap().len(), limits::SNAPSHOT);
}
