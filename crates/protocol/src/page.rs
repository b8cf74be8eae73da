//! Records in numbers, as a first sync brings them, and one record as a server keeps it.
//!
//! A record by itself is mostly provenance: who wrote each value, on which device, having seen what. Among many records of
//! one list nearly all of that is the same, or one more than in the record before. So a page holds what is alike once, and
//! the rest in columns: all names together, all telephone numbers together, every counter as the difference from the one
//! before. What is packed behind it (`frame.rs`) then has little left to write.
//!
//! A map with these keys; numbers in columns are CBOR, one after the other:
//! ```text
//! 0 count     records
//! 1 ids       of devices and people, 16 bytes each, one after the other
//! 2 texts     keys of kinds, of registers, names of parts
//! 3 links     ids of records that are values here, in order, each as the difference from the one before
//! 4 shapes    each: kind#, stamps, authors, registers (count, each: key#, values (count, each: parts (count, each stamp#),
//!             author#, value)), touched (count, each stamp#), redacted (count, each: key#, stamp#)
//! 5 columns   the ten of `Column`, then those that the shapes name
//! 6 odd       records that have no shape: place on the page, id, JSON
//! ```
//! A value in a shape: 0 nothing, 1 no, 2 yes, 3 whole (column#), 4 text (column#), 5 link (column#), 6 parts (count, each:
//! name#, value), 7 redacted, 8 withheld, 9 text (text#).
//!
//! The one thing not to do here: leave anything of a record out. What comes back is equal to what went in.

mod read;
mod shape;
mod write;

pub use read::records_of;
pub use write::records_bytes;

use crate::{Unreadable, limits};
use model::{Record, RecordId};

/// Columns that every page has, by their numbers.
#[derive(Clone, Copy)]
enum Column {
    /// Ids of records, each as the difference from the one before.
    Ids,
    /// Numbers of shapes.
    Shapes,
    /// For each stamp, which of the following it says: see [`said`].
    Stamps,
    /// 16 bytes of a change's id.
    Changes,
    /// Numbers of devices.
    Devices,
    /// Counters of devices, each as the difference from that device's one before.
    Counters,
    /// Positions: each as the difference from the one before; or, in their long form, a list.
    Places,
    /// What somebody was looking at: epoch, position as the difference from the one before, earlier epochs, own counters.
    Bases,
    /// For each author, whether it is another than the one before: then person# and role.
    Authors,
    /// Moments, each as the difference from the one before.
    Moments,
}

const COLUMNS: usize = Column::Moments as usize + 1;

/// What a stamp says of itself; the rest is as in the stamp before.
mod said {
    /// The change's id is not the record's.
    pub(super) const ID: u64 = 1;
    /// Another device.
    pub(super) const DEVICE: u64 = 2;
    /// Not one position in the epoch of the stamp before.
    pub(super) const PLACES: u64 = 4;
    /// Another base.
    pub(super) const BASE: u64 = 8;
    /// The base is all of this device's before this change.
    pub(super) const BEFORE: u64 = 16;
}

/// The bytes in which a server keeps one record.
#[must_use]
pub fn record_bytes(id: RecordId, record: &Record) -> Vec<u8> {
    records_bytes(&[(id, record)])
}

/// A record from those bytes, or from the JSON in which the first version kept it.
///
/// # Errors
/// [`Unreadable`].
pub fn record_of(bytes: &[u8]) -> Result<Record, Unreadable> {
    if bytes.first() == Some(&b'{') {
        return serde_json::from_slice(bytes).map_err(|_| Unreadable("a record"));
    }
    let one = records_of(bytes)?.pop();
    one.map(|(_, record)| record).ok_or(Unreadable("a record"))
}

/// Registers, values and parts that one page may hold in all: what a few bytes can ask for is bounded.
const MOST: usize = limits::UNPACKED / 8;
