//! Recording voice notes, and what the player asks for besides the sound itself.

use super::{Answer, Here};
use crate::journal::noted;
use app::{Exported, Microphone, Recording, Saved, VoiceNote};

#[tauri::command]
#[specta::specta]
pub(crate) async fn microphones(app: Here<'_>) -> Answer<Vec<Microphone>> {
    noted("microphones", app.microphones()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recording(app: Here<'_>) -> Answer<Recording> {
    Ok(app.recording())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_recording(
    app: Here<'_>,
    about: Option<String>,
    title: String,
    input: Option<String>,
) -> Answer<Recording> {
    let started = app.start_recording(about.as_deref(), &title, input.as_deref());
    noted("start_recording", started).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_recording(app: Here<'_>) -> Answer<Recording> {
    noted("pause_recording", app.pause_recording()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resume_recording(app: Here<'_>) -> Answer<Recording> {
    noted("resume_recording", app.resume_recording()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_recording(app: Here<'_>) -> Answer<Recording> {
    noted("stop_recording", app.stop_recording()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_recording(app: Here<'_>) -> Answer<Saved> {
    noted("discard_recording", app.discard_recording()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_recording(app: Here<'_>, words: String) -> Answer<Saved> {
    noted("mark_recording", app.mark_recording(&words)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn voice_note(app: Here<'_>, note: String) -> Answer<VoiceNote> {
    noted("voice_note", app.voice_note(&note)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_sound(app: Here<'_>, note: String, at_ms: i64, words: String) -> Answer<Saved> {
    noted("mark_sound", app.mark_sound(&note, at_ms, &words)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fetch_sound(app: Here<'_>, note: String) -> Answer<VoiceNote> {
    noted("fetch_sound", app.fetch_sound(&note)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_sound(app: Here<'_>, sound: String, path: String) -> Answer<Exported> {
    noted("export_sound", app.export_sound(&sound, &path)).await
}
