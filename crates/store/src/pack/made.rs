//! The short form of a record that is still as its bulk gesture made it.

use super::{
    VERSION_MADE,
    read::{one, values},
    varint::{Bytes, put, put_bytes},
    write::{Packed, cells_of},
};
use crate::{
    authors::Authors,
    columns::{Cell, decode, width},
    imprint::{Imprint, Made},
    tables::Table,
};
use model::{FieldKey, FieldType, Hlc, KindKey, LIFE, Record, RecordId, Schema, Value, typed};

/// Packs a record that is all of one change; `None` where it would not come back as it is.
pub(crate) fn pack_made(
    table: &Table,
    record: &Record,
    schema: &Schema,
    imprint: &Imprint,
    made: Made,
) -> Option<Packed> {
    let since = u64::try_from(made.at.ms.checked_sub(imprint.ms)?).ok()?;
    let mut origin = Vec::with_capacity(16);
    put(&mut origin, VERSION_MADE);
    put(&mut origin, made.imprint);
    put(&mut origin, since);
    put(&mut origin, u64::from(made.at.count));
    origin.extend_from_slice(&made.hash);
    let mut cells = Vec::with_capacity(table.columns.len() + 1);
    let mut follow = 0;
    for field in table.kind.fields {
        let start = cells.len();
        cells.extend(cells_of(field.key, field.kind, record, schema));
        let own = cells.get(start..).unwrap_or_default();
        if field.kind == FieldType::Tags {
            let present = record.elements(field.key).count();
            if tags(own).count() != present || tags(own).any(|tag| tag.is_empty()) {
                return None;
            }
            follow += present;
            continue;
        }
        let value = decode(field.kind, own);
        match record.standing(field.key) {
            [only] if value.is_some() && only.value == value => follow += 1,
            [] if !value.is_some() => {}
            [only] => {
                follow += 1;
                put_odd(&mut origin, field.key, &only.value)?;
            }
            _ => return None,
        }
    }
    for (key, standing) in &record.registers {
        let of_tags = |field: &model::Field| field.kind == FieldType::Tags;
        let element = key.element_name().is_some() && table.kind.field(key.field()).is_some_and(of_tags);
        let declared = table
            .kind
            .field(key.as_str())
            .is_some_and(|f| f.kind != FieldType::Tags);
        match standing.as_slice() {
            [only] if *key == LIFE && only.value == typed::alive() => follow += 1,
            [only] if element && only.value == Value::Flag(true) => {}
            [_] if declared => {}
            [only] if *key != LIFE => {
                follow += 1;
                put_odd(&mut origin, key.as_str(), &only.value)?;
            }
            _ => return None,
        }
    }
    (follow == record.registers.len()).then_some(Packed { origin, cells })
}

fn put_odd(origin: &mut Vec<u8>, key: &str, value: &Value) -> Option<()> {
    put_bytes(origin, key.as_bytes());
    put_bytes(origin, &serde_json::to_vec(value).ok()?);
    Some(())
}

fn tags(cells: &[Cell]) -> impl Iterator<Item = &str> {
    let joined = match cells.first() {
        Some(Cell::Text(joined)) => Some(joined.as_str()),
        _ => None,
    };
    joined.into_iter().flat_map(|joined| joined.split('\n'))
}

/// How a record was made, from what follows the version.
pub(super) fn read<'a>(from: &mut Bytes, authors: &'a Authors) -> Option<(&'a Imprint, Made)> {
    let number = from.varint()?;
    let imprint = authors.imprint(number)?;
    let ms = imprint.ms.checked_add(i64::try_from(from.varint()?).ok()?)?;
    let count = u32::try_from(from.varint()?).ok()?;
    let made = Made {
        imprint: number,
        at: Hlc { ms, count },
        hash: from.take(4)?.try_into().ok()?,
    };
    Some((imprint, made))
}

/// Unpacks what [`pack_made`] packed.
pub(super) fn unpack(
    table: &Table,
    id: RecordId,
    n: u64,
    origin: &[u8],
    cells: &[Cell],
    authors: &Authors,
) -> Option<(Record, Made)> {
    let mut from = Bytes::new(origin);
    let _version = from.varint()?;
    let (imprint, made) = read(&mut from, authors)?;
    let ms = made.at.ms;
    let stamp = imprint.stamp(id, n, authors.settled.places(imprint.on, n));
    let standing = |value| vec![one(value, vec![stamp.clone()], (imprint.by, imprint.role, ms))];
    let mut record = Record::empty(KindKey::of(table.kind.key));
    record.registers.insert(LIFE, standing(typed::alive()));
    let mut at = 0;
    for (field, value) in table.kind.fields.iter().zip(values(table, cells)) {
        let own = cells.get(at..at + width(field.kind)).unwrap_or_default();
        at += width(field.kind);
        if field.kind == FieldType::Tags {
            let elements = tags(own).map(|tag| (FieldKey::element(field.key, tag), standing(Value::Flag(true))));
            record.registers.extend(elements);
        } else if value.is_some() {
            record.registers.insert(FieldKey::of(field.key), standing(value));
        }
    }
    while !from.is_empty() {
        let key = FieldKey::owned(from.text()?);
        let value = serde_json::from_slice(from.bytes()?).ok()?;
        record.registers.insert(key, standing(value));
    }
    record.touched.insert(imprint.on, stamp);
    Some((record, made))
}
