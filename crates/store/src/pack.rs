//! Packed provenance: everything a record knows besides the values in its columns, in a few dozen bytes.
//!
//! Measured before it was chosen: one row per field is 8 times the size and 10 times the load time; packed is 1.14 times.
//!
//! Layout (all integers LEB128; text and bytes with their length before them):
//! ```text
//! version = 1
//! stamps    count, each: flags (1: id is the record's own; 2: earlier epochs), [id 16], on#, n, seqs (count, epoch, seq …),
//!           base epoch, base log, [earlier (count, epoch, log …)], base own (count, on#, n …)
//! authors   count, each: by#, role, when (signed)
//! columns   count, each: stamp, author, bits: registers with one value, which is in its column, written by these
//!           (bit 0: life is "alive"; bit i + 1: declared field i)
//! registers count, each: key, values (count, each: parts (count, stamp …), author, value as JSON)
//! touched   count, stamps
//! redacted  count, each: key, stamp
//! proposals JSON, empty if none
//! ```
//! `#` is a number of the table `author`.
//!
//! A record that is still as its bulk gesture made it (`crates/store/src/imprint.rs`) needs a dozen bytes:
//! ```text
//! version = 2
//! made      number of the imprint, ms since the imprint's, count of the clock, 4 bytes of a hash of the change
//! registers to the end, each: key, value as JSON: what does not follow from the columns
//! ```

mod made;
mod read;
mod stamps;
pub(crate) mod varint;
mod write;

pub(crate) use made::pack_made;
pub(crate) use read::{last_write, unpack, values};
pub(crate) use write::{Packed, pack};

const VERSION: u64 = 1;
const VERSION_MADE: u64 = 2;
/// The id is the record's own, and not repeated.
const OWN_ID: u64 = 1;
/// The base names earlier epochs.
const EARLIER: u64 = 2;

#[cfg(test)]
mod tests;
