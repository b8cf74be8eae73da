//! A stream of bytes in some encoding, handed on as UTF-8.

use super::{CHUNK, Encoding};
use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

/// Stands where the input had bytes that mean nothing in its encoding. No UTF-8 text holds this byte, so the row that
/// has it fails its check, and only that row.
const FAULT: u8 = 0xFF;

/// The five bytes that windows-1252 leaves undefined.
const UNDEFINED_1252: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// Reads in chunks and appends UTF-8.
pub(crate) struct Decoded<R> {
    input: R,
    decoder: Option<Decoder>,
    encoding: Encoding,
    raw: Vec<u8>,
    /// Bytes taken from the input.
    taken: u64,
    /// Bytes handed on.
    given: u64,
    /// The input has ended, and the decoder has been told, which it may be only once.
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// Starts at the first byte of `input` and leaves out the byte order mark.
    pub(crate) fn new(mut input: R, encoding: Encoding) -> io::Result<Self> {
        let taken = io::copy(&mut input.by_ref().take(encoding.mark_len()), &mut io::sink())?;
        let decoder = match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            Encoding::Windows1252 => Some(WINDOWS_1252.new_decoder_without_bom_handling()),
        };
        Ok(Self {
            input,
            decoder,
            encoding,
            raw: Vec::new(),
            taken,
            given: 0,
            ended: false,
        })
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Appends the next chunk to `out`; false at the end of the input.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let before = out.len();
        let read = match &mut self.decoder {
            None => self.input.by_ref().take(CHUNK).read_to_end(out)?,
            Some(decoder) => {
                self.raw.clear();
                let read = self.input.by_ref().take(CHUNK).read_to_end(&mut self.raw)?;
                if self.encoding == Encoding::Windows1252 {
                    decode_1252(decoder, &self.raw, out);
                } else {
                    decode(decoder, &self.raw, read == 0, out);
                }
                read
            }
        };
        self.taken += read as u64;
        self.ended = read == 0;
        self.given += (out.len() - before) as u64;
        Ok(read > 0 || out.len() > before)
    }

    /// How far into the input a reader is that still has `left` decoded bytes before it. Exact for UTF-8.
    pub(crate) fn offset(&self, left: usize) -> u64 {
        let body = self.taken.saturating_sub(self.encoding.mark_len());
        let ahead = (left as u64).saturating_mul(body).checked_div(self.given).unwrap_or(0);
        self.taken.saturating_sub(ahead)
    }
}

fn decode(decoder: &mut Decoder, raw: &[u8], last: bool, out: &mut Vec<u8>) {
    let mut piece = [0_u8; 8 * 1024];
    let mut rest = raw;
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, &mut piece, last);
        out.extend_from_slice(piece.get(..written).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => out.push(FAULT),
        }
    }
}

/// The Web's windows-1252 reads the undefined bytes as control characters; here they are faults, so that the person
/// hears of them.
fn decode_1252(decoder: &mut Decoder, raw: &[u8], out: &mut Vec<u8>) {
    for (nth, stretch) in raw.split(|byte| UNDEFINED_1252.contains(byte)).enumerate() {
        if nth > 0 {
            out.push(FAULT);
        }
        decode(decoder, stretch, false, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut decoded = Decoded::new(bytes, encoding).unwrap();
        let mut out = Vec::new();
        while decoded.fill(&mut out).unwrap() {}
        out
    }

    #[test]
    fn every_encoding_arrives_as_utf8() {
        assert_eq!(all(b"\xEF\xBB\xBFa\xC3\xBC", Encoding::Utf8Bom), "aü".as_bytes());
        assert_eq!(all(b"\xFF\xFEa\0\xFC\0", Encoding::Utf16Le), "aü".as_bytes());
        assert_eq!(all(b"\xFE\xFF\0a\0\xFC", Encoding::Utf16Be), "aü".as_bytes());
        assert_eq!(all(b"a\xFC\x80", Encoding::Windows1252), "aü\u{20ac}".as_bytes());
    }

    #[test]
    fn bytes_without_a_meaning_become_faults() {
        assert_eq!(all(b"a\x81b", Encoding::Windows1252), b"a\xFFb");
        assert_eq!(all(b"\xFF\xFEa\0\x00\xD8b\0", Encoding::Utf16Le), b"a\xFFb");
        assert_eq!(all(b"\xFF\xFEa\0b", Encoding::Utf16Le), b"a\xFF");
    }
}
