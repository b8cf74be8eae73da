//! The counters of one record's changes, packed: the first number, then the steps to the next, as variable-length
//! integers (LEB128).

use crate::pack::varint::{Bytes, put};

/// Adds a counter that is greater than all before it.
pub(crate) fn push(acts: &mut Vec<u8>, n: u64) {
    let last = unpack(acts).last().copied().unwrap_or(0);
    put(acts, n.saturating_sub(last));
}

/// Marks a record that came by a page and was not changed here since: a zero before its counters.
pub(crate) fn come(acts: &mut Vec<u8>) {
    if !has_come(acts) {
        acts.insert(0, 0);
    }
}

/// Whether a record is marked so.
pub(crate) fn has_come(acts: &[u8]) -> bool {
    acts.first() == Some(&0)
}

/// Takes the mark away.
pub(crate) fn touch(acts: &mut Vec<u8>) {
    if has_come(acts) {
        acts.remove(0);
    }
}

/// The first counter; 0 where there is none.
pub(crate) fn first(acts: &[u8]) -> u64 {
    Bytes::new(acts).varint().unwrap_or_default()
}

/// The counters, in order.
pub(crate) fn unpack(acts: &[u8]) -> Vec<u64> {
    let mut bytes = Bytes::new(acts);
    let mut sum = 0u64;
    std::iter::from_fn(|| {
        sum = sum.saturating_add(bytes.varint()?);
        Some(sum)
    })
    .filter(|n| *n > 0)
    .collect()
}
