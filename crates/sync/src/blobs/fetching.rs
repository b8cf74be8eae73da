//! One piece of a blob from the server.

use super::way::{Asking, Reply, Way};
use crate::{
    cause::{Cause, Trouble},
    plan,
};
use hyper::body::Bytes;
use protocol::{BlobAct, BlobName, Code, Fault, limits};
use std::{collections::HashSet, time::Duration};
use store::{BlobHash, Blobs, StoreError, Wanted};

/// Blobs that are looked at for the next one that the server may hold.
const LOOKED_AT: u32 = 200;

/// What the server did not hold when it was asked last.
#[derive(Default)]
pub(super) struct Fetching {
    missing: HashSet<BlobHash>,
    last: u64,
    /// How often it was looked for what is missing, since something was heard last.
    in_vain: u32,
}

impl Fetching {
    /// What was missing may have come meanwhile.
    pub(super) fn looks_again(&mut self) {
        self.missing.clear();
        self.in_vain = self.in_vain.saturating_add(1);
    }

    /// How long until what is missing is asked for again; `None` where nothing is.
    pub(super) fn rests(&self) -> Option<Duration> {
        let wait = plan::wait(self.in_vain.saturating_add(1), 100);
        (!self.missing.is_empty()).then(|| Duration::from_millis(wait.unsigned_abs()))
    }

    /// Something has come, or was heard of: what is missing may be there soon.
    pub(super) fn begins_anew(&mut self) {
        self.missing.clear();
        self.in_vain = 0;
    }

    /// The server's log reaches up to here: who wrote something may have brought a blob, too.
    pub(super) fn hears_of(&mut self, last: u64) {
        if self.last != last {
            self.last = last;
            self.begins_anew();
        }
    }

    /// The next blob to bring down.
    pub(super) async fn next(&self, blobs: &Blobs) -> Result<Option<Wanted>, StoreError> {
        let most = LOOKED_AT.saturating_add(u32::try_from(self.missing.len()).unwrap_or(u32::MAX));
        let wanted = blobs.wanted(most).await?;
        Ok(wanted.into_iter().find(|wanted| !self.missing.contains(&wanted.name)))
    }

    /// Brings a piece of at most `most` bytes.
    pub(super) async fn piece(&mut self, way: &mut Way, blobs: &Blobs, most: usize) -> Result<(), Trouble> {
        let Some(wanted) = self.next(blobs).await? else {
            return Ok(());
        };
        let here = wanted.here;
        let size = match wanted.size {
            // All is here, and was not looked at before this process began.
            Some(size) if size == here => size,
            _ => {
                let range = format!("bytes={here}-{}", here + most as u64 - 1);
                let asking = Asking {
                    name: BlobName::from_hash(wanted.name),
                    act: BlobAct::Fetch { range: &range },
                    body: Bytes::new(),
                };
                match way.ask(asking).await? {
                    Ok(reply) => take(blobs, &wanted, &reply).await?,
                    Err(Code::Absent) => {
                        self.missing.insert(wanted.name);
                        return Ok(());
                    }
                    Err(code) => return Err(Fault::from(code).into()),
                }
            }
        };
        let reached = blobs.wanted_here(wanted.name).await?;
        if reached == Some(size) && !blobs.received(wanted.name, way.server.epoch).await? {
            return Err(Trouble::new(Cause::Stranger, "bytes that are not what they are named"));
        }
        Ok(())
    }
}

/// Takes an answer in. Answers with the bytes of the whole.
async fn take(blobs: &Blobs, wanted: &Wanted, reply: &Reply) -> Result<u64, Trouble> {
    let strange = || Trouble::new(Cause::Portal, format!("an answer {}", reply.status));
    let range = reply.text("content-range").unwrap_or_default();
    let (part, size) = range
        .strip_prefix("bytes ")
        .and_then(|range| range.split_once('/'))
        .ok_or_else(strange)?;
    let size: u64 = size.parse().map_err(|_| strange())?;
    let begins = format!("{}-", wanted.here);
    let fits = match reply.status {
        206 => part.starts_with(&begins) && !reply.body.is_empty(),
        416 => part == "*" && size == wanted.here, // there is nothing more, as of an empty blob
        _ => false,
    };
    if !fits || size > limits::BLOB {
        return Err(strange());
    }
    let bytes = if reply.status == 206 { &reply.body[..] } else { &[] };
    if !blobs.receive(wanted.name, wanted.here, bytes, size).await? {
        return Err(Trouble::new(Cause::Stranger, "a part that does not fit"));
    }
    Ok(size)
}
