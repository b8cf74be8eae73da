//! A record's whole history as a file: each step with who, when, where, why, and what the field's rule was.

use super::{Exported, Format, csv, objects, written};
use crate::{App, Failure, history::Step, reading::count};
use model::Outcome;
use std::path::PathBuf;

const HEADERS: [&str; 17] = [
    "change",
    "act_of",
    "part_of",
    "act",
    "field",
    "label",
    "before",
    "after",
    "by",
    "device",
    "device_clock",
    "counted",
    "position",
    "rule",
    "why",
    "gave_way",
    "stands",
];

impl App {
    /// Writes everything that ever happened to a record into a file, the newest first; from the server where this device does
    /// not hold all of it.
    ///
    /// # Errors
    /// `Invalid` for contact cards, `NotFound`, `UnwritableFile`, the store's, and why there is no way to the server.
    pub async fn export_history(&self, record: &str, format: Format, path: &str) -> Result<Exported, Failure> {
        if !matches!(format, Format::Csv | Format::Json) {
            return Err(Failure::invalid(
                "A history is written as CSV or JSON. Choose one of them.",
            ));
        }
        let steps = self.whole_history(record, None).await?.steps;
        let path = PathBuf::from(path.trim());
        let shown = path.display().to_string();
        let headers = HEADERS.map(str::to_owned);
        let rows: Vec<Vec<String>> = steps.into_iter().map(row).collect();
        let total = rows.len();
        tokio::task::spawn_blocking(move || match format {
            Format::Csv => written(&path, |file| csv(file, &headers, &rows)),
            _ => written(&path, |file| objects(file, &headers, &rows)),
        })
        .await??;
        Ok(Exported {
            path: shown,
            rows: count(total as u64),
        })
    }
}

fn row(step: Step) -> Vec<String> {
    vec![
        step.change,
        step.gesture,
        step.part_of.map(|act| act.plain()).unwrap_or_default(),
        step.act,
        step.field,
        step.label,
        step.before,
        step.after,
        step.by,
        step.on,
        moment(step.at),
        moment(step.counted),
        step.position.map(|position| position.to_string()).unwrap_or_default(),
        step.rule,
        outcome(step.why),
        step.lost.join("\n"),
        if step.stands { "yes" } else { "no" }.to_owned(),
    ]
}

/// What became of a write, as a sentence.
fn outcome(key: String) -> String {
    let known: Option<Outcome> = serde_json::from_value(key.clone().into()).ok();
    known.map_or(key, |outcome| outcome.words().to_owned())
}

/// RFC 3339, in UTC: a file is read elsewhere.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|at| at.to_string())
        .unwrap_or_default()
}
