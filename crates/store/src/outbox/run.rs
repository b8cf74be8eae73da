//! A run: the changes of a bulk gesture in one zstd frame. What it holds, before compression (integers LEB128, bytes with
//! their length before them), for each change:
//! ```text
//! 0, bytes          the change's JSON
//! 1, bytes, bytes   the same, and the first bytes of the change that made its record (see `Frozen::kept`)
//! 2 + kind, row     a change that follows from the row of its record; row as the step from the one named before (signed)
//! ```

use super::{Body, Frozen};
use crate::{
    StoreError,
    pack::varint::{Bytes, put, put_bytes, put_signed},
};

const LEVEL: i32 = 7;
/// A run is decompressed only up to this size.
const BYTES_MAX: usize = 256 << 20;
const WHOLE: u64 = 0;
const WHOLE_KEEPING: u64 = 1;
const NAMED: u64 = 2;

/// One change of a run.
pub(super) enum Entry {
    /// Its bytes, and those that it keeps.
    Whole(Vec<u8>, Option<Vec<u8>>),
    /// Its record's kind, by number, and row.
    Named(i64, i64),
}

pub(super) fn compress(changes: &[Frozen]) -> Result<Vec<u8>, StoreError> {
    let mut lines = Vec::new();
    let mut last = 0;
    for change in changes {
        match (&change.body, &change.kept) {
            (Body::Whole(body), None) => {
                put(&mut lines, WHOLE);
                put_bytes(&mut lines, body);
            }
            (Body::Whole(body), Some(kept)) => {
                put(&mut lines, WHOLE_KEEPING);
                put_bytes(&mut lines, body);
                put_bytes(&mut lines, kept);
            }
            (Body::Named { table, row }, _) => {
                put(&mut lines, NAMED + table.unsigned_abs());
                put_signed(&mut lines, row - last);
                last = *row;
            }
        }
    }
    zstd::bulk::compress(&lines, LEVEL).map_err(|_| StoreError::Unreadable { what: "run" })
}

/// The changes from `skip` on, at most `take`.
pub(super) fn decompress(body: &[u8], skip: u64, take: u64) -> Result<Vec<Entry>, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "run of changes" };
    let size = zstd::zstd_safe::get_frame_content_size(body)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok());
    let size = size.filter(|size| *size <= BYTES_MAX).unwrap_or(BYTES_MAX);
    let lines = zstd::bulk::decompress(body, size).map_err(|_| unreadable())?;
    let mut from = Bytes::new(&lines);
    let mut entries = Vec::new();
    let (mut at, mut last) = (0u64, 0i64);
    while !from.is_empty() && at - skip.min(at) < take {
        let entry = read(&mut from, &mut last).ok_or_else(unreadable)?;
        if at >= skip {
            entries.push(entry);
        }
        at += 1;
    }
    Ok(entries)
}

fn read(from: &mut Bytes, last: &mut i64) -> Option<Entry> {
    Some(match from.varint()? {
        WHOLE => Entry::Whole(from.bytes()?.to_vec(), None),
        WHOLE_KEEPING => Entry::Whole(from.bytes()?.to_vec(), Some(from.bytes()?.to_vec())),
        named => {
            *last = last.checked_add(from.signed()?)?;
            Entry::Named(i64::try_from(named - NAMED).ok()?, *last)
        }
    })
}
