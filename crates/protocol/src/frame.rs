//! A frame: one byte says how the rest is packed. Small messages travel as they are; zstd would only add to them.

use crate::{Unreadable, limits};
use std::io::Read;

const AS_IT_IS: u8 = 0;
const ZSTD: u8 = 1;
/// Below this many bytes packing costs more than it saves.
const WORTH_IT: usize = 256;
/// zstd's own usual level: three times faster than what would save another tenth.
const LEVEL: i32 = 3;

/// A message as it travels.
#[must_use]
pub fn seal(message: &[u8]) -> Vec<u8> {
    let packed = (message.len() >= WORTH_IT)
        .then(|| zstd::bulk::compress(message, LEVEL).ok())
        .flatten();
    let (how, body) = match &packed {
        Some(packed) if packed.len() < message.len() => (ZSTD, packed.as_slice()),
        _ => (AS_IT_IS, message),
    };
    let mut frame = Vec::with_capacity(body.len() + 1);
    frame.push(how);
    frame.extend_from_slice(body);
    frame
}

/// The message of a frame.
///
/// # Errors
/// [`Unreadable`], also where it would be larger than [`limits::UNPACKED`], which is noticed before the memory is taken.
pub fn open(frame: &[u8]) -> Result<Vec<u8>, Unreadable> {
    if frame.len() > limits::FRAME {
        return Err(Unreadable("frame too large"));
    }
    match frame.split_first() {
        Some((&AS_IT_IS, body)) => Ok(body.to_vec()),
        Some((&ZSTD, body)) => {
            let mut message = Vec::new();
            let mut unpacked = zstd::stream::read::Decoder::new(body).map_err(|_| Unreadable("zstd"))?;
            let most = u64::try_from(limits::UNPACKED).unwrap_or(u64::MAX);
            let read = unpacked.by_ref().take(most + 1).read_to_end(&mut message);
            match read {
                Ok(read) if read <= limits::UNPACKED => Ok(message),
                Ok(_) => Err(Unreadable("too large once unpacked")),
                Err(_) => Err(Unreadable("zstd")),
            }
        }
        _ => Err(Unreadable("how it is packed")),
    }
}
