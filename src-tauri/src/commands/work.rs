//! Tasks, service issues, ways out of the window, and the sample organisation to try them on.

use super::{Answer, Here};
use crate::{journal::noted, outside};
use app::{FollowUp, IssueClock, QuickPlan, SampleRemoved, SampleState, Saved, Way, addresses};
use std::collections::BTreeMap;
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_add_plan(app: Here<'_>, text: String) -> Answer<QuickPlan> {
    noted("quick_add_plan", app.quick_add_plan(&text)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn quick_add(app: Here<'_>, plan: QuickPlan, draft: Option<String>) -> Answer<Saved> {
    noted("quick_add", app.quick_add(plan, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn complete_task(app: Here<'_>, task: String, token: String, note: Option<String>) -> Answer<Saved> {
    noted("complete_task", app.complete_task(&task, &token, note.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn snooze_task(app: Here<'_>, task: String, token: String, until: String) -> Answer<Saved> {
    noted("snooze_task", app.snooze_task(&task, &token, &until)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn follow_up(app: Here<'_>, ask: FollowUp, draft: Option<String>) -> Answer<Saved> {
    noted("follow_up", app.follow_up(ask, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn log_issue(app: Here<'_>, fields: BTreeMap<String, String>, draft: Option<String>) -> Answer<Saved> {
    noted("log_issue", app.log_issue(fields, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_issue_status(app: Here<'_>, issue: String, token: String, status: String) -> Answer<Saved> {
    noted("set_issue_status", app.set_issue_status(&issue, &token, &status)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_issue_priority(app: Here<'_>, issue: String, token: String, priority: String) -> Answer<Saved> {
    noted("set_issue_priority", app.set_issue_priority(&issue, &token, &priority)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resolve_issue(
    app: Here<'_>,
    issue: String,
    token: String,
    resolution: String,
    draft: Option<String>,
) -> Answer<Saved> {
    let resolved = app.resolve_issue(&issue, &token, &resolution, draft.as_deref());
    noted("resolve_issue", resolved).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn reopen_issue(app: Here<'_>, issue: String, token: String) -> Answer<Saved> {
    noted("reopen_issue", app.reopen_issue(&issue, &token)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn issue_clock(app: Here<'_>, issue: String) -> Answer<IssueClock> {
    noted("issue_clock", app.issue_clock(&issue)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn issue_clocks(app: Here<'_>) -> Answer<Vec<IssueClock>> {
    noted("issue_clocks", app.issue_clocks()).await
}

/// Whether a program was there to take it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_outside(shell: AppHandle, way: Way, text: String) -> Answer<bool> {
    Ok(outside::open(&shell, &addresses(way, &text)))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn load_sample(app: Here<'_>) -> Answer<Saved> {
    noted("load_sample", app.load_sample()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sample_state(app: Here<'_>) -> Answer<SampleState> {
    noted("sample_state", app.sample_state()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_sample(app: Here<'_>) -> Answer<SampleRemoved> {
    noted("remove_sample", app.remove_sample()).await
}
