//! Where bytes come from: a file that is opened again for every pass, or bytes in memory.

use crate::Unreadable;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

#[derive(Debug, Clone)]
pub(crate) enum Source {
    File {
        path: PathBuf,
        size: u64,
        modified: Option<SystemTime>,
    },
    Bytes(Arc<[u8]>),
}

impl Source {
    /// Looks at the file without keeping it open.
    pub(crate) fn at(path: &Path) -> Result<Self, Unreadable> {
        let about = fs::metadata(path)?;
        if about.is_dir() {
            return Err(Unreadable::Folder);
        }
        let source = Self::File {
            path: path.to_owned(),
            size: about.len(),
            modified: about.modified().ok(),
        };
        if source.size() == 0 {
            Err(Unreadable::Empty)
        } else {
            Ok(source)
        }
    }

    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File { size, .. } => *size,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// A reader from the first byte on. Refuses when the file is no longer the one that was looked at.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send>, Unreadable> {
        match self {
            Self::Bytes(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            Self::File { path, size, modified } => {
                let file = File::open(path)?;
                let about = file.metadata()?;
                if about.len() != *size || about.modified().ok() != *modified {
                    return Err(Unreadable::Changed);
                }
                Ok(Box::new(file))
            }
        }
    }

    /// The first `limit` bytes, or fewer where the source is shorter.
    pub(crate) fn head(&self, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let mut head = Vec::new();
        self.reader()?.take(limit).read_to_end(&mut head)?;
        Ok(head)
    }
}
