//! Calendar files.

use super::{Entry, read};
use crate::source::Source;
use crate::{Encoding, Foreign, Unreadable, foreign};
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes: it is held in memory. An event has some hundred bytes.
pub const MAX_FILE: u64 = 32 * 1024 * 1024;

/// Reads all events of the file at `path`; see [`read`].
pub fn read_file(path: impl AsRef<Path>) -> Result<Vec<Entry>, Unreadable> {
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
    if !is_calendar(&bytes) {
        let format = foreign::recognise(&bytes).filter(|format| *format != Foreign::Calendar);
        return Err(Unreadable::Foreign(format.unwrap_or(Foreign::NotCalendar)));
    }
    let entries = read(&bytes);
    if entries.is_empty() {
        return Err(Unreadable::Foreign(Foreign::NotCalendar));
    }
    Ok(entries)
}

/// Whether a file that begins with `head` is a calendar.
pub fn is_calendar(head: &[u8]) -> bool {
    match Encoding::declared(head) {
        Some(Encoding::Utf16Le | Encoding::Utf16Be) => {
            let head = head.get(..256).unwrap_or(head);
            let letters: Vec<u8> = head.iter().skip(2).copied().filter(|byte| *byte != 0).collect();
            foreign::recognise(&letters) == Some(Foreign::Calendar)
        }
        _ => foreign::recognise(head) == Some(Foreign::Calendar),
    }
}
