//! Where reading goes on after a row that has no end.
//!
//! A lone quotation mark would swallow the rows up to the next one, or the rest of the file. So it is held to be a slip when
//! its cell grows to `MAX_CELL`, or to the end of the file, or is closed lines later by a mark that letters follow: that one
//! opened a cell of its own. Then the row is bad, and reading goes on at the line AFTER the one on which the mark stands.
//! The lines that were read as part of that cell are read again, as rows: none of them is lost.
//!
//! This stays linear in the size of the file, hostile or not: a line that was passed over inside one quoted cell has its
//! quotation marks in runs of even length only, and such a line, read from its start, never opens a quote that it does
//! not close. So none is gone through more often than three times: inside, as the one that closes, and from its start.

use super::rows::Rows;
use super::{BadRow, Why};

impl Rows {
    /// The current row has a quoted cell without an end.
    pub(super) fn reopen_quote(&mut self) -> BadRow {
        let line = self.line;
        let (opened, resumed) = self.leave_line_of_cell();
        BadRow {
            line,
            why: Why::UnclosedQuote { opened, resumed },
        }
    }

    /// The current row has an endless cell without quotes.
    pub(super) fn give_up_cell(&mut self) -> BadRow {
        let line = self.line;
        self.leave_line_of_cell();
        BadRow {
            line,
            why: Why::CellTooLong,
        }
    }

    /// The current row is too long, though none of its cells is.
    pub(super) fn give_up_row(&mut self) -> BadRow {
        let line = self.line;
        let end = self.start + self.scan.fed;
        self.line += self.lines_between(self.start, end);
        self.skipping = true;
        self.restart_at(end);
        BadRow {
            line,
            why: Why::RowTooLong,
        }
    }

    /// Goes to the line after the one on which the current cell begins. Returns the numbers of both.
    fn leave_line_of_cell(&mut self) -> (u64, u64) {
        let cell = self.start + self.scan.cell_at;
        let opened = self.line + self.lines_between(self.start, cell);
        self.line = opened;
        match line_end(self.buffer.get(cell..).unwrap_or_default(), false) {
            Some(end) => {
                self.line += 1;
                self.restart_at(cell + end);
            }
            None => {
                // The whole of what was read is one line. It is left out, however long it is.
                self.skipping = true;
                self.restart_at(self.buffer.len());
            }
        }
        (opened, opened + 1)
    }
}

/// Length of the first line with its LF, CRLF or CR. None where its end is not in `bytes`, or may not be: a CR at the
/// end of what is not the `last` piece may have its LF in the next one.
pub(super) fn line_end(bytes: &[u8], last: bool) -> Option<usize> {
    let at = memchr::memchr2(b'\n', b'\r', bytes)?;
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !last => None,
        _ => Some(at + 1),
    }
}

/// Line ends in `bytes`; CRLF is one.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut rest = bytes;
    while let Some(end) = line_end(rest, true) {
        count += 1;
        rest = rest.get(end..).unwrap_or_default();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        assert_eq!(count_lines(b"a\nb\r\nc\rd"), 3);
        assert_eq!(count_lines(b"\r\n\r\n"), 2);
        assert_eq!(count_lines(b""), 0);
        assert_eq!(line_end(b"ab\r", false), None);
        assert_eq!(line_end(b"ab\r", true), Some(3));
    }
}
