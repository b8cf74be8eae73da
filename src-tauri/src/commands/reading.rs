//! Lists, cards, search and counts.

use super::{Answer, Here};
use crate::journal::noted;
use app::{Card, Hit, ListAsk, Page, Truth};
use std::collections::BTreeMap;

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_records(app: Here<'_>, ask: ListAsk) -> Answer<Page> {
    noted("list_records", app.list_records(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn find(app: Here<'_>, text: String, limit: u32) -> Answer<Vec<Hit>> {
    noted("find", app.find(&text, limit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn card(app: Here<'_>, record: String) -> Answer<Card> {
    noted("card", app.card(&record)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn truth(app: Here<'_>) -> Answer<Truth> {
    noted("truth", app.truth()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn counts(app: Here<'_>) -> Answer<BTreeMap<String, u32>> {
    noted("counts", app.counts()).await
}
