//! The report of rows that were not taken, as a file.

use crate::{App, Exported, Failure, export::written};
use exchange::table::{Style, Writer};
use std::{path::PathBuf, sync::PoisonError};

impl App {
    /// Writes the rows that the last plan or run did not take, with the reasons, as CSV.
    ///
    /// # Errors
    /// `UnwritableFile`.
    pub async fn save_import_report(&self, path: &str) -> Result<Exported, Failure> {
        let rows = self
            .0
            .last_report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let count = crate::reading::count(rows.len() as u64);
        let path = PathBuf::from(path.trim());
        let shown = path.display().to_string();
        tokio::task::spawn_blocking(move || {
            written(&path, |file| {
                let mut writer = Writer::new(file, Style::for_spreadsheets())?;
                writer.row(&["Line", "Name", "Why"])?;
                for row in &rows {
                    writer.row(&[&row.row.to_string(), &row.title, &row.why])?;
                }
                writer.finish().map(drop)
            })
        })
        .await??;
        Ok(Exported {
            path: shown,
            rows: count,
        })
    }
}
