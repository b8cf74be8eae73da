//! Making and changing records.

use super::{Answer, Here};
use crate::journal::noted;
use app::Saved;
use std::collections::BTreeMap;

/// What a form was filled with, by field.
type Form = BTreeMap<String, String>;

#[tauri::command]
#[specta::specta]
pub(crate) async fn create_record(app: Here<'_>, kind: String, fields: Form, draft: Option<String>) -> Answer<Saved> {
    noted("create_record", app.create_from(&kind, fields, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_record(
    app: Here<'_>,
    record: String,
    token: String,
    fields: Form,
    draft: Option<String>,
) -> Answer<Saved> {
    noted("edit_record", app.edit_from(&record, &token, fields, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn tag_record(
    app: Here<'_>,
    record: String,
    token: String,
    tag: String,
    present: bool,
) -> Answer<Saved> {
    noted("tag_record", app.tag_record(&record, &token, &tag, present)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_record(app: Here<'_>, record: String, token: String) -> Answer<Saved> {
    noted("delete_record", app.delete_record(&record, &token)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_record(app: Here<'_>, record: String, token: String) -> Answer<Saved> {
    noted("restore_record", app.restore_record(&record, &token)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn write_note(app: Here<'_>, about: String, body: String) -> Answer<Saved> {
    noted("write_note", app.write_note(&about, &body)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_custom_field(
    app: Here<'_>,
    kind: String,
    label: String,
    field_type: String,
    draft: Option<String>,
) -> Answer<Saved> {
    let added = app.add_custom_field(&kind, &label, &field_type, draft.as_deref());
    noted("add_custom_field", added).await
}
