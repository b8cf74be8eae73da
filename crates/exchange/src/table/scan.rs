//! The letters of a row, one state at a time: RFC 4180 with the liberties that real files take.
//!
//! A quotation mark opens a quoted cell only as the first sign of a cell; anywhere else it is an ordinary letter. What
//! follows a closing mark belongs to the cell. A row ends at LF, CRLF or a lone CR outside of quotes.

use super::MAX_CELL;
use memchr::{memchr, memchr2, memchr3};

/// One row under way. It is fed pieces of the input in order and remembers where it stands.
pub(super) struct Scan {
    delimiter: u8,
    state: State,
    /// Columns expected; cells beyond are counted, not kept.
    pub(super) width: usize,
    /// The cells' letters, one after the other.
    pub(super) text: Vec<u8>,
    /// Where each kept cell ends in `text`.
    pub(super) ends: Vec<usize>,
    /// Cells seen, kept or not.
    pub(super) found: usize,
    /// A surplus cell had something in it.
    pub(super) surplus: bool,
    /// A quotation mark opened some cell.
    pub(super) quoted: bool,
    /// A quotation mark, or letters after a closing one, stand where RFC 4180 has none.
    pub(super) stray: bool,
    /// The current cell was quoted, and its closing mark has been seen.
    closed: bool,
    /// Bytes of this row that have been fed.
    pub(super) fed: usize,
    /// Where the current cell begins among them.
    pub(super) cell_at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first sign of a cell.
    Start,
    /// In a cell, outside of quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After a quotation mark inside quotes: the second of a pair follows, or the cell is closed.
    Closing,
    /// After a CR that ended the row: its LF may follow.
    Cr,
    /// After an LF that ended the row.
    Done,
}

/// What a piece of input led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fed {
    /// The row goes on in the next piece.
    More,
    /// The row is complete.
    Row,
    /// The input ended inside quotes, or a quotation mark was closed by what must be the opening mark of a later row.
    Unclosed,
    /// A cell outgrew [`MAX_CELL`]; in quotes or not.
    TooLong {
        /// Inside quotes.
        in_quotes: bool,
    },
    /// There was no further row.
    End,
}

impl Scan {
    pub(super) fn new(delimiter: u8, width: usize) -> Self {
        Self {
            delimiter,
            state: State::Start,
            width,
            text: Vec::new(),
            ends: Vec::new(),
            found: 0,
            surplus: false,
            quoted: false,
            stray: false,
            closed: false,
            fed: 0,
            cell_at: 0,
        }
    }

    /// Makes ready for the next row.
    pub(super) fn clear(&mut self) {
        self.state = State::Start;
        self.text.clear();
        self.ends.clear();
        self.found = 0;
        self.surplus = false;
        self.quoted = false;
        self.stray = false;
        self.closed = false;
        self.fed = 0;
        self.cell_at = 0;
    }

    /// Takes `input`, which follows what was fed before; `last` says that nothing follows it.
    /// `fed` tells afterwards how much of the row has been used.
    pub(super) fn feed(&mut self, input: &[u8], last: bool) -> Fed {
        let mut rest = input;
        loop {
            let Some((first, after)) = rest.split_first() else {
                return if last { self.finish() } else { Fed::More };
            };
            match self.state {
                State::Cr => {
                    self.fed += usize::from(*first == b'\n');
                    return Fed::Row;
                }
                State::Start if *first == b'"' => {
                    self.quoted = true;
                    self.step(State::Quoted);
                    rest = after;
                }
                State::Closing if *first == b'"' => {
                    self.text.push(b'"');
                    self.step(State::Quoted);
                    rest = after;
                }
                State::Quoted => rest = self.in_quotes(rest),
                State::Start | State::Plain | State::Closing => {
                    self.closed |= self.state == State::Closing;
                    let (letters, after) = self.to_cell_end(rest);
                    if self.closed && self.is_slip(letters) {
                        return Fed::Unclosed;
                    }
                    rest = self.plain(letters, after);
                }
                State::Done => return Fed::Row,
            }
            if self.state == State::Done {
                return Fed::Row;
            }
            if self.text.len() - self.ends.last().copied().unwrap_or(0) > MAX_CELL {
                return Fed::TooLong {
                    in_quotes: self.state == State::Quoted,
                };
            }
        }
    }

