//! Files that hang on records. What is drawn of them comes by an address of its own (`served`).

use super::{Answer, Here};
use crate::{chooser, journal::noted};
use app::{Attachment, Exported, Saved};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub(crate) async fn attachments(app: Here<'_>, about: String) -> Answer<Vec<Attachment>> {
    noted("attachments", app.attachments(&about)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment(app: Here<'_>, id: String) -> Answer<Attachment> {
    noted("attachment", app.attachment(&id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_attachments(shell: AppHandle) -> Answer<Vec<String>> {
    Ok(chooser::to_attach(&shell).await)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_file(app: Here<'_>, about: String, path: String) -> Answer<Saved> {
    noted("attach_file", app.attach_file(&about, &path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_attachment(app: Here<'_>, about: String, name: String, size: u64) -> Answer<String> {
    noted("begin_attachment", app.begin_attachment(&about, &name, size)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_piece(app: Here<'_>, arriving: String, base64: String) -> Answer<()> {
    noted("attach_piece", app.attach_piece(&arriving, &base64)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_attachment(app: Here<'_>, arriving: String) -> Answer<Saved> {
    noted("end_attachment", app.end_attachment(&arriving)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_attachment(app: Here<'_>, arriving: String) -> Answer<()> {
    noted("stop_attachment", app.stop_attachment(&arriving)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fetch_attachment(app: Here<'_>, id: String) -> Answer<Attachment> {
    noted("fetch_attachment", app.fetch_attachment(&id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_attachment(app: Here<'_>, content: String, path: String) -> Answer<Exported> {
    noted("save_attachment", app.save_attachment(&content, &path)).await
}
