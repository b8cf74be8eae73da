//! Which encoding a file is in, and its bytes as UTF-8.
//!
//! A byte order mark decides. Without one, the WHOLE file is looked at (a first umlaut may stand at its end): no faults
//! means UTF-8; more good multi-byte letters than faults means UTF-8 with broken places, which are then reported row by
//! row; anything else is taken for windows-1252, and the caller can show that it was.

mod decoded;

pub(crate) use decoded::Decoded;

use std::fmt;
use std::io::{self, Read};

/// The encoding that a file was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes it.
    Utf8Bom,
    /// UTF-16, low byte first, with a byte order mark.
    Utf16Le,
    /// UTF-16, high byte first, with a byte order mark.
    Utf16Be,
    /// The 8-bit encoding of older Windows programs in western Europe and America.
    Windows1252,
}

impl Encoding {
    /// The encoding that a byte order mark at the start of `head` declares.
    pub(crate) fn declared(head: &[u8]) -> Option<Self> {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Some(Self::Utf8Bom),
            [0xFF, 0xFE, ..] => Some(Self::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// The encoding of a whole text without a byte order mark.
    pub(crate) fn guessed(mut text: impl Read) -> io::Result<Self> {
        let mut census = Census::default();
        let mut chunk = Vec::new();
        loop {
            let read = text.by_ref().take(CHUNK).read_to_end(&mut chunk)?;
            let settled = census.count(&chunk, read == 0);
            if read == 0 || census.hopeless() {
                return Ok(census.verdict());
            }
            chunk.drain(..settled);
        }
    }

    /// Length of the byte order mark in bytes.
    pub(crate) fn mark_len(self) -> u64 {
        match self {
            Self::Utf8Bom => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf8 | Self::Windows1252 => 0,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "windows-1252",
        })
    }
}

const CHUNK: u64 = 64 * 1024;

/// How many letters beyond ASCII are good UTF-8, and how many places are not.
#[derive(Default)]
struct Census {
    letters: u64,
    faults: u64,
}

impl Census {
    /// Counts `bytes` and says how many of them are settled; the rest is the start of a letter still to come.
    fn count(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut rest = bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(good) => {
                    self.add(good.as_bytes());
                    return bytes.len();
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.add(good);
                    match error.error_len() {
                        None if !last => return bytes.len() - bad.len(),
                        None => {
                            self.faults += 1;
                            return bytes.len();
                        }
                        Some(len) => {
                            self.faults += 1;
                            rest = bad.get(len..).unwrap_or_default();
                        }
                    }
                }
            }
        }
    }

    fn add(&mut self, good: &[u8]) {
        if !good.is_ascii() {
            self.letters += good.iter().filter(|byte| **byte >= 0xC0).count() as u64;
        }
    }

    /// No later byte will change the verdict in practice.
    fn hopeless(&self) -> bool {
        self.faults > 1_000 && self.letters * 10 < self.faults
    }

    fn verdict(&self) -> Encoding {
        if self.faults == 0 || self.letters >= self.faults {
            Encoding::Utf8
        } else {
            Encoding::Windows1252
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_told_from_the_bytes() {
        let long = [vec![b'x'; 200_000], b"M\xFCller".to_vec()].concat();
        let split = [vec![b'x'; CHUNK as usize - 1], "ü".as_bytes().to_vec()].concat();
        let cases: &[(&[u8], Encoding)] = &[
            (b"plain", Encoding::Utf8),
            ("Müller".as_bytes(), Encoding::Utf8),
            (b"M\xFCller", Encoding::Windows1252),
            (&long, Encoding::Windows1252),
            (&split, Encoding::Utf8),
            (b"caf\xC3", Encoding::Windows1252),
            ("Müller, Größe, \u{20ac}".as_bytes(), Encoding::Utf8),
        ];
        for (bytes, expected) in cases {
            assert_eq!(Encoding::guessed(*bytes).unwrap(), *expected);
        }
    }

    #[test]
    fn one_broken_letter_does_not_turn_a_utf8_file_into_windows_1252() {
        let bytes = ["Müller, Größe".as_bytes(), b"\xFC"].concat();
        assert_eq!(Encoding::guessed(bytes.as_slice()).unwrap(), Encoding::Utf8);
    }
}
