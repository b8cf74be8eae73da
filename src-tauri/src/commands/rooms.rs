//! Today, the timeline, the handoff, saved views, drafts, and one act on many records.

use super::{Answer, Here};
use crate::journal::noted;
use app::{Draft, Found, Handoff, ManySaved, Saved, SavedView, Timeline, Today, ViewAsk};
use std::collections::BTreeMap;

/// What a form was filled with, by field.
type Form = BTreeMap<String, String>;

#[tauri::command]
#[specta::specta]
pub(crate) async fn today(app: Here<'_>) -> Answer<Today> {
    noted("today", app.today()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn timeline(app: Here<'_>, record: String, before: Option<String>, limit: u32) -> Answer<Timeline> {
    noted("timeline", app.timeline(&record, before.as_deref(), limit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn handoff(app: Here<'_>, record: String) -> Answer<Handoff> {
    noted("handoff", app.handoff(&record)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn find_grouped(app: Here<'_>, text: String, limit: u32) -> Answer<Found> {
    noted("find_grouped", app.find_grouped(&text, limit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_views(app: Here<'_>, kind: String) -> Answer<Vec<SavedView>> {
    noted("saved_views", app.saved_views(&kind)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_view(
    app: Here<'_>,
    view: Option<String>,
    name: String,
    kind: String,
    ask: ViewAsk,
    shared: bool,
    draft: Option<String>,
) -> Answer<Saved> {
    let saved = app.save_view(view.as_deref(), &name, &kind, ask, shared, draft.as_deref());
    noted("save_view", saved).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_many(
    app: Here<'_>,
    records: Vec<String>,
    fields: Form,
    draft: Option<String>,
) -> Answer<ManySaved> {
    noted("edit_many", app.edit_many(&records, fields, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn tag_many(app: Here<'_>, records: Vec<String>, tag: String, present: bool) -> Answer<ManySaved> {
    noted("tag_many", app.tag_many(&records, &tag, present)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_many(app: Here<'_>, records: Vec<String>) -> Answer<ManySaved> {
    noted("delete_many", app.delete_many(&records)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_draft(
    app: Here<'_>,
    key: String,
    kind: String,
    record: Option<String>,
    token: Option<String>,
    fields: Form,
) -> Answer<()> {
    noted(
        "keep_draft",
        app.keep_draft(&key, &kind, record.as_deref(), token.as_deref(), fields),
    )
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drafts(app: Here<'_>) -> Answer<Vec<Draft>> {
    noted("drafts", app.drafts()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_draft(app: Here<'_>, key: String) -> Answer<()> {
    noted("drop_draft", app.drop_draft(&key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preferences(app: Here<'_>) -> Answer<Form> {
    noted("preferences", app.preferences()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn prefer(app: Here<'_>, name: String, choice: String) -> Answer<()> {
    noted("prefer", app.prefer(&name, &choice)).await
}
