//! Tables and cards in, tables and cards out.

use super::{Answer, Here};
use crate::{chooser, journal::noted};
use app::{
    CalendarExport, EventsAsk, EventsPlan, Exported, Format, ImportAsk, ImportPlan, ImportReport, TablePreview, Target,
};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_import(app: Here<'_>, path: String) -> Answer<TablePreview> {
    noted("preview_import", app.preview_import(&path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn suggest_mapping(app: Here<'_>, kind: String, headers: Vec<String>) -> Answer<Vec<Target>> {
    noted("suggest_mapping", app.suggest_mapping(&kind, headers)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_import(app: Here<'_>, ask: ImportAsk) -> Answer<ImportPlan> {
    noted("plan_import", app.plan_import(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn run_import(app: Here<'_>, ask: ImportAsk) -> Answer<ImportReport> {
    noted("run_import", app.run_import(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_events(app: Here<'_>, ask: EventsAsk) -> Answer<EventsPlan> {
    noted("plan_events", app.plan_events(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn run_events(app: Here<'_>, ask: EventsAsk) -> Answer<ImportReport> {
    noted("run_events", app.run_events(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_import(app: Here<'_>) -> Answer<()> {
    app.stop_import();
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_import_report(app: Here<'_>, path: String) -> Answer<Exported> {
    noted("save_import_report", app.save_import_report(&path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_diagnostics(app: Here<'_>, path: String, text: String) -> Answer<Exported> {
    noted("save_diagnostics", app.save_diagnostics(&path, text)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_records(app: Here<'_>, kind: String, format: Format, path: String) -> Answer<Exported> {
    noted("export_records", app.export_records(&kind, format, &path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_calendar(app: Here<'_>, ask: CalendarExport, path: String) -> Answer<Exported> {
    noted("export_calendar", app.export_calendar(ask, &path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_import_file(shell: AppHandle) -> Answer<Option<String>> {
    Ok(chooser::to_read(&shell).await)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_export_file(shell: AppHandle, suggested: String) -> Answer<Option<String>> {
    Ok(chooser::to_write(&shell, &suggested).await)
}
