//! What stands between two cells, told from the first rows.

use super::rows::Rows;
use crate::Encoding;
use std::fmt;
use std::io::Cursor;

/// Rows that are looked at.
const ROWS: usize = 60;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `,` as in RFC 4180.
    #[default]
    Comma,
    /// `;` where the comma is the decimal mark.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`.
    Pipe,
}

impl Delimiter {
    /// All that are told apart; the earlier one wins where two fit equally well.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character itself.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        })
    }
}

/// The delimiter that a first line such as `sep=;` declares.
pub(super) fn declared(text: &[u8]) -> Option<Delimiter> {
    let (word, rest) = text.split_at_checked(4)?;
    let (sign, after) = rest.split_first()?;
    let alone = after.first().is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
    let found = Delimiter::ALL.into_iter().find(|delimiter| delimiter.byte() == *sign)?;
    (word.eq_ignore_ascii_case(b"sep=") && alone).then_some(found)
}

/// The delimiter under which the most rows have as many cells as the header, and the header has more than one.
/// A table of one column has none; comma is as good as any then.
pub(super) fn sniff(text: &[u8]) -> Delimiter {
    let mut best = (Score::default(), Delimiter::Comma);
    for delimiter in Delimiter::ALL {
        let score = score(text, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Rows that fit per thousand, then the number of columns.
#[derive(Debug, Default, PartialEq, PartialOrd)]
struct Score {
    fitting: usize,
    columns: usize,
}

/// A row does not fit, either, when a quotation mark stands in the middle of a cell: that is where it stands when the
/// row has been cut at the wrong sign.
fn score(text: &[u8], delimiter: Delimiter) -> Score {
    let reader = Box::new(Cursor::new(text.to_vec()));
    let Ok(mut rows) = Rows::new(reader, Encoding::Utf8, delimiter) else {
        return Score::default();
    };
    let mut shapes = std::iter::from_fn(|| rows.next_shape()).take(ROWS).peekable();
    let columns = shapes.peek().map_or(0, |(columns, _)| *columns);
    if columns < 2 {
        return Score::default();
    }
    let (fitting, all) = shapes.fold((0, 0), |(fitting, all), shape| {
        (fitting + usize::from(shape == (columns, true)), all + 1)
    });
    Score {
        fitting: fitting * 1_000 / all.max(1),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_told_from_the_rows() {
        let cases = [
            ("a,b\n1,2\n", Delimiter::Comma),
            ("a;b\n1,5;2\n", Delimiter::Semicolon),
            ("a;b;c\n1,5;2,5;3,5\n4,5;2,5;3,5\n", Delimiter::Semicolon),
            ("a\tb\n\"1,2\"\t3\n", Delimiter::Tab),
            ("a|b|c\n1|2,2|3\n", Delimiter::Pipe),
            ("name\nAcme, Inc.\n", Delimiter::Comma),
            ("\"a;b\",c\n\"1;2\",3\n", Delimiter::Comma),
            ("name, first;town\nRoe, A;Bonn\nRoe;Ulm\n", Delimiter::Semicolon),
            ("a;\"b,c\"\n", Delimiter::Semicolon),
            ("", Delimiter::Comma),
        ];
        for (text, expected) in cases {
            assert_eq!(sniff(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_declared_delimiter_is_believed() {
        assert_eq!(declared(b"sep=;\r\na,b"), Some(Delimiter::Semicolon));
        assert_eq!(declared(b"SEP=\t\na,b"), Some(Delimiter::Tab));
        assert_eq!(declared(b"sep=x\n"), None);
        assert_eq!(declared(b"sep=,name\n"), None);
        assert_eq!(declared(b"sep"), None);
    }
}
