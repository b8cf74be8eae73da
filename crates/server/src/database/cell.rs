//! What goes into a statement and what comes out of a row: numbers, bytes, text, each of them possibly nothing.

use crate::ServerError;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
    Text(Option<String>),
}

macro_rules! cells {
    ($($from:ty => |$value:ident| $cell:expr),+ $(,)?) => {$(
        impl From<$from> for Cell {
            fn from($value: $from) -> Self { $cell }
        }
    )+};
}

cells!(
    i64 => |value| Self::Int(Some(value)),
    u32 => |value| Self::Int(Some(i64::from(value))),
    u64 => |value| Self::Int(Some(i64::try_from(value).unwrap_or(i64::MAX))), // positions and counters never come near
    Option<i64> => |value| Self::Int(value),
    Vec<u8> => |value| Self::Bytes(Some(value)),
    [u8; 16] => |value| Self::Bytes(Some(value.to_vec())),
    [u8; 32] => |value| Self::Bytes(Some(value.to_vec())),
    Option<[u8; 16]> => |value| Self::Bytes(value.map(|bytes| bytes.to_vec())),
    Option<[u8; 32]> => |value| Self::Bytes(value.map(|bytes| bytes.to_vec())),
    &str => |value| Self::Text(Some(value.to_owned())),
    String => |value| Self::Text(Some(value)),
    Option<String> => |value| Self::Text(value),
);

impl Cell {
    /// Bytes of a fixed length, where it holds such.
    pub(crate) fn fixed<const N: usize>(&self) -> Option<[u8; N]> {
        match self {
            Self::Bytes(Some(bytes)) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

/// A row, whose cells are taken in the order of its columns.
pub(crate) struct Row(std::vec::IntoIter<Cell>);

type Taken<T> = Result<T, ServerError>;

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self(cells.into_iter())
    }

    /// All cells.
    pub(crate) fn cells(self) -> Vec<Cell> {
        self.0.collect()
    }

    fn next(&mut self) -> Taken<Cell> {
        self.0.next().ok_or(ServerError::Unreadable("a column"))
    }

    pub(crate) fn maybe_int(&mut self) -> Taken<Option<i64>> {
        match self.next()? {
            Cell::Int(value) => Ok(value),
            Cell::Bytes(None) | Cell::Text(None) => Ok(None),
            _ => Err(ServerError::Unreadable("a number")),
        }
    }

    pub(crate) fn maybe_bytes(&mut self) -> Taken<Option<Vec<u8>>> {
        match self.next()? {
            Cell::Bytes(value) => Ok(value),
            Cell::Int(None) | Cell::Text(None) => Ok(None),
            _ => Err(ServerError::Unreadable("bytes")),
        }
    }

    pub(crate) fn maybe_text(&mut self) -> Taken<Option<String>> {
        match self.next()? {
            Cell::Text(value) => Ok(value),
            Cell::Int(None) | Cell::Bytes(None) => Ok(None),
            _ => Err(ServerError::Unreadable("text")),
        }
    }

    pub(crate) fn int(&mut self) -> Taken<i64> {
        self.maybe_int()?.ok_or(ServerError::Unreadable("a number"))
    }

    pub(crate) fn uint(&mut self) -> Taken<u64> {
        u64::try_from(self.int()?).map_err(|_| ServerError::Unreadable("a number"))
    }

    pub(crate) fn bytes(&mut self) -> Taken<Vec<u8>> {
        self.maybe_bytes()?.ok_or(ServerError::Unreadable("bytes"))
    }

    pub(crate) fn text(&mut self) -> Taken<String> {
        self.maybe_text()?.ok_or(ServerError::Unreadable("text"))
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Taken<[u8; N]> {
        fixed(self.bytes()?)
    }

    pub(crate) fn maybe_fixed<const N: usize>(&mut self) -> Taken<Option<[u8; N]>> {
        self.maybe_bytes()?.map(fixed).transpose()
    }
}

fn fixed<const N: usize>(bytes: Vec<u8>) -> Taken<[u8; N]> {
    bytes
        .try_into()
        .map_err(|_| ServerError::Unreadable("bytes of another length"))
}
