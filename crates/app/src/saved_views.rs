//! Saved views: a list as somebody likes to see it. They are ordinary records of the kind `saved_view`, with a history and an
//! undo; what they show is one line of JSON, which is read as strictly here as a list's own question.

use crate::{
    App, Clause, Failure, Saved, Sort,
    filter::{self, With},
    naming::record_of,
};
use model::{KindKey, RecordId, Schema, Value, typed};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::{Listing, Order, Store};

/// Saved views of one kind, at most: a menu, not an archive.
const VIEWS_MOST: u32 = 500;

/// What a saved view shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ViewAsk {
    /// The conditions.
    #[serde(default)]
    pub filter: Vec<Clause>,
    /// One of them is enough; otherwise all have to hold.
    #[serde(default)]
    pub any: bool,
    /// In which order; by name where none is given.
    #[serde(default)]
    pub sort: Option<Sort>,
    /// The fields that are shown, in order.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SavedView {
    /// The record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The kind that it lists.
    pub kind: String,
    /// What it shows; `null` where a newer version wrote it and this one cannot read it.
    pub ask: Option<ViewAsk>,
    /// Whether everyone has it.
    pub shared: bool,
    /// Whether it is of whoever works here.
    pub mine: bool,
}

impl App {
    /// The saved views of a kind: mine and the shared ones, by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn saved_views(&self, kind: &str) -> Result<Vec<SavedView>, Failure> {
        let store = self.store().await?;
        let me = record_of(store.device().person).to_string();
        let views = Listing {
            order: Order::Newest,
            limit: VIEWS_MOST,
            ..Listing::of(KindKey::of("saved_view"))
        };
        let rows = store.list(&views).await?.rows;
        let view = |row: store::Listed| {
            let text = |key: &str| {
                let value = row.values.iter().find(|(k, _)| *k == key);
                value.map(|(_, value)| typed::text_of(value)).unwrap_or_default()
            };
            let owner = text("owner");
            SavedView {
                id: row.id.to_string(),
                name: text("name"),
                kind: text("for_kind"),
                ask: serde_json::from_str(&text("ask")).ok(),
                shared: text("shared") == "yes",
                mine: owner.is_empty() || owner == me,
            }
        };
        let mut views: Vec<SavedView> = rows.into_iter().map(view).collect();
        views.retain(|view| view.kind == kind && (view.mine || view.shared));
        views.sort_by_cached_key(|view| model::fold::fold(&view.name));
        Ok(views)
    }

    /// Keeps a list as it is shown: a new view, or `view` anew. It is deleted like any record. A draft of its name
    /// goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` for a condition, order or column that the kind does not have, `NotFound`, `Refused`, or the store's.
    pub async fn save_view(
        &self,
        view: Option<&str>,
        name: &str,
        kind: &str,
        ask: ViewAsk,
        shared: bool,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let ask = serde_json::to_string(&ask)
            .map_err(|_| Failure::invalid("This list cannot be kept. Leave some conditions out and try again."))?;
        let shared = if shared { "yes" } else { "no" };
        let mut form: BTreeMap<String, String> = [
            ("name", name),
            ("for_kind", kind),
            ("ask", ask.as_str()),
            ("shared", shared),
        ]
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into();
        let Some(view) = view else {
            form.insert("owner".to_owned(), record_of(store.device().person).to_string());
            return self.create_from("saved_view", form, draft).await;
        };
        let id: RecordId = view.parse()?;
        let stored = store.record(id).await?.ok_or_else(Failure::not_found)?;
        self.edit_from(view, &crate::views::token(&stored.base), form, draft)
            .await
    }

    /// A saved view's line of JSON is checked wherever it comes from. `before` has the kind where the form does not name it.
    pub(crate) fn check_view(
        &self,
        store: &Store,
        kind: &KindKey,
        before: Option<&model::Record>,
        form: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let (Some(ask), "saved_view") = (form.get("ask"), kind.as_str()) else {
            return Ok(());
        };
        let schema = store.schema();
        let ask: ViewAsk = serde_json::from_str(ask).map_err(|_| {
            Failure::invalid("Shows: this is not a list that can be kept. Save the view from its list again.")
        })?;
        let listed = form.get("for_kind").map(String::as_str).or_else(|| {
            let before = before?.value(&schema, "for_kind");
            before.and_then(Value::as_text)
        });
        let listed = schema
            .kind(listed.unwrap_or_default())
            .ok_or_else(|| Failure::invalid("On: there is no such kind of record."))?;
        let listed = KindKey::of(listed.key);
        filter::read(&listed, &ask.filter, ask.any, &self.with(store, &schema, &self.clock()))?;
        if let Some(sort) = &ask.sort {
            filter::sortable(&schema, &listed, &sort.field)?;
        }
        ask.columns
            .iter()
            .try_for_each(|key| filter::field(&schema, &listed, key).map(drop))
    }

    /// What conditions are read with, here and now.
    pub(crate) fn with<'a>(&'a self, store: &Store, schema: &'a Schema, clock: &'a crate::clock::Clock) -> With<'a> {
        With {
            schema,
            reading: self.0.surroundings.reading(),
            clock,
            me: record_of(store.device().person).to_string(),
        }
    }
}
