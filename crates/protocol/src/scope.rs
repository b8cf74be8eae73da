//! A checksum over which records a device holds, whatever the order in which they came. What is in them the chain vouches for.

use crate::{
    Unreadable,
    cbor::{Reader, Writer},
    limits,
    receipt::hash,
};
use model::RecordId;

/// How many records of a kind there are, and the sum of their ids' hashes modulo 2^64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// The kind.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// The sum.
    pub sum: u64,
}

/// The checksum of some records of a kind.
#[must_use]
pub fn checksum(kind: &str, ids: impl IntoIterator<Item = RecordId>) -> Checksum {
    let none = Checksum {
        kind: kind.to_owned(),
        count: 0,
        sum: 0,
    };
    ids.into_iter().fold(none, |so_far, id| Checksum {
        count: so_far.count + 1,
        sum: so_far.sum.wrapping_add(short(&id.to_bytes())),
        ..so_far
    })
}

fn short(id: &[u8; 16]) -> u64 {
    let whole = hash(b"outpost held 1", &[id]);
    whole
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

pub(crate) fn put_checksums(to: &mut Writer, sums: &[Checksum]) {
    to.list(sums.len() * 3);
    for each in sums {
        to.text(&each.kind).uint(each.count).uint(each.sum);
    }
}

pub(crate) fn read_checksums(from: &mut Reader) -> Result<Vec<Checksum>, Unreadable> {
    let size = from.list()? / 3;
    if size > limits::KINDS {
        return Err(Unreadable("more kinds than there are"));
    }
    let each = |_| {
        Ok(Checksum {
            kind: from.text()?.to_owned(),
            count: from.uint()?,
            sum: from.uint()?,
        })
    };
    (0..size).map(each).collect()
}
