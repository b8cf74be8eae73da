//! A sound for the player: any range of it as a WAV file that is nowhere, decrypted piece by piece.

use crate::{App, BlobPart, Failure, custody::name_of};
use store::READ;
use voice::{HEADER, header, within};

impl App {
    /// A range of the WAV file that a sound would be, from a byte up to and with another, or to the end; at most a mebibyte of it.
    ///
    /// # Errors
    /// `NotFound` where the sound is not here whole, or the range begins behind its end; else the store's.
    pub async fn sound_part(&self, sound: &str, first: u64, last: Option<u64>) -> Result<BlobPart, Failure> {
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
        Ok(BlobPart {
            whole,
            first,
            bytes,
            media: "audio/wav",
        })
    }
}
