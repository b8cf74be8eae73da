//! Opening the database of this device.

use super::{Answer, Here};
use crate::journal::noted;
use app::Gate;

#[tauri::command]
#[specta::specta]
pub(crate) async fn gate(app: Here<'_>) -> Answer<Gate> {
    noted("gate", app.gate()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(app: Here<'_>, passphrase: String) -> Answer<Gate> {
    noted("unlock", app.unlock(passphrase)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_beside(app: Here<'_>) -> Answer<Gate> {
    noted("start_beside", app.start_beside()).await
}
