//! Export: everything of a kind as CSV, JSON or contact cards, appointments as a calendar, in the words of the screen. A file appears only whole.

mod calendar;
mod cards;
mod clocks;
mod history;
mod rows;

pub use calendar::CalendarExport;

use crate::{App, Failure, FailureCode, reading::count};
use exchange::{json, table, vcard};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A table, RFC 4180.
    Csv,
    /// An array of objects.
    Json,
    /// Contact cards, vCard 3.0.
    Vcard3,
    /// Contact cards, vCard 4.0.
    Vcard4,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Exported {
    /// Where it is.
    pub path: String,
    /// How many records it holds.
    pub rows: u32,
}

impl App {
    /// Writes all living records of a kind into a file.
    ///
    /// # Errors
    /// `Invalid` where the kind has no such format, `UnwritableFile`, or the store's.
    pub async fn export_records(&self, kind: &str, format: Format, path: &str) -> Result<Exported, Failure> {
        let store = self.store().await?;
        let path = PathBuf::from(path.trim());
        let shown = path.display().to_string();
        let currency = &self.0.surroundings.currency;
        let rows = match format {
            Format::Csv | Format::Json => {
                let (headers, rows) = rows::all(&store, kind, format, currency).await?;
                let total = rows.len();
                tokio::task::spawn_blocking(move || match format {
                    Format::Csv => written(&path, |file| csv(file, &headers, &rows)),
                    _ => written(&path, |file| objects(file, &headers, &rows)),
                })
                .await??;
                total
            }
            Format::Vcard3 | Format::Vcard4 if kind == "contact" => {
                let cards = cards::all(&store).await?;
                let total = cards.len();
                let version = if format == Format::Vcard3 {
                    vcard::Version::V3
                } else {
                    vcard::Version::V4
                };
                let text = vcard::write(&cards, version);
                tokio::task::spawn_blocking(move || written(&path, |file| file.write_all(text.as_bytes()))).await??;
                total
            }
            _ => {
                return Err(Failure::invalid(
                    "Contact cards hold people. Choose people, or another format.",
                ));
            }
        };
        Ok(Exported {
            path: shown,
            rows: count(rows as u64),
        })
    }
}

fn csv(file: &mut BufWriter<File>, headers: &[String], rows: &[Vec<String>]) -> Result<(), table::NotWritten> {
    let mut writer = table::Writer::new(
        file,
        table::Style {
            byte_order_mark: true,
            ..table::Style::default()
        },
    )?;
    writer.row(headers)?;
    rows.iter().try_for_each(|row| writer.row(row))?;
    writer.finish().map(drop)
}

fn objects(file: &mut BufWriter<File>, headers: &[String], rows: &[Vec<String>]) -> Result<(), json::NotWritten> {
    let mut writer = json::Writer::new(file)?;
    for row in rows {
        let filled: Vec<(&String, &String)> = headers.iter().zip(row).filter(|(_, text)| !text.is_empty()).collect();
        writer.row(&filled)?;
    }
    writer.finish().map(drop)
}

/// Writes beside the place, then moves into it: what stood there before stays until the new file is whole.
pub(crate) fn written<E: std::fmt::Display>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), Failure> {
    let failed = |why: &dyn std::fmt::Display| {
        Failure::new(
            FailureCode::UnwritableFile,
            format!("The file could not be written ({why}). Choose another place; nothing was changed."),
        )
    };
    let Some(name) = path.file_name() else {
        return Err(failed(&"it has no name"));
    };
    let part = path.with_file_name(format!("{}.part", name.to_string_lossy()));
    let done = File::create(&part).map_err(|error| failed(&error)).and_then(|file| {
        let mut file = BufWriter::new(file);
        write(&mut file).map_err(|error| failed(&error))?;
        let file = file.into_inner().map_err(|error| failed(&error.error()))?;
        file.sync_all().map_err(|error| failed(&error))?;
        fs::rename(&part, path).map_err(|error| failed(&error))
    });
    if done.is_err() {
        // What was begun is of no use; where it cannot be removed either, the failure has already said enough.
        drop(fs::remove_file(&part));
    }
    done
}
