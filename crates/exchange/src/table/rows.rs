//! Rows, one after the other, in constant memory: one row and one chunk of the file are held, never more.

use super::recover::{count_lines, line_end};
use super::scan::{Fed, Scan};
use super::{BadRow, Delimiter, MAX_COLUMNS, MAX_ROW, Why};
use crate::Encoding;
use crate::encoding::Decoded;
use std::io::{self, Read};

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, from 1, on which the row begins.
    pub line: u64,
    /// The cells as they stand: as many as there are columns. Missing ones are empty, surplus empty ones left out.
    pub cells: Vec<String>,
}

/// The rows of a table, as an iterator. After a [`BadRow`] it goes on, unless it was [`Why::Interrupted`].
pub struct Rows {
    input: Decoded<Box<dyn Read + Send>>,
    /// Decoded bytes from the start of the current row on.
    pub(super) buffer: Vec<u8>,
    /// Where the current row begins in it.
    pub(super) start: usize,
    /// The line on which the current row begins.
    pub(super) line: u64,
    pub(super) scan: Scan,
    /// Cells of every row, once the header is known.
    width: Option<usize>,
    /// The rest of the current line is to be left out.
    pub(super) skipping: bool,
    /// Nothing more comes into the buffer.
    ended: bool,
    finished: bool,
}

impl Rows {
    /// Rows of `input` from its first byte on, the header included, whatever their width.
    pub(super) fn new(input: Box<dyn Read + Send>, encoding: Encoding, delimiter: Delimiter) -> io::Result<Self> {
        Ok(Self {
            input: Decoded::new(input, encoding)?,
            buffer: Vec::new(),
            start: 0,
            line: 1,
            scan: Scan::new(delimiter.byte(), MAX_COLUMNS),
            width: None,
            skipping: false,
            ended: false,
            finished: false,
        })
    }

    /// Bytes of the file that the rows so far take up. Exact for UTF-8, near enough for a percentage otherwise.
    pub fn offset(&self) -> u64 {
        self.input.offset(self.buffer.len().saturating_sub(self.start))
    }

    /// Leaves out the line at which the reader stands.
    pub(super) fn skip_line(&mut self) {
        self.skipping = true;
    }

    /// Leaves out the header; from here on every row has `width` cells.
    pub(super) fn skip_header(&mut self, width: usize) {
        if self.advance().is_some() {
            self.drop_row();
        }
        self.scan.width = width;
        self.width = Some(width);
    }

    /// The number of cells of the next row, and whether its quotation marks stand where RFC 4180 has them.
    pub(super) fn next_shape(&mut self) -> Option<(usize, bool)> {
        Some(match self.advance()? {
            Ok(()) => {
                let shape = (self.scan.found, !self.scan.stray);
                self.drop_row();
                shape
            }
            Err(_) => (0, false),
        })
    }

    /// How many rows are left, good and bad.
    pub(super) fn count_all(mut self) -> u64 {
        let mut count = 0;
        while let Some(outcome) = self.advance() {
            if outcome.is_ok() {
                self.drop_row();
            }
            count += 1;
        }
        count
    }

    /// Scans up to the end of the next row, and leaves it in `scan`. A bad row has been left behind already.
    fn advance(&mut self) -> Option<Result<(), BadRow>> {
        loop {
            if self.finished {
                return None;
            }
            if self.skipping {
                if let Err(interrupted) = self.skip() {
                    return Some(Err(interrupted));
                }
                continue;
            }
            let unread = self.buffer.get(self.start + self.scan.fed..).unwrap_or_default();
            match self.scan.feed(unread, self.ended) {
                Fed::More if self.scan.fed > MAX_ROW => return Some(Err(self.give_up_row())),
                Fed::More => {
                    if let Err(interrupted) = self.refill() {
                        return Some(Err(interrupted));
                    }
                }
                Fed::End => self.finished = true,
                Fed::Row if self.scan.is_blank() => self.drop_row(),
                Fed::Row => return Some(self.check()),
                Fed::Unclosed | Fed::TooLong { in_quotes: true } => return Some(Err(self.reopen_quote())),
                Fed::TooLong { in_quotes: false } => return Some(Err(self.give_up_cell())),
            }
        }
    }

    /// Surplus cells and wrong letters make a complete row bad.
    fn check(&mut self) -> Result<(), BadRow> {
        let why = if self.scan.surplus {
            Why::TooManyCells {
                found: self.scan.found,
                expected: self.scan.width,
            }
        } else if std::str::from_utf8(&self.scan.text).is_err() {
            Why::WrongEncoding {
                encoding: self.input.encoding(),
            }
        } else {
            return Ok(());
        };
        let bad = BadRow { line: self.line, why };
        self.drop_row();
        Err(bad)
    }

    /// Goes on behind the row that has just been scanned.
    fn drop_row(&mut self) {
        let end = self.start + self.scan.fed;
        self.line += if self.scan.quoted {
            self.lines_between(self.start, end)
        } else {
            1
        };
        self.restart_at(end);
    }

    pub(super) fn restart_at(&mut self, start: usize) {
        self.start = start;
        self.scan.clear();
    }

    pub(super) fn lines_between(&self, from: usize, to: usize) -> u64 {
        count_lines(self.buffer.get(from..to).unwrap_or_default())
    }

    fn skip(&mut self) -> Result<(), BadRow> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        if let Some(end) = line_end(rest, self.ended) {
            self.line += 1;
            self.skipping = false;
            self.restart_at(self.start + end);
            return Ok(());
        }
        // A CR at the very end stays, for its LF may be in the next chunk.
        let held = usize::from(rest.last() == Some(&b'\r') && !self.ended);
        self.restart_at(self.buffer.len() - held);
        self.finished = self.ended;
        self.refill()
    }

    fn refill(&mut self) -> Result<(), BadRow> {
        self.buffer.drain(..self.start);
        self.start = 0;
        match self.input.fill(&mut self.buffer) {
            Ok(more) => self.ended = !more,
            Err(error) => {
                self.finished = true;
                return Err(BadRow {
                    line: self.line,
                    why: Why::Interrupted {
                        reason: error.to_string(),
                    },
                });
            }
        }
        Ok(())
    }

    /// The cells of the scanned row, which `check` found good.
    fn take_cells(&self) -> Vec<String> {
        let text = std::str::from_utf8(&self.scan.text).unwrap_or_default();
        let mut cells = Vec::with_capacity(self.width.unwrap_or(self.scan.ends.len()));
        let mut from = 0;
        for to in &self.scan.ends {
            cells.push(text.get(from..*to).unwrap_or_default().to_owned());
            from = *to;
        }
        if let Some(width) = self.width {
            cells.resize(width, String::new());
        }
        cells
    }
}

impl Iterator for Rows {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.advance()?.map(|()| {
            let row = Row {
                line: self.line,
                cells: self.take_cells(),
            };
            self.drop_row();
            row
        }))
    }
}
