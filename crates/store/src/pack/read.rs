//! From packed bytes and cells back to the record.

use super::{
    VERSION, VERSION_MADE, made,
    stamps::{Author, read_author, read_stamp},
    varint::Bytes,
};
use crate::{
    StoreError,
    authors::Authors,
    columns::{Cell, decode, width},
    imprint::Made,
    tables::Table,
};
use model::{Change, FieldKey, FieldType, KindKey, LIFE, Record, RecordId, Stamp, Standing, Value, typed};
use std::sync::Arc;

/// A record, and how it was made where it is still as its bulk gesture made it.
pub(crate) type Unpacked = (Record, Option<Made>);

/// Unpacks a record of a table; `n` is the counter of this device's first change of it.
pub(crate) fn unpack(
    table: &Table,
    id: RecordId,
    n: u64,
    origin: &[u8],
    cells: &[Cell],
    authors: &Authors,
) -> Result<Unpacked, StoreError> {
    let unreadable = StoreError::Unreadable { what: "record" };
    if origin.first().copied().map(u64::from) == Some(VERSION_MADE) {
        let (record, made) = made::unpack(table, id, n, origin, cells, authors).ok_or(unreadable)?;
        return Ok((record, Some(made)));
    }
    let record = Reader {
        from: Bytes::new(origin),
        authors,
        stamps: Vec::new(),
        people: Vec::new(),
    }
    .record(table, id, cells)
    .ok_or(unreadable)?;
    Ok((record, None))
}

/// When a record was written last, ms since 1970: the latest of its stamps, without unpacking the rest.
pub(crate) fn last_write(origin: &[u8], id: RecordId, authors: &Authors) -> Option<i64> {
    let mut from = Bytes::new(origin);
    match from.varint()? {
        VERSION => {}
        VERSION_MADE => return made::read(&mut from, authors).map(|(_, made)| made.at.ms),
        _ => return None,
    }
    let mut last = 0;
    for _ in 0..from.size()? {
        last = last.max(read_stamp(&mut from, id, authors)?.id.ulid().timestamp_ms());
    }
    i64::try_from(last).ok()
}

struct Reader<'a> {
    from: Bytes<'a>,
    authors: &'a Authors,
    stamps: Vec<Arc<Stamp>>,
    people: Vec<Author>,
}

impl Reader<'_> {
    fn record(&mut self, table: &Table, id: RecordId, cells: &[Cell]) -> Option<Record> {
        if self.from.varint()? != VERSION {
            return None;
        }
        for _ in 0..self.from.size()? {
            let stamp = read_stamp(&mut self.from, id, self.authors)?;
            self.stamps.push(stamp);
        }
        for _ in 0..self.from.size()? {
            let author = read_author(&mut self.from, self.authors)?;
            self.people.push(author);
        }
        let mut record = Record::empty(KindKey::of(table.kind.key));
        self.columns(table, cells, &mut record)?;
        for _ in 0..self.from.size()? {
            let key = FieldKey::owned(self.from.text()?);
            let register = self.register()?;
            record.registers.insert(key, register);
        }
        self.memory(&mut record)?;
        Some(record)
    }

    fn columns(&mut self, table: &Table, cells: &[Cell], record: &mut Record) -> Option<()> {
        let values = values(table, cells);
        for _ in 0..self.from.size()? {
            let (stamp, author, bits) = (self.stamp()?, self.author()?, self.from.varint()?);
            let standing = |value| vec![one(value, vec![stamp.clone()], author)];
            if bits & 1 != 0 {
                record.registers.insert(LIFE, standing(typed::alive()));
            }
            for (bit, (field, value)) in (1u32..).zip(table.kind.fields.iter().zip(&values)) {
                if bits & (1 << bit) != 0 {
                    record
                        .registers
                        .insert(FieldKey::of(field.key), standing(value.clone()));
                }
            }
        }
        Some(())
    }

    fn register(&mut self) -> Option<Vec<Standing>> {
        let mut register = Vec::new();
        for _ in 0..self.from.size()? {
            let mut parts = Vec::new();
            for _ in 0..self.from.size()? {
                parts.push(self.stamp()?);
            }
            let author = self.author()?;
            let value = serde_json::from_slice(self.from.bytes()?).ok()?;
            register.push(one(value, parts, author));
        }
        Some(register)
    }

    fn memory(&mut self, record: &mut Record) -> Option<()> {
        for _ in 0..self.from.size()? {
            let stamp = self.stamp()?;
            record.touched.insert(stamp.on, stamp);
        }
        for _ in 0..self.from.size()? {
            let key = FieldKey::owned(self.from.text()?);
            record.redacted.insert(key, self.stamp()?);
        }
        let proposals = self.from.bytes()?;
        if !proposals.is_empty() {
            let proposals: Vec<Change> = serde_json::from_slice(proposals).ok()?;
            record.proposals = proposals.into_iter().map(|change| (change.id, change)).collect();
        }
        Some(())
    }

    fn stamp(&mut self) -> Option<Arc<Stamp>> {
        let at = self.from.size()?;
        self.stamps.get(at).cloned()
    }

    fn author(&mut self) -> Option<Author> {
        let at = self.from.size()?;
        self.people.get(at).copied()
    }
}

pub(super) fn one(value: Value, parts: Vec<Arc<Stamp>>, (by, role, when): Author) -> Standing {
    Standing {
        value,
        parts,
        by,
        role,
        when,
    }
}

/// The values in a kind's own columns, one per field; tags are not a value of their own.
pub(crate) fn values(table: &Table, cells: &[Cell]) -> Vec<Value> {
    let mut at = 0;
    let mut value = |kind: FieldType| {
        let cells = cells.get(at..at + width(kind)).unwrap_or_default();
        at += width(kind);
        decode(kind, cells)
    };
    table.kind.fields.iter().map(|field| value(field.kind)).collect()
}
