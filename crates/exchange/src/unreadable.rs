//! Why a file could not be opened for reading, in words for the person who chose it.

use crate::Foreign;
use std::io;

/// A file that cannot be read at all. Nothing of it was taken; single bad rows are reported one by one instead.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No file has this name.
    #[error("There is no such file. It may have been moved or renamed; choose it again.")]
    NotFound,
    /// The path names a folder.
    #[error("This is a folder, not a file. Choose one file inside it.")]
    Folder,
    /// The operating system refuses.
    #[error("This file may not be read by you. Ask its owner, or copy it into a folder of your own first.")]
    NoPermission,
    /// Zero bytes, or nothing but blank lines.
    #[error("This file is empty. Export it again, and check that there is something in it.")]
    Empty,
    /// A known format that is not the one asked for.
    #[error("{0}")]
    Foreign(Foreign),
    /// Bytes that are no text in any encoding that is understood here.
    #[error("This file does not hold text. If it comes from a spreadsheet, open it there and save it as CSV (UTF-8).")]
    Binary,
    /// The first row has no names in it.
    #[error("The first line has no column names. Add a line on top that says what each column holds.")]
    NoHeader,
    /// The first row reads like a record: taking it for names would lose it.
    #[error(
        "The first line looks like data (\u{201c}{cell}\u{201d}), not like column names. \
         Add a line on top that says what each column holds."
    )]
    HeaderLooksLikeData {
        /// The cell that gave it away.
        cell: String,
    },
    /// The first row cannot be read.
    #[error("The line with the column names cannot be read: {why} Mend that line and try again.")]
    HeaderUnreadable {
        /// A sentence about what is wrong with it.
        why: String,
    },
    /// More columns than any spreadsheet has.
    #[error("The first line has more than {limit} columns. Check that this is the right file.")]
    TooManyColumns {
        /// The most that are read.
        limit: usize,
    },
    /// A file that has to be held in memory and is too large for that.
    #[error("This file is larger than {limit_mib} MiB. Split it into smaller files and import them one by one.")]
    TooLarge {
        /// The largest size that is read, in MiB.
        limit_mib: u64,
    },
    /// The file is not the one that was looked at before.
    #[error("The file was changed since it was chosen. Choose it again, so that you see what is in it now.")]
    Changed,
    /// The disk, the stick or the network drive failed.
    #[error("The file could not be read to its end ({0}). Copy it to this device and try again.")]
    Broken(io::Error),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Broken(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_the_system_has_its_own_words() {
        let words = |kind| Unreadable::from(io::Error::from(kind)).to_string();
        assert!(words(io::ErrorKind::NotFound).contains("no such file"));
        assert!(words(io::ErrorKind::PermissionDenied).contains("may not be read"));
        assert!(words(io::ErrorKind::IsADirectory).contains("folder"));
        assert!(words(io::ErrorKind::TimedOut).contains("to its end"));
    }
}
