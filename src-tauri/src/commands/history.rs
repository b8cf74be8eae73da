//! Who wrote what, and taking it back.

use super::{Answer, Here};
use crate::journal::noted;
use app::{GestureLine, History, Undone};

#[tauri::command]
#[specta::specta]
pub(crate) async fn history(app: Here<'_>, record: String, field: Option<String>) -> Answer<History> {
    noted("history", app.history(&record, field.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn whole_history(app: Here<'_>, record: String, field: Option<String>) -> Answer<History> {
    noted("whole_history", app.whole_history(&record, field.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(app: Here<'_>, gesture: String) -> Answer<Undone> {
    noted("undo", app.undo(&gesture)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recent_gestures(app: Here<'_>, limit: u32) -> Answer<Vec<GestureLine>> {
    noted("recent_gestures", app.recent_gestures(limit)).await
}
