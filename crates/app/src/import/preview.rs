//! The preview: what a file holds and where its columns probably go.

use super::{ImportFormat, TablePreview, Target, events, mapping, source::Source};
use crate::{App, Failure, reading::count};
use std::path::Path;

/// Rows of the preview.
const SAMPLE: usize = 20;

impl App {
    /// Looks at a file.
    ///
    /// # Errors
    /// `UnreadableFile`, in words that say what the file is instead.
    pub async fn preview_import(&self, path: &str) -> Result<TablePreview, Failure> {
        let schema = self.store().await?.schema();
        let path = path.trim().to_owned();
        tokio::task::spawn_blocking(move || {
            if events::is_calendar(Path::new(&path)) {
                return events::preview(&path);
            }
            let source = Source::open(Path::new(&path))?;
            let (encoding, delimiter, sample) = match &source {
                Source::Table(table) => (
                    table.encoding().to_string(),
                    table.delimiter().to_string(),
                    table.sample(SAMPLE)?,
                ),
                Source::Cards(_) => {
                    let rows = source.rows()?.filter_map(Result::ok).take(SAMPLE);
                    ("UTF-8".to_owned(), String::new(), rows.map(|row| row.cells).collect())
                }
            };
            let headers = source.headers();
            let cards = source.format() == ImportFormat::Vcard;
            let suggested_kind = if cards {
                "contact"
            } else {
                mapping::kind_of(&schema, &headers)
            };
            let suggested = if cards {
                mapping::for_cards()
            } else {
                mapping::for_kind(&schema, suggested_kind, &headers)
            };
            let file = Path::new(&path)
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            Ok(TablePreview {
                file: file.unwrap_or_default(),
                format: source.format(),
                encoding,
                delimiter,
                rows: count(source.count()?),
                sample,
                suggested_kind: suggested_kind.to_owned(),
                suggested,
                headers,
                path,
            })
        })
        .await?
    }

    /// Where the columns probably go, if the rows become records of this kind.
    ///
    /// # Errors
    /// `Shut`.
    pub async fn suggest_mapping(&self, kind: &str, headers: Vec<String>) -> Result<Vec<Target>, Failure> {
        Ok(mapping::for_kind(&self.store().await?.schema(), kind, &headers))
    }
}
