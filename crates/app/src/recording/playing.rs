//! A sound for the player: any range of it as a WAV file that is nowhere, decrypted piece by piece.

use crate::{App, Failure};
use store::{BlobHash, READ};
use voice::{HEADER, header, within};

/// A range of a sound's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundPart {
    /// Bytes of the whole file.
    pub whole: u64,
    /// Where these begin.
    pub first: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl App {
    /// A range of the WAV file that a sound would be, from a byte up to and with another, or to the end; at most a mebibyte of it.
    ///
    /// # Errors
    /// `NotFound` where the sound is not here whole, or the range begins behind its end; else the store's.
    pub async fn sound_part(&self, sound: &str, first: u64, last: Option<u64>) -> Result<SoundPart, Failure> {
        let store = self.store().await?;
        let name = name_of(sound).ok_or_else(Failure::not_found)?;
        let blobs = store.blobs().await?;
        let size = blobs.size_of(name).await?.ok_or_else(Failure::not_found)?;
        let whole = HEADER + size;
        let behind = last.map_or(whole, |last| last.saturating_add(1).min(whole));
        let behind = behind.min(first.saturating_add(READ as u64));
        if first >= behind {
            return Err(Failure::not_found());
        }
        let (of_header, of_sound) = within(first..behind);
        let mut bytes = header(size).get(of_header).unwrap_or_default().to_vec();
        let most = usize::try_from(of_sound.end - of_sound.start).unwrap_or(READ);
        bytes.extend(blobs.read(name, of_sound.start, most).await?);
        Ok(SoundPart { whole, first, bytes })
    }
}

/// A sound's name as the note keeps it.
pub(super) fn hex(name: &BlobHash) -> String {
    name.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Back from the note; `None` for what names no sound.
pub(super) fn name_of(text: &str) -> Option<BlobHash> {
    let pairs = text.as_bytes().as_chunks::<2>().0.iter();
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
    bytes?.try_into().ok().filter(|_| text.len() == 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_as_it_was_written_and_anything_else_is_none() {
        let name = std::array::from_fn(|at| (at * 9) as u8);
        assert_eq!(name_of(&hex(&name)), Some(name));
        for other in [
            "",
            "00",
            "zz",
            &"0".repeat(63),
            &"0".repeat(65),
            &"+f".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(name_of(other), None, "{other}");
        }
    }
}
