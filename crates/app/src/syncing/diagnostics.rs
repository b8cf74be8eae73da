//! The state of this device in a file, for whoever helps. What it says is put together by the window, from states, counts and
//! codes; here it only becomes a file.

use crate::{App, Exported, Failure, export::written, reading::count};
use std::{io::Write, path::PathBuf};

impl App {
    /// Writes diagnostics to a file; the answer counts their lines.
    ///
    /// # Errors
    /// `UnwritableFile`.
    pub async fn save_diagnostics(&self, path: &str, text: String) -> Result<Exported, Failure> {
        let path = PathBuf::from(path.trim());
        let (shown, rows) = (path.display().to_string(), count(text.lines().count() as u64));
        tokio::task::spawn_blocking(move || written(&path, |file| writeln!(file, "{text}"))).await??;
        Ok(Exported { path: shown, rows })
    }
}
