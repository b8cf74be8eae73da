//! A first sync, in pages: records as they stand instead of everything that ever became of them.
//!
//! Pages come in the order of the records' ids, each read by itself, later than the one before: what was changed in between
//! stands in it already. So each page says as of which position it was read, and which of its records have changed since
//! the position at which the device will begin to follow the log: for those, and only those, the device has to ignore
//! changes at or below that position. The first page is read at the position where the log is followed from.
//!
//! The server signs every page, together with the head of the organisation's chain at its position: that is where a device
//! that has not followed the log begins to verify it.

use crate::{
    Hash, Unreadable,
    cbor::{Reader, Writer},
    limits,
    receipt::hash,
};
use model::{DeviceId, RecordId};

/// Asks for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotAsk {
    /// The epoch of the positions; 0: whatever it is.
    pub epoch: u32,
    /// Up to here the device has followed the log: only records that have changed since are wanted.
    pub since: u64,
    /// The position of the first page, from which the log will be followed; 0: this asks for the first page.
    pub follow: u64,
    /// The last record of the page before.
    pub after: Option<RecordId>,
    /// At most so many records.
    pub most: u32,
    /// The scope of the pages before; 0: everything.
    pub scope: u64,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotPage {
    /// The epoch.
    pub epoch: u32,
    /// The position at which it was read.
    pub as_of: u64,
    /// The chain's head there.
    pub head: Hash,
    /// How many records there are in all; said with the first page.
    pub of: u64,
    /// Nothing follows.
    pub end: bool,
    /// Places on this page of records that have changed since the position from which the log will be followed.
    pub ahead: Vec<u64>,
    /// The records ([`crate::records_of`]).
    pub records: Vec<u8>,
    /// The scope that the page belongs to; 0: everything.
    pub scope: u64,
    /// Over [`snapshot_bytes`].
    pub signature: [u8; 64],
}

/// What the server signs of a page.
#[must_use]
pub fn snapshot_bytes(org: &[u8; 16], device: DeviceId, ask: &SnapshotAsk, page: &SnapshotPage) -> Hash {
    let after = ask.after.map(RecordId::to_bytes).unwrap_or_default();
    let records = hash(b"outpost page 1", &[&page.records]);
    let ahead: Vec<u8> = page.ahead.iter().flat_map(|place| place.to_be_bytes()).collect();
    let parts: [&[u8]; 12] = [
        org,
        &device.to_bytes(),
        &page.epoch.to_be_bytes(),
        &ask.since.to_be_bytes(),
        &ask.follow.to_be_bytes(),
        &after,
        &page.as_of.to_be_bytes(),
        &page.head,
        &page.of.to_be_bytes(),
        &[u8::from(page.end)],
        &ahead,
        &records,
    ];
    match page.scope {
        0 => hash(b"outpost snapshot 1", &parts),
        scope => {
            let scope = scope.to_be_bytes();
            let whole: Vec<&[u8]> = parts.into_iter().chain([scope.as_slice()]).collect();
            hash(b"outpost snapshot 2", &whole)
        }
    }
}

impl SnapshotAsk {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(4 + usize::from(self.after.is_some()) + usize::from(self.scope > 0));
        to.uint(0).uint(u64::from(self.epoch)).uint(1).uint(self.since);
        to.uint(2).uint(self.follow).uint(4).uint(u64::from(self.most));
        if let Some(after) = self.after {
            to.uint(3).bytes(&after.to_bytes());
        }
        if self.scope > 0 {
            to.uint(5).uint(self.scope);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut ask = Self::default();
        from.keyed(|from, key| {
            match key {
                0 => ask.epoch = from.number()?,
                1 => ask.since = from.uint()?,
                2 => ask.follow = from.uint()?,
                3 => ask.after = Some(RecordId::from_bytes(from.fixed()?)),
                4 => ask.most = from.number()?,
                5 => ask.scope = from.uint()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(ask)
    }
}

impl SnapshotPage {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(7 + usize::from(!self.ahead.is_empty()) + usize::from(self.scope > 0));
        to.uint(0).uint(u64::from(self.epoch)).uint(1).uint(self.as_of);
        to.uint(2).bytes(&self.head).uint(3).uint(self.of);
        to.uint(4).flag(self.end);
        if !self.ahead.is_empty() {
            to.uint(5).list(self.ahead.len());
            for place in &self.ahead {
                to.uint(*place);
            }
        }
        to.uint(6).bytes(&self.records).uint(7).bytes(&self.signature);
        if self.scope > 0 {
            to.uint(8).uint(self.scope);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut page = Self {
            epoch: 0,
            as_of: 0,
            head: [0; 32],
            of: 0,
            end: false,
            ahead: Vec::new(),
            records: Vec::new(),
            scope: 0,
            signature: [0; 64],
        };
        from.keyed(|from, key| {
            match key {
                0 => page.epoch = from.number()?,
                1 => page.as_of = from.uint()?,
                2 => page.head = from.fixed()?,
                3 => page.of = from.uint()?,
                4 => page.end = from.flag()?,
                5 => page.ahead = from.list_of(limits::SNAPSHOT, Reader::uint)?,
                6 => page.records = from.bytes()?.to_vec(),
                7 => page.signature = from.fixed()?,
                8 => page.scope = from.uint()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(page)
    }
}
