//! What the palette shows of a search: records to go to, by name or number, apart from bodies that mention the words.

use crate::{App, Failure, Hit, reading::count};
use serde::Serialize;
use specta::Type;

/// What was found, in the palette's groups.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Found {
    /// Found by name, number, tag or the name of what they are linked to; best first.
    pub names: Vec<Hit>,
    /// Found by the words of a note or a detail.
    pub mentions: Vec<Hit>,
    /// Living records on this device.
    pub records: u32,
}

impl App {
    /// Records of every kind that match what was typed, best first, in the palette's groups.
    ///
    /// # Errors
    /// The store's.
    pub async fn find_grouped(&self, text: &str, limit: u32) -> Result<Found, Failure> {
        let store = self.store().await?;
        let schema = store.schema();
        let body = |hit: &Hit| {
            let kind = schema.kind(&hit.kind);
            let mut fields = kind.into_iter().flat_map(|kind| kind.fields);
            fields.any(|field| field.kind == model::FieldType::LongText && field.label == hit.matched)
        };
        let (mentions, names) = self.find(text, limit).await?.into_iter().partition(body);
        let records = store.summary().await?.records;
        Ok(Found {
            names,
            mentions,
            records: count(records.values().sum()),
        })
    }
}
