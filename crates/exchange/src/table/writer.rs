//! Tables out: RFC 4180, UTF-8.
//!
//! The law: what [`Writer`] wrote, [`super::Table`] reads as the same cells. For that, a cell is put in quotation marks
//! not only where RFC 4180 §2.6 asks for it, but also where a reader might be misled: around blanks at its ends, around
//! any sign that could be taken for the delimiter, and where a file that began with it would look like another format.

use super::{Delimiter, guard};
use crate::foreign;
use std::borrow::Cow;
use std::io::{self, Write};

/// How a table is written. The default is faithful: every cell as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// Begins with a byte order mark, without which Excel takes UTF-8 for something else.
    pub byte_order_mark: bool,
    /// Disarms formulas with [`guard`]. The cells then differ from the data until [`super::unguard`] has seen them.
    pub guard_formulas: bool,
}

impl Style {
    /// For people who will open the file in a spreadsheet.
    pub fn for_spreadsheets() -> Self {
        Self {
            byte_order_mark: true,
            guard_formulas: true,
            ..Self::default()
        }
    }
}

/// A row that was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// Rows of one table have one width, or they would be read back padded.
    #[error("A row has {found} cells where the table has {expected} columns.")]
    Width {
        /// Cells of the row.
        found: usize,
        /// Cells of the first row.
        expected: usize,
    },
    /// The disk is full, the stick was pulled, and so on.
    #[error("The file could not be written ({0}). Check the space on the disk, or choose another folder.")]
    Io(#[from] io::Error),
}

/// Writes rows of one width. The first one is the header.
pub struct Writer<W: Write> {
    out: W,
    style: Style,
    width: Option<usize>,
    line: String,
}

impl<W: Write> Writer<W> {
    /// Begins a table. Give it a buffered `out`.
    pub fn new(mut out: W, style: Style) -> Result<Self, NotWritten> {
        if style.byte_order_mark {
            out.write_all(b"\xEF\xBB\xBF")?;
        }
        Ok(Self {
            out,
            style,
            width: None,
            line: String::new(),
        })
    }

    /// Writes one row, ended by CRLF. A row of no cells is refused.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), NotWritten> {
        let first_row = self.width.is_none();
        let expected = *self.width.get_or_insert(cells.len().max(1));
        if cells.len() != expected {
            return Err(NotWritten::Width {
                found: cells.len(),
                expected,
            });
        }
        self.line.clear();
        for (nth, cell) in cells.iter().enumerate() {
            if nth > 0 {
                self.line.push(char::from(self.style.delimiter.byte()));
            }
            let cell = if self.style.guard_formulas {
                guard(cell.as_ref())
            } else {
                Cow::Borrowed(cell.as_ref())
            };
            // An empty row of one column would be a blank line, which readers pass over.
            let alone = expected == 1 && cell.is_empty();
            let misleading = first_row && nth == 0 && looks_foreign(&cell);
            push(&mut self.line, &cell, alone || misleading || needs_quotes(&cell));
        }
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())?;
        Ok(())
    }

    /// Flushes, and gives back what was written into. Without it, a buffered end may be missing unnoticed.
    pub fn finish(mut self) -> Result<W, NotWritten> {
        self.out.flush()?;
        Ok(self.out)
    }
}

fn push(line: &mut String, cell: &str, quoted: bool) {
    if !quoted {
        line.push_str(cell);
        return;
    }
    line.push('"');
    for (nth, piece) in cell.split('"').enumerate() {
        if nth > 0 {
            line.push_str("\"\"");
        }
        line.push_str(piece);
    }
    line.push('"');
}

fn needs_quotes(cell: &str) -> bool {
    cell.contains([',', ';', '\t', '|', '"', '\r', '\n'])
        || cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
}

/// Whether a file that begins with this cell could be taken for something else than a table.
fn looks_foreign(cell: &str) -> bool {
    cell.starts_with('\u{feff}') || foreign::recognise(cell.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[&[&str]], style: Style) -> String {
        let mut writer = Writer::new(Vec::new(), style).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn quotation_marks_stand_where_they_must() {
        let rows: &[&[&str]] = &[&["name", "said"], &["Roe, Ann", "\"hi\"\nthere"], &[" a", ""]];
        assert_eq!(
            written(rows, Style::default()),
            "name,said\r\n\"Roe, Ann\",\"\"\"hi\"\"\nthere\"\r\n\" a\",\r\n"
        );
        assert_eq!(
            written(&[&["BEGIN:VCARD"], &[""]], Style::default()),
            "\"BEGIN:VCARD\"\r\n\"\"\r\n"
        );
    }

    #[test]
    fn a_table_for_spreadsheets_has_a_mark_and_no_formulas() {
        let rows: &[&[&str]] = &[&["name", "phone"], &["=cmd()", "-5"]];
        assert_eq!(
            written(rows, Style::for_spreadsheets()),
            "\u{feff}name,phone\r\n'=cmd(),-5\r\n"
        );
    }

    #[test]
    fn a_row_of_another_width_is_refused() {
        let mut writer = Writer::new(Vec::new(), Style::default()).unwrap();
        assert!(matches!(
            writer.row::<&str>(&[]),
            Err(NotWritten::Width { found: 0, .. })
        ));
        let mut writer = Writer::new(Vec::new(), Style::default()).unwrap();
        writer.row(&["a", "b"]).unwrap();
        assert!(matches!(
            writer.row(&["a"]),
            Err(NotWritten::Width { found: 1, expected: 2 })
        ));
    }
}
