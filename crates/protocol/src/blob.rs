//! Blobs: bytes that are too large for the log, a recording or a picture. A blob is named by its content, travels beside
//! the log over HTTP in pieces, by the core of tus 1.0 (<https://tus.io/protocols/resumable-upload>), and counts as being on
//! the server when the server has signed that it holds all of it.
//!
//! ```text
//! proof   = SHA-256("outpost blob proof 1" ‖ organisation ‖ nonce ‖ now)
//! request = SHA-256("outpost blob ask 1" ‖ organisation ‖ device ‖ at ‖ SHA-256(token) ‖ what is asked)
//! receipt = SHA-256("outpost blob 1" ‖ organisation ‖ name ‖ size ‖ epoch ‖ at)
//! ```
//! Numbers are big-endian, signatures Ed25519 (RFC 8032). On each connection the server signs a nonce with the organisation's
//! key before the device says who it is. The device then signs every request with its own key, over the hash of its token,
//! which the server keeps anyway: so no token crosses this way, and what takes a session away takes this away too.

use crate::{Unreadable, receipt::hash};
use model::DeviceId;
use ring::digest::{SHA256, digest};
use std::{fmt, str::FromStr};

/// Where uploads begin; a blob is at this path, a slash and its name.
pub const BLOBS: &str = "/v1/blobs";
/// By how much a request's time may be off from the server's, ms. The device counts it from what the server said.
pub const BLOB_ASK_WITHIN: i64 = 5 * 60_000;

/// Names of headers, as tus and this protocol have them.
pub mod header {
    /// The version of tus; on everything but `OPTIONS`.
    pub const RESUMABLE: &str = "tus-resumable";
    /// The versions of tus that the server speaks.
    pub const VERSION: &str = "tus-version";
    /// What of tus's extensions the server speaks.
    pub const EXTENSION: &str = "tus-extension";
    /// Bytes of the largest blob.
    pub const MAX_SIZE: &str = "tus-max-size";
    /// How far an upload is, bytes.
    pub const OFFSET: &str = "upload-offset";
    /// Bytes of the whole.
    pub const LENGTH: &str = "upload-length";
    /// The blob's name, where an upload begins.
    pub const BLOB: &str = "outpost-blob";
    /// The organisation's id, 32 hexadecimal digits.
    pub const ORG: &str = "outpost-org";
    /// The device's id, as text.
    pub const DEVICE: &str = "outpost-device";
    /// When the device asks, by the server's clock, ms since 1970.
    pub const AT: &str = "outpost-at";
    /// The device's signature, hexadecimal.
    pub const SIGNATURE: &str = "outpost-signature";
    /// SHA-256 of a piece, hexadecimal.
    pub const CHECKSUM: &str = "outpost-checksum";
    /// Chance of the device, which the server signs: 64 hexadecimal digits.
    pub const NONCE: &str = "outpost-nonce";
    /// The server's clock, ms since 1970.
    pub const NOW: &str = "outpost-now";
    /// The server's signature over the nonce, hexadecimal.
    pub const PROOF: &str = "outpost-proof";
    /// A [`super::BlobReceipt`], as text.
    pub const RECEIPT: &str = "outpost-receipt";
    /// The code of a fault.
    pub const CODE: &str = "outpost-code";
}

/// The version of tus that is spoken here.
pub const TUS: &str = "1.0.0";
/// The type of a piece.
pub const PIECE_TYPE: &str = "application/offset+octet-stream";

/// A blob's name: the SHA-256 of its bytes. As text it is 64 lower-case hexadecimal digits and nothing else, so a name is
/// never a path, and each blob has one spelling.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobName([u8; 32]);

impl BlobName {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut name = [0; 32];
        let hashed = digest(&SHA256, bytes);
        name.iter_mut().zip(hashed.as_ref()).for_each(|(to, from)| *to = *from);
        Self(name)
    }

    /// The name of bytes with this SHA-256.
    #[must_use]
    pub fn from_hash(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The SHA-256.
    #[must_use]
    pub fn hash(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for BlobName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "BlobName({self})")
    }
}

impl FromStr for BlobName {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        unhex(text).map(Self).ok_or(Unreadable("the name of a blob"))
    }
}

/// What a device asks about a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobAct<'a> {
    /// `POST`: begins an upload of so many bytes.
    Begin {
        /// Bytes of the whole.
        size: u64,
    },
    /// `HEAD`: how far it is.
    Look,
    /// `PATCH`: appends a piece.
    Append {
        /// Where the piece begins, bytes.
        offset: u64,
        /// SHA-256 of the piece.
        piece: [u8; 32],
    },
    /// `GET`: brings it down, or a part of it.
    Fetch {
        /// The header `Range` as it is sent; empty where there is none.
        range: &'a str,
    },
}

/// A request, as the device signs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobAsk<'a> {
    /// The organisation.
    pub org: [u8; 16],
    /// The device.
    pub device: DeviceId,
    /// When, by the server's clock, ms since 1970.
    pub at: i64,
    /// Which blob.
    pub name: BlobName,
    /// What about it.
    pub act: BlobAct<'a>,
}

