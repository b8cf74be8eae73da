//! This device and its server.

use super::{Answer, Here};
use crate::journal::noted;
use app::{AtStake, EnrolAsk, Fleet, HeldItem, JoinAsk, LogAudit, SyncState, WaitingItem};

#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_state(app: Here<'_>) -> Answer<SyncState> {
    noted("sync_state", app.sync_state()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_waiting(app: Here<'_>) -> Answer<Vec<WaitingItem>> {
    noted("sync_waiting", app.sync_waiting()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_held(app: Here<'_>) -> Answer<Vec<HeldItem>> {
    noted("sync_held", app.sync_held()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn at_stake(app: Here<'_>) -> Answer<AtStake> {
    noted("at_stake", app.at_stake()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn audit(app: Here<'_>) -> Answer<LogAudit> {
    noted("audit", app.audit()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_now(app: Here<'_>) -> Answer<SyncState> {
    noted("sync_now", app.sync_now()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn enrol(app: Here<'_>, ask: EnrolAsk) -> Answer<SyncState> {
    noted("enrol", app.enrol(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn join(app: Here<'_>, ask: JoinAsk) -> Answer<SyncState> {
    noted("join", app.join(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_again(app: Here<'_>, password: String) -> Answer<SyncState> {
    noted("sign_in_again", app.sign_in_again(password)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_password(app: Here<'_>, present: String, next: String) -> Answer<()> {
    noted("change_password", app.change_password(present, next)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(app: Here<'_>) -> Answer<SyncState> {
    noted("sign_out", app.sign_out()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn refusal_seen(app: Here<'_>, change: String) -> Answer<()> {
    noted("refusal_seen", app.refusal_seen(&change)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fleet(app: Here<'_>) -> Answer<Fleet> {
    noted("fleet", app.fleet()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn invite(app: Here<'_>, role: String) -> Answer<String> {
    noted("invite", app.invite(&role)).await
}
