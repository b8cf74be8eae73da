//! From a record to packed bytes and cells.

use super::{
    VERSION,
    stamps::{Seen, put_author, put_stamp},
    varint::{put, put_bytes},
};
use crate::{
    authors::Authors,
    columns::{Cell, decode, encode, width},
    tables::Table,
};
use model::{FieldType, LIFE, Record, RecordId, Schema, Standing, Value, typed};
use std::collections::BTreeMap;

/// A record as its row: the packed provenance and the cells of its kind's own columns.
pub(crate) struct Packed {
    pub(crate) origin: Vec<u8>,
    pub(crate) cells: Vec<Cell>,
}

/// Packs a record for its table.
pub(crate) fn pack(table: &Table, id: RecordId, record: &Record, schema: &Schema, authors: &mut Authors) -> Packed {
    let mut seen = Seen::default();
    let mut groups: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    let mut odd = Vec::new();
    let mut cells = Vec::with_capacity(table.columns.len());
    let mut starts = Vec::with_capacity(table.kind.fields.len());
    for field in table.kind.fields {
        starts.push(cells.len());
        cells.extend(cells_of(field.key, field.kind, record, schema));
    }
    // The bit of a field whose cells give its value back.
    let in_cells = |key: &str, value: &Value| {
        let mut fields = (1u32..).zip(table.kind.fields).zip(&starts);
        let ((bit, field), start) = fields.find(|((_, field), _)| field.key == key)?;
        let cells = cells.get(*start..start + width(field.kind))?;
        (decode(field.kind, cells) == *value).then_some(bit)
    };
    for (key, standing) in &record.registers {
        let in_column = match standing.as_slice() {
            [only] if *key == LIFE => (only.value == typed::alive()).then_some((0, only)),
            [only] => in_cells(key.as_str(), &only.value).map(|bit| (bit, only)),
            _ => None,
        };
        match in_column.filter(|(_, only)| only.parts.len() == 1) {
            Some((bit, only)) => {
                let stamp = only.parts.first().map_or(0, |part| seen.stamp(part));
                *groups.entry((stamp, seen.author(only))).or_default() |= 1 << bit;
            }
            None if standing.is_empty() => {}
            None => odd.push((key, standing)),
        }
    }
    let mut tail = Vec::new();
    put(&mut tail, groups.len() as u64);
    for ((stamp, author), bits) in groups {
        put(&mut tail, stamp);
        put(&mut tail, author);
        put(&mut tail, bits);
    }
    put(&mut tail, odd.len() as u64);
    for (key, standing) in odd {
        put_bytes(&mut tail, key.as_str().as_bytes());
        put_register(&mut tail, standing, &mut seen);
    }
    put_memory(&mut tail, record, &mut seen);
    let mut origin = Vec::with_capacity(tail.len() + 40);
    put(&mut origin, VERSION);
    put(&mut origin, seen.stamps.len() as u64);
    for stamp in &seen.stamps {
        put_stamp(&mut origin, stamp, id, authors);
    }
    put(&mut origin, seen.authors.len() as u64);
    for author in &seen.authors {
        put_author(&mut origin, *author, authors);
    }
    origin.extend_from_slice(&tail);
    Packed { origin, cells }
}

/// The cells of one field: of its shown value, or of the tags that are there.
pub(super) fn cells_of(
    key: &str,
    kind: FieldType,
    record: &Record,
    schema: &Schema,
) -> impl Iterator<Item = Cell> + use<> {
    let cells = if kind == FieldType::Tags {
        let tags: Vec<&str> = record.elements(key).collect();
        let cell = if tags.is_empty() {
            Cell::Null
        } else {
            Cell::Text(tags.join("\n"))
        };
        [cell, Cell::Null]
    } else {
        encode(
            kind,
            record.shown(schema, key).map_or(&Value::Nothing, |shown| &shown.value),
        )
    };
    cells.into_iter().take(width(kind))
}

fn put_register(to: &mut Vec<u8>, standing: &[Standing], seen: &mut Seen) {
    put(to, standing.len() as u64);
    for value in standing {
        put(to, value.parts.len() as u64);
        for part in &value.parts {
            put(to, seen.stamp(part));
        }
        put(to, seen.author(value));
        put_bytes(to, &serde_json::to_vec(&value.value).unwrap_or_default());
    }
}

fn put_memory(to: &mut Vec<u8>, record: &Record, seen: &mut Seen) {
    put(to, record.touched.len() as u64);
    for stamp in record.touched.values() {
        put(to, seen.stamp(stamp));
    }
    put(to, record.redacted.len() as u64);
    for (key, stamp) in &record.redacted {
        put_bytes(to, key.as_str().as_bytes());
        put(to, seen.stamp(stamp));
    }
    let proposals: Vec<_> = record.proposals.values().collect();
    let json = if proposals.is_empty() {
        Vec::new()
    } else {
        serde_json::to_vec(&proposals).unwrap_or_default()
    };
    put_bytes(to, &json);
}
