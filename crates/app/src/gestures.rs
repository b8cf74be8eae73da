//! The list of recent acts.

use crate::{App, Failure, Larger, history::words, naming::Names};
use model::{Act, Change, Field, Schema};
use serde::Serialize;
use specta::Type;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct GestureLine {
    /// What to undo.
    pub gesture: String,
    /// What was done to one record (`Changed`); empty for a larger act.
    pub act: String,
    /// The record's kind; empty for a larger act.
    pub kind: String,
    /// The record's name; empty for a larger act.
    pub title: String,
    /// The keys of the fields that were changed.
    pub fields: Vec<String>,
    /// The larger act, where it is one.
    pub larger: Option<Larger>,
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
            let told = line.change.as_ref().map(|change| Told {
                act: words(&change.act).to_owned(),
                kind: change.kind.to_string(),
                title: names.title(change.record),
                fields: changed(&schema, change).map(|field| field.key.to_owned()).collect(),
            });
            let larger = told.is_none().then(|| Larger::read(&line.words));
            let told = told.unwrap_or_default();
            GestureLine {
                gesture: line.gesture.to_string(),
                act: told.act,
                kind: told.kind,
                title: told.title,
                fields: told.fields,
                larger,
                at: line.at,
                changes: u32::try_from(line.changes).unwrap_or(u32::MAX),
                undone: line.undone,
            }
        };
        Ok(lines.into_iter().map(line).collect())
    }
}

/// What was done to one record, as keys and values.
#[derive(Default)]
struct Told {
    act: String,
    kind: String,
    title: String,
    fields: Vec<String>,
}

/// The fields that a change is about; what makes, deletes or restores a record is about all of it.
fn changed<'a>(schema: &'a Schema, change: &'a Change) -> impl Iterator<Item = &'static Field> + 'a {
    let whole = matches!(change.act, Act::Create | Act::Delete | Act::Restore);
    let keys = (!whole).then(|| change.writes.keys()).into_iter().flatten();
    keys.filter_map(move |key| schema.field(change.kind.as_str(), key.as_str()))
}
