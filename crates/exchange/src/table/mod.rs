//! Tables of text: CSV in the many shapes in which it arrives (RFC 4180 and its dialects), and out.
//!
//! [`Table::open`] looks at a file: which encoding, which delimiter, which columns. [`Table::rows`] then streams it
//! with constant memory; a row that cannot be read is a [`BadRow`] of its own and reading goes on after it.
//!
//! The one thing not to do here: mend data. A cell is handed on as it stands, blanks included.

mod bad;
mod delimiter;
mod guard;
mod header;
mod recover;
mod rows;
mod scan;
mod writer;

pub use bad::{BadRow, Why};
pub use delimiter::Delimiter;
pub use guard::{guard, unguard};
pub use rows::{Row, Rows};
pub use writer::{NotWritten, Style, Writer};

use crate::source::Source;
use crate::{Encoding, Unreadable, foreign};
use std::path::Path;
use std::sync::Arc;

/// The longest cell that is read, in bytes of UTF-8.
pub const MAX_CELL: usize = 1024 * 1024;
/// The longest row that is read, in bytes of UTF-8.
pub const MAX_ROW: usize = 8 * 1024 * 1024;
/// The most columns that a table may have: as many as a spreadsheet.
pub const MAX_COLUMNS: usize = 16_384;

/// How much of a file is looked at to tell its format and delimiter.
const HEAD: u64 = 64 * 1024;

/// A file of rows, looked at but not yet read. Every pass opens the file anew, and refuses when it has changed.
#[derive(Debug, Clone)]
pub struct Table {
    source: Source,
    encoding: Encoding,
    delimiter: Delimiter,
    /// A first line `sep=;`, which Excel understands, stands above the header.
    declared: bool,
    headers: Vec<String>,
}

impl Table {
    /// Looks at the file at `path`. Without a byte order mark this reads the file once, to be sure of its encoding.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Unreadable> {
        Self::look_at(Source::at(path.as_ref())?)
    }

    /// The same over bytes in memory.
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>) -> Result<Self, Unreadable> {
        Self::look_at(Source::Bytes(bytes.into()))
    }

    fn look_at(source: Source) -> Result<Self, Unreadable> {
        let head = source.head(HEAD)?;
        if head.is_empty() {
            return Err(Unreadable::Empty);
        }
        if let Some(format) = foreign::recognise(&head) {
            return Err(Unreadable::Foreign(format));
        }
        let encoding = match Encoding::declared(&head) {
            Some(declared) => declared,
            None if head.contains(&0) => return Err(Unreadable::Binary),
            None => Encoding::guessed(source.reader()?)?,
        };
        let text = header::text_of(&head, encoding)?;
        if let Some(format) = foreign::recognise(&text) {
            return Err(Unreadable::Foreign(format));
        }
        let (delimiter, declared) = match delimiter::declared(&text) {
            Some(delimiter) => (delimiter, true),
            None => (delimiter::sniff(&text), false),
        };
        let mut table = Self {
            source,
            encoding,
            delimiter,
            declared,
            headers: Vec::new(),
        };
        table.headers = header::read(table.whole()?)?;
        Ok(table)
    }

    /// The encoding that the file was taken to be in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands between two cells.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The names of the columns, as they stand in the file. Two may be equal, and some may be empty.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Size of the file in bytes: 100 % of [`Rows::offset`].
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// The cells of the first `most` rows that can be read.
    pub fn sample(&self, most: usize) -> Result<Vec<Vec<String>>, Unreadable> {
        Ok(self
            .rows()?
            .filter_map(Result::ok)
            .map(|row| row.cells)
            .take(most)
            .collect())
    }

    /// How many rows [`Table::rows`] yields, good and bad. Reads the file once, without keeping anything.
    pub fn count_rows(&self) -> Result<u64, Unreadable> {
        Ok(self.rows()?.count_all())
    }

    /// Streams the rows below the header.
    pub fn rows(&self) -> Result<Rows, Unreadable> {
        let mut rows = self.whole()?;
        rows.skip_header(self.headers.len());
        Ok(rows)
    }

    fn whole(&self) -> Result<Rows, Unreadable> {
        let mut rows = Rows::new(self.source.reader()?, self.encoding, self.delimiter)?;
        if self.declared {
            rows.skip_line();
        }
        Ok(rows)
    }
}
