//! The list of recent acts.

use crate::{App, Failure, history::words, naming::Names};
use serde::Serialize;
use specta::Type;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct GestureLine {
    /// What to undo.
    pub gesture: String,
    /// What was done: "Imported 85 companies from accounts.csv".
    pub words: String,
    /// When, ms since 1970.
    pub at: i64,
    /// How many changes.
    pub changes: u32,
    /// Whether it was undone.
    pub undone: bool,
}

impl App {
    /// The most recent acts on this device, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn recent_gestures(&self, limit: u32) -> Result<Vec<GestureLine>, Failure> {
        let store = self.store().await?;
        let lines = store.recent_gestures(limit.min(500)).await?;
        let names = Names::of(
            &store,
            lines
                .iter()
                .filter_map(|line| line.change.as_ref())
                .map(|change| change.record),
        )
        .await?;
        let schema = store.schema();
        let line = |line: store::GestureLine| {
            let words = line.change.map_or(line.words, |change| {
                let kind = schema.kind(change.kind.as_str()).map_or("Record", |kind| kind.label);
                let labels: Vec<&str> = change
                    .writes
                    .keys()
                    .filter_map(|key| schema.field(change.kind.as_str(), key.as_str()))
                    .map(|f| f.label)
                    .collect();
                let what = if !matches!(
                    change.act,
                    model::Act::Create | model::Act::Delete | model::Act::Restore
                ) && !labels.is_empty()
                {
                    format!(", {}", labels.join(", "))
                } else {
                    String::new()
                };
                format!(
                    "{} {}: {}{what}",
                    words(&change.act),
                    kind.to_lowercase(),
                    names.title(change.record)
                )
            });
            GestureLine {
                gesture: line.gesture.to_string(),
                words,
                at: line.at,
                changes: u32::try_from(line.changes).unwrap_or(u32::MAX),
                undone: line.undone,
            }
        };
        Ok(lines.into_iter().map(line).collect())
    }
}
