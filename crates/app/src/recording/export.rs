//! A voice note as a WAV file, for a person who wants one outside.

use crate::{App, Exported, Failure, custody::name_of, export::written};
use std::{io::BufWriter, path::PathBuf};
use store::READ;
use tokio::runtime::Handle;
use voice::WavFile;

impl App {
    /// Writes a sound into a WAV file. It is not encrypted any more, which is for the person to know.
    ///
    /// # Errors
    /// `NotFound` where the sound is not here whole, `UnwritableFile`, or the store's.
    pub async fn export_sound(&self, sound: &str, path: &str) -> Result<Exported, Failure> {
        let name = name_of(sound).ok_or_else(Failure::not_found)?;
        let blobs = self.store().await?.blobs().await?;
        blobs.read(name, 0, 1).await?; // before a file is made
        let (path, here) = (PathBuf::from(path.trim()), Handle::current());
        let shown = path.display().to_string();
        let write = move |file: &mut BufWriter<std::fs::File>| -> std::io::Result<()> {
            let (mut wav, mut at) = (WavFile::new(file)?, 0);
            loop {
                let read = here.block_on(blobs.read(name, at, READ));
                let bytes = read.map_err(std::io::Error::other)?;
                if bytes.is_empty() {
                    return wav.finish();
                }
                wav.append(&bytes)?;
                at += bytes.len() as u64;
            }
        };
        tokio::task::spawn_blocking(move || written(&path, write)).await??;
        Ok(Exported { path: shown, rows: 1 })
    }
}
