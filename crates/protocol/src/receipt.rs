//! What a receipt signs, and the organisation's chain: each entry of the log is hashed together with all before it, so
//! that nobody can take one out, alter or reorder them without every later hash being another.
//!
//! ```text
//! content hash = SHA-256("outpost change 1" ‖ device ‖ person ‖ bytes of the change)
//! head(seq)    = SHA-256("outpost chain 1" ‖ head(seq - 1) ‖ seq ‖ content hash ‖ bytes of the verdict),  head(0) = 0
//! said         = SHA-256("outpost receipt 1" ‖ device ‖ at ‖ count ‖ each: content hash ‖ kind of verdict ‖ seq)
//! signed       = SHA-256("outpost tip 1" ‖ organisation ‖ epoch ‖ said ‖ head);  for a pull, said = 0
//! ```
//! Numbers are big-endian; the signature is Ed25519 (RFC 8032) over `signed`. A device that keeps `said`, the head and the
//! signature can prove later that the server gave out this log ([`Tip`]), without keeping what else was said with it.

use crate::{Author, entry::judged_bytes};
use model::{DeviceId, Judged, VerdictKind};
use ring::digest::{Context, SHA256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Proof that a server holds what a push brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The server's epoch.
    pub epoch: u32,
    /// The server's clock, ms since 1970.
    pub at: i64,
    /// The head of the chain after the push; `None` where it follows from what the device holds.
    pub head: Option<Hash>,
    /// Over [`signed_bytes`].
    pub signature: [u8; 64],
}

/// What a receipt signs.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The organisation.
    pub org: [u8; 16],
    /// The device that pushed.
    pub device: DeviceId,
    /// See [`Receipt::epoch`].
    pub epoch: u32,
    /// See [`Receipt::at`].
    pub at: i64,
    /// Each change: its hash, what became of it, its position (0 where refused).
    pub answers: &'a [(Hash, VerdictKind, u64)],
    /// The head of the chain.
    pub head: Hash,
}

/// The hash of one change and its author.
#[must_use]
pub fn content_hash(author: Author, bytes: &[u8]) -> Hash {
    hash(
        b"outpost change 1",
        &[&author.on.to_bytes(), &author.by.to_bytes(), bytes],
    )
}

/// The head of the chain after one more entry.
#[must_use]
pub fn chained(head: &Hash, seq: u64, content: &Hash, judged: &Judged) -> Hash {
    hash(
        b"outpost chain 1",
        &[head, &seq.to_be_bytes(), content, &judged_bytes(judged)],
    )
}

/// What the server signed of a position of its log: proof that it gave out the log up to there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The epoch in which it signed.
    pub epoch: u32,
    /// The position.
    pub seq: u64,
    /// The head of the chain there.
    pub head: Hash,
    /// Hash of what else was signed with it; 0 for a pull.
    pub said: Hash,
    /// Over [`Tip::signed`].
    pub signature: [u8; 64],
}

impl Tip {
    /// The 32 bytes that are signed.
    #[must_use]
    pub fn signed(&self, org: &[u8; 16]) -> Hash {
        tip_bytes(org, self.epoch, &self.said, &self.head)
    }
}

/// What a receipt says besides the head, as one hash.
#[must_use]
pub fn said(signed: &Signed) -> Hash {
    let mut whole = Context::new(&SHA256);
    whole.update(b"outpost receipt 1");
    whole.update(&signed.device.to_bytes());
    whole.update(&signed.at.to_be_bytes());
    whole.update(&(signed.answers.len() as u64).to_be_bytes());
    for (content, kind, seq) in signed.answers {
        whole.update(content);
        whole.update(&[match kind {
            VerdictKind::Accepted => 0,
            VerdictKind::Refused => 1,
            VerdictKind::Proposed => 2,
        }]);
        whole.update(&seq.to_be_bytes());
    }
    fixed(whole)
}

/// The 32 bytes that are signed.
#[must_use]
pub fn signed_bytes(signed: &Signed) -> Hash {
    tip_bytes(&signed.org, signed.epoch, &said(signed), &signed.head)
}

fn tip_bytes(org: &[u8; 16], epoch: u32, said: &Hash, head: &Hash) -> Hash {
    hash(b"outpost tip 1", &[org, &epoch.to_be_bytes(), said, head])
}

pub(crate) fn hash(domain: &[u8], parts: &[&[u8]]) -> Hash {
    let mut whole = Context::new(&SHA256);
    whole.update(domain);
    parts.iter().for_each(|part| whole.update(part));
    fixed(whole)
}

fn fixed(whole: Context) -> Hash {
    let mut hash = [0; 32];
    let digest = whole.finish();
    hash.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    hash
}