    /// A line with nothing on it but blanks: no row.
    pub(super) fn is_blank(&self) -> bool {
        self.found == 1 && !self.quoted && self.text.iter().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    fn step(&mut self, state: State) {
        self.fed += 1;
        self.state = state;
    }

    fn in_quotes<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let (inside, after) = rest.split_at(memchr(b'"', rest).unwrap_or(rest.len()));
        self.text.extend_from_slice(inside);
        self.fed += inside.len();
        match after.split_first() {
            Some((_, after)) => {
                self.step(State::Closing);
                after
            }
            None => after,
        }
    }

    fn to_cell_end<'a>(&self, rest: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        rest.split_at(memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len()))
    }

    /// Whether `letters` behind a closing mark show that the mark was none: a cell of several lines does not go on after
    /// its end, but the first quoted cell after a forgotten mark looks just like that.
    fn is_slip(&self, letters: &[u8]) -> bool {
        let cell = self
            .text
            .get(self.ends.last().copied().unwrap_or(0)..)
            .unwrap_or_default();
        !letters.trim_ascii().is_empty() && memchr2(b'\n', b'\r', cell).is_some()
    }

    /// Takes letters outside of quotes, and what ends the cell, if it is in this piece.
    fn plain<'a>(&mut self, letters: &[u8], after: &'a [u8]) -> &'a [u8] {
        self.text.extend_from_slice(letters);
        self.fed += letters.len();
        self.stray |= memchr(b'"', letters).is_some() || (self.state == State::Closing && !letters.is_empty());
        self.state = State::Plain;
        let Some((sign, after)) = after.split_first() else {
            return after;
        };
        self.close_cell();
        self.step(match *sign {
            b'\n' => State::Done,
            b'\r' => State::Cr,
            _ => State::Start,
        });
        self.cell_at = self.fed;
        after
    }

    fn close_cell(&mut self) {
        self.found += 1;
        self.closed = false;
        let start = self.ends.last().copied().unwrap_or(0);
        if self.found <= self.width {
            self.ends.push(self.text.len());
        } else {
            self.surplus |= self.text.len() > start;
            self.text.truncate(start);
        }
    }

    fn finish(&mut self) -> Fed {
        match self.state {
            State::Quoted => Fed::Unclosed,
            State::Cr | State::Done => Fed::Row,
            _ if self.fed == 0 => Fed::End,
            _ => {
                self.close_cell();
                Fed::Row
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells of the first row, fed in pieces of `size` bytes.
    fn cells(input: &str, size: usize) -> (Fed, Vec<String>) {
        let mut scan = Scan::new(b',', 99);
        let mut fed = Fed::More;
        for piece in input.as_bytes().chunks(size) {
            fed = scan.feed(piece, false);
            if fed != Fed::More {
                break;
            }
        }
        if fed == Fed::More {
            fed = scan.feed(b"", true);
        }
        let starts = std::iter::once(0).chain(scan.ends.iter().copied());
        let cells = starts
            .zip(&scan.ends)
            .map(|(from, to)| String::from_utf8_lossy(&scan.text[from..*to]).into());
        (fed, cells.collect())
    }

    #[test]
    fn a_row_is_the_same_however_it_is_cut() {
        let cases: &[(&str, &[&str])] = &[
            ("a,b\nc", &["a", "b"]),
            ("a,b\r\nc", &["a", "b"]),
            ("a,b\rc", &["a", "b"]),
            ("a,", &["a", ""]),
            (",\n", &["", ""]),
            ("\"a\r\nb\",\"say \"\"hi\"\"\"\n", &["a\r\nb", "say \"hi\""]),
            ("\"\",\"\"\"\"", &["", "\""]),
            ("5\" pipe,x\n", &["5\" pipe", "x"]),
            ("\"a\"b,\"c\" \n", &["ab", "c "]),
        ];
        for (input, expected) in cases {
            for size in 1..=input.len() {
                let (fed, found) = cells(input, size);
                assert_eq!(
                    (fed, found),
                    (Fed::Row, expected.iter().map(ToString::to_string).collect()),
                    "{input:?}"
                );
            }
        }
        assert_eq!(cells("a,\"b\nc", 3).0, Fed::Unclosed);
    }
}
