//! Why one row was not taken, in words for the person who imports it.

use super::{MAX_CELL, MAX_ROW};
use crate::Encoding;

/// A row that cannot be read. The rows around it can.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {why}")]
pub struct BadRow {
    /// The line of the file, from 1, on which the row begins. A row with line breaks in its cells has several lines.
    pub line: u64,
    /// What is wrong with it, and what to do.
    pub why: Why,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// More cells than columns, with something in the surplus ones.
    #[error(
        "There are {found} cells, but only {expected} columns. \
         A cell that contains the delimiter must stand in quotation marks."
    )]
    TooManyCells {
        /// Cells in this row.
        found: usize,
        /// Columns in the header.
        expected: usize,
    },
    /// A quotation mark that nothing closes, as far as a cell may reach.
    #[error("The quotation mark that opens on line {opened} is never closed. Reading went on at line {resumed}.")]
    UnclosedQuote {
        /// The line of the opening mark.
        opened: u64,
        /// The first line that was read again as a row of its own; lines between are lost with this row.
        resumed: u64,
    },
    /// A cell beyond [`MAX_CELL`].
    #[error("A cell is longer than {} KiB. Shorten it, or check that this is the right file.", MAX_CELL / 1024)]
    CellTooLong,
    /// A row beyond [`MAX_ROW`].
    #[error("The row is longer than {} MiB. Check that this is the right file.", MAX_ROW / (1024 * 1024))]
    RowTooLong,
    /// Bytes that mean nothing in the encoding of the file.
    #[error("The row has letters that are not {encoding}. Save the file as UTF-8, or correct the row.")]
    WrongEncoding {
        /// The encoding of the rest of the file.
        encoding: Encoding,
    },
    /// The disk, the stick or the network drive failed. No row follows.
    #[error("The file could not be read further ({reason}). Copy it to this device and try again.")]
    Interrupted {
        /// What the operating system said.
        reason: String,
    },
}
