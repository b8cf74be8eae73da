//! The front desk's book.

use super::{Answer, Here};
use crate::journal::noted;
use app::{BookAsk, Calendar, FreeSlot, MoveAsk, Saved, SlotAsk, StepAsk};

#[tauri::command]
#[specta::specta]
pub(crate) async fn calendar(app: Here<'_>, from: String, days: u32) -> Answer<Calendar> {
    noted("calendar", app.calendar(&from, days)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn free_slots(app: Here<'_>, ask: SlotAsk) -> Answer<Vec<FreeSlot>> {
    noted("free_slots", app.free_slots(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn book_appointment(app: Here<'_>, ask: BookAsk, draft: Option<String>) -> Answer<Saved> {
    noted("book_appointment", app.book_appointment(ask, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn move_appointment(app: Here<'_>, ask: MoveAsk) -> Answer<Saved> {
    noted("move_appointment", app.move_appointment(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn step_appointment(app: Here<'_>, ask: StepAsk) -> Answer<Saved> {
    noted("step_appointment", app.step_appointment(ask)).await
}
