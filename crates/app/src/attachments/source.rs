//! A file on this computer that is read to be taken in.

use super::limits::{changed, refused};
use crate::Failure;
use std::{
    fs::{File, Metadata},
    io::{ErrorKind, Read as _},
    path::Path,
    time::SystemTime,
};
use store::READ;

/// What a file was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    size: u64,
    altered: Option<SystemTime>,
}

/// An open file.
pub(super) struct Source {
    file: File,
    opened: Mark,
    read: u64,
}

impl Source {
    /// Opens a file; a folder is none, and neither is what gives bytes without end.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let folder = || {
            refused(
                "file_folder",
                "This is a folder, or not a file that can be attached. Attach the files in it.",
            )
        };
        // Asked before it is opened: opening a pipe waits for somebody who writes.
        let meta = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
        if !meta.is_file() {
            return Err(folder());
        }
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let opened = file.metadata().map_err(|error| unreadable(&error))?;
        Ok(Self {
            file,
            opened: mark(&opened),
            read: 0,
        })
    }

    pub(super) fn size(&self) -> u64 {
        self.opened.size
    }

    /// The next bytes, a mebibyte at most; none where it ends, if it is still what it was.
    pub(super) fn next(&mut self) -> Result<Vec<u8>, Failure> {
        let mut piece = Vec::new();
        let most = (&mut self.file).take(READ as u64).read_to_end(&mut piece);
        self.read += most.map_err(|error| unreadable(&error))? as u64;
        let ends = piece.is_empty();
        let now = self.file.metadata().map_err(|error| unreadable(&error))?;
        if self.read > self.opened.size || (ends && (self.read != self.opened.size || mark(&now) != self.opened)) {
            return Err(changed());
        }
        Ok(piece)
    }
}

fn mark(meta: &Metadata) -> Mark {
    Mark {
        size: meta.len(),
        altered: meta.modified().ok(),
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    let (detail, words) = match error.kind() {
        ErrorKind::NotFound => ("file_gone", "This file is not there any more. Nothing was attached."),
        ErrorKind::PermissionDenied => (
            "file_denied",
            "Outpost may not read this file. Allow it, or attach a copy. Nothing was attached.",
        ),
        _ => (
            "file_unreadable",
            "This file could not be read. Nothing was attached; try again, or attach a copy.",
        ),
    };
    refused(detail, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn detail(failure: Failure) -> String {
        failure.detail.unwrap_or_default()
    }

    #[test]
    fn a_file_is_read_to_its_end_and_a_folder_or_nothing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.bin");
        let bytes: Vec<u8> = (0..READ + 7).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let mut source = Source::open(&path).unwrap();
        assert_eq!(source.size(), bytes.len() as u64);
        let mut read = source.next().unwrap();
        read.extend(source.next().unwrap());
        assert!(source.next().unwrap().is_empty());
        assert_eq!(read, bytes);
        assert_eq!(detail(Source::open(folder.path()).err().unwrap()), "file_folder");
        let gone = folder.path().join("gone");
        assert_eq!(detail(Source::open(&gone).err().unwrap()), "file_gone");
    }

    #[test]
    fn a_file_that_grows_or_is_cut_while_it_is_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.txt");
        for grows in [true, false] {
            std::fs::write(&path, b"from the beginning").unwrap();
            let mut source = Source::open(&path).unwrap();
            let mut file = File::options().append(true).open(&path).unwrap();
            if grows {
                file.write_all(b" and more").unwrap();
            } else {
                file.set_len(4).unwrap();
            }
            let read = source.next().and_then(|_| source.next());
            assert_eq!(detail(read.unwrap_err()), "file_changed", "grows: {grows}");
        }
    }
}
