//! Where the bytes of a record are: a recording's, a file's. Each word about it comes from the blobs: what was committed, what the
//! server has taken, whose receipt was verified.
//!
//! The one thing not to do here: say of bytes what the blobs do not.

use crate::{App, Changed, ChangedBy, Failure, News};
use serde::Serialize;
use specta::Type;
use std::{sync::atomic::Ordering, time::Duration};
use store::{BlobHash, BlobState, Blobs, Store};

/// What the window calls a blob among the things that change: not a record's kind.
const KIND_OF_BLOB: &str = "blob";
/// What a blob is counted in on its way: the largest piece that travels at once.
const PART: u64 = 256 << 10;
/// News of blobs on their way come in one within this.
const GATHERED: Duration = Duration::from_millis(300);

/// Where the bytes of a record are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BlobPlace {
    /// A sound: it is being recorded here.
    Recording,
    /// A sound: on the device that records it, or has recorded it and did not say so yet.
    Elsewhere,
    /// All of it is here, and nothing of it on the server.
    Here,
    /// A part of it is on the server.
    Sending,
    /// The server has signed that it holds all of it; it is here too.
    Held,
    /// Not here; nobody has asked for it.
    Away,
    /// It was asked for, and a part of it may be here.
    Coming,
    /// The server does not take it. It stays here.
    Refused,
}

/// A range of bytes for the window, decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobPart {
    /// Bytes of the whole.
    pub whole: u64,
    /// Where these begin.
    pub first: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What they are, as a media type (RFC 6838): as this device sees it, whatever a record says.
    pub media: &'static str,
}

/// Where bytes are, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) at: BlobPlace,
    pub(crate) part: u32,
    pub(crate) parts: u32,
    pub(crate) refused: String,
}

impl Place {
    pub(crate) fn at(at: BlobPlace) -> Self {
        Self {
            at,
            part: 0,
            parts: 0,
            refused: String::new(),
        }
    }

    pub(crate) fn is_here(&self) -> bool {
        use BlobPlace as P;
        matches!(self.at, P::Here | P::Sending | P::Held | P::Refused)
    }
}

impl App {
    /// Where a blob is. From now on the window is told when one has come further.
    pub(crate) async fn place_of_blob(&self, store: &Store, name: BlobHash) -> Result<Place, Failure> {
        let blobs = store.blobs().await?;
        self.follow_blobs(&blobs);
        let size = blobs.size_of(name).await?;
        Ok(place(blobs.state_of(name).await?, size))
    }

    fn follow_blobs(&self, blobs: &Blobs) {
        if self.0.following_blobs.swap(true, Ordering::SeqCst) {
            return;
        }
        let (app, mut changes) = (self.clone(), blobs.changes());
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                tokio::time::sleep(GATHERED).await;
                changes.mark_unchanged();
                let told = News::Changed(Changed {
                    kinds: vec![KIND_OF_BLOB.to_owned()],
                    records: Vec::new(),
                    source: ChangedBy::Here,
                });
                drop(app.0.news.send(told));
            }
            app.0.following_blobs.store(false, Ordering::SeqCst);
        });
    }
}

/// What the blobs say, in the window's words.
fn place(state: Option<BlobState>, size: Option<u64>) -> Place {
    let way = |at, bytes: u64| Place {
        part: u32::try_from(bytes / PART).unwrap_or(u32::MAX),
        parts: u32::try_from(size.unwrap_or(0).div_ceil(PART)).unwrap_or(u32::MAX),
        ..Place::at(at)
    };
    match state {
        None => Place::at(BlobPlace::Away),
        Some(BlobState::Writing) => Place::at(BlobPlace::Recording),
        Some(BlobState::Waiting) => way(BlobPlace::Here, 0),
        Some(BlobState::Uploading { offset }) => way(BlobPlace::Sending, offset),
        Some(BlobState::OnServer) => Place::at(BlobPlace::Held),
        Some(BlobState::Absent { here }) => way(BlobPlace::Coming, here),
        Some(BlobState::Refused { code }) => Place {
            refused: code,
            ..Place::at(BlobPlace::Refused)
        },
    }
}

/// A blob's name as its record keeps it.
pub(crate) fn hex(name: &BlobHash) -> String {
    name.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Back from the record; `None` for what names no blob.
pub(crate) fn name_of(text: &str) -> Option<BlobHash> {
    let pairs = text.as_bytes().as_chunks::<2>().0.iter();
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
    bytes?.try_into().ok().filter(|_| text.len() == 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_bytes_are_follows_from_what_the_blobs_know() {
        let size = Some(37 * PART - 5);
        let cases = [
            (None, None, BlobPlace::Away, (0, 0)),
            (Some(BlobState::Waiting), size, BlobPlace::Here, (0, 37)),
            (
                Some(BlobState::Uploading { offset: 14 * PART }),
                size,
                BlobPlace::Sending,
                (14, 37),
            ),
            (Some(BlobState::OnServer), size, BlobPlace::Held, (0, 0)),
            (Some(BlobState::Absent { here: 0 }), None, BlobPlace::Coming, (0, 0)),
            (
                Some(BlobState::Absent { here: 3 * PART + 1 }),
                size,
                BlobPlace::Coming,
                (3, 37),
            ),
        ];
        for (state, size, at, parts) in cases {
            let place = place(state.clone(), size);
            assert_eq!((place.at, (place.part, place.parts)), (at, parts), "{state:?}");
        }
        let refused = place(
            Some(BlobState::Refused {
                code: "too-large".into(),
            }),
            size,
        );
        assert_eq!(
            (refused.at, refused.refused.as_str()),
            (BlobPlace::Refused, "too-large")
        );
    }

    #[test]
    fn a_name_comes_back_as_it_was_written_and_anything_else_is_none() {
        let name = std::array::from_fn(|at| (at * 9) as u8);
        assert_eq!(name_of(&hex(&name)), Some(name));
        for other in [
            "",
            "00",
            "zz",
            &"0".repeat(63),
            &"0".repeat(65),
            &"+f".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(name_of(other), None, "{other}");
        }
    }
}