/// What the device signs. `token`: the hash of its token, as the server keeps it.
#[must_use]
pub fn blob_ask_bytes(ask: &BlobAsk<'_>, token: &[u8; 32]) -> [u8; 32] {
    let device = ask.device.to_bytes();
    let (at, none) = (ask.at.to_be_bytes(), [0; 8]);
    let (kind, number, rest): (u8, [u8; 8], &[u8]) = match &ask.act {
        BlobAct::Begin { size } => (0, size.to_be_bytes(), &[]),
        BlobAct::Look => (1, none, &[]),
        BlobAct::Append { offset, piece } => (2, offset.to_be_bytes(), piece),
        BlobAct::Fetch { range } => (3, none, range.as_bytes()),
    };
    let parts: [&[u8]; 8] = [&ask.org, &device, &at, token, &[kind], ask.name.hash(), &number, rest];
    hash(b"outpost blob ask 1", &parts)
}

/// What the server signs to prove itself on a connection.
#[must_use]
pub fn blob_proof_bytes(org: &[u8; 16], nonce: &[u8; 32], now: i64) -> [u8; 32] {
    hash(b"outpost blob proof 1", &[org, nonce, &now.to_be_bytes()])
}

/// Proof that the server holds a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobReceipt {
    /// The server's epoch: one that was restored since may not hold it any more.
    pub epoch: u32,
    /// The server's clock, ms since 1970.
    pub at: i64,
    /// Over [`blob_receipt_bytes`], with the organisation's key.
    pub signature: [u8; 64],
}

/// What the server signs of a blob that it holds.
#[must_use]
pub fn blob_receipt_bytes(org: &[u8; 16], name: BlobName, size: u64, (epoch, at): (u32, i64)) -> [u8; 32] {
    let (size, epoch, at) = (size.to_be_bytes(), epoch.to_be_bytes(), at.to_be_bytes());
    hash(b"outpost blob 1", &[org, name.hash(), &size, &epoch, &at])
}

/// As text: epoch, time and signature, with points between.
impl fmt::Display for BlobReceipt {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}.{}.{}", self.epoch, self.at, hex(&self.signature))
    }
}

impl FromStr for BlobReceipt {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(Unreadable("a receipt"));
        let (epoch, at, signature) = (part()?, part()?, part()?);
        let wrong = Unreadable("a receipt");
        match parts.next() {
            Some(_) => Err(wrong),
            None => Ok(Self {
                epoch: epoch.parse().map_err(|_| wrong)?,
                at: at.parse().map_err(|_| wrong)?,
                signature: unhex(signature).ok_or(wrong)?,
            }),
        }
    }
}

/// Bytes as lower-case hexadecimal text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly `N` bytes from lower-case hexadecimal text; `None` for anything else.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (to, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let [high, low] = pair else { return None };
        *to = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, B.1

    #[test]
    fn a_name_is_the_hash_of_the_content_and_has_one_spelling() {
        assert_eq!(BlobName::of(b"abc").to_string(), NAME);
        assert_eq!(NAME.parse(), Ok(BlobName::of(b"abc")));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let (upper, long, short) = (NAME.to_uppercase(), format!("{NAME}0"), &NAME[1..]);
        let slashed = format!("../{}", &NAME[3..]);
        let wide = format!("ü{}", &NAME[2..]);
        for wrong in [
            "",
            "..",
            "/etc/passwd",
            &upper,
            &long,
            short,
            &slashed,
            &wide,
            "%2e%2e%2f",
        ] {
            assert!(wrong.parse::<BlobName>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_receipt_reads_back_and_a_torn_one_does_not() {
        let receipt = BlobReceipt {
            epoch: 3,
            at: -7,
            signature: [9; 64],
        };
        let text = receipt.to_string();
        assert_eq!(text.parse(), Ok(receipt));
        for wrong in ["", "3.-7", &text[..text.len() - 1], &format!("{text}.1"), "x.y.z"] {
            assert!(wrong.parse::<BlobReceipt>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_requests_that_differ_in_anything_are_signed_differently() {
        let ask = BlobAsk {
            org: [1; 16],
            device: DeviceId::from_bytes([2; 16]),
            at: 3,
            name: BlobName::of(b""),
            act: BlobAct::Look,
        };
        let acts = [
            BlobAct::Look,
            BlobAct::Begin { size: 0 },
            BlobAct::Begin { size: 1 },
            BlobAct::Append {
                offset: 1,
                piece: [0; 32],
            },
            BlobAct::Append {
                offset: 1,
                piece: [1; 32],
            },
            BlobAct::Fetch { range: "" },
            BlobAct::Fetch { range: "bytes=0-1" },
        ];
        let mut signed: Vec<_> = acts
            .iter()
            .map(|act| blob_ask_bytes(&BlobAsk { act: *act, ..ask }, &[4; 32]))
            .collect();
        signed.push(blob_ask_bytes(&ask, &[5; 32]));
        signed.push(blob_ask_bytes(&BlobAsk { at: 4, ..ask }, &[4; 32]));
        signed.push(blob_ask_bytes(&BlobAsk { org: [2; 16], ..ask }, &[4; 32]));
        signed.push(blob_ask_bytes(
            &BlobAsk {
                name: BlobName::of(b"a"),
                ..ask
            },
            &[4; 32],
        ));
        let all = signed.len();
        signed.sort_unstable();
        signed.dedup();
        assert_eq!(signed.len(), all);
    }
}
