//! vCard files.

use super::{BadCard, Card, Why, read};
use crate::source::Source;
use crate::{Encoding, Foreign, Unreadable, foreign};
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes: it is held in memory. A card with a photo has some 100 kB.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// Reads all cards of the file at `path`; see [`read`].
pub fn read_file(path: impl AsRef<Path>) -> Result<Vec<Result<Card, BadCard>>, Unreadable> {
    let source = Source::at(path.as_ref())?;
    if source.size() > MAX_FILE {
        return Err(Unreadable::TooLarge {
            limit_mib: MAX_FILE / (1024 * 1024),
        });
    }
    let mut bytes = Vec::new();
    source.reader()?.take(MAX_FILE).read_to_end(&mut bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    if let Some(format) = foreign::recognise(&bytes).filter(|format| *format != Foreign::VCard) {
        return Err(Unreadable::Foreign(format));
    }
    let cards = read(&bytes);
    if cards
        .iter()
        .all(|outcome| outcome.as_ref().is_err_and(|bad| bad.why == Why::NotACard))
    {
        return Err(Unreadable::Foreign(Foreign::NotVCard));
    }
    Ok(cards)
}

/// Whether a file that begins with `head` holds contact cards.
pub fn is_vcard(head: &[u8]) -> bool {
    match Encoding::declared(head) {
        Some(Encoding::Utf16Le | Encoding::Utf16Be) => {
            let letters: Vec<u8> = head.iter().skip(2).copied().filter(|byte| *byte != 0).collect();
            foreign::recognise(&letters) == Some(Foreign::VCard)
        }
        _ => foreign::recognise(head) == Some(Foreign::VCard),
    }
}
