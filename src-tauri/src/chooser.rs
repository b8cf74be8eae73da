//! The platform's own windows for choosing a file. The page cannot open them: it asks, and gets the path that was chosen.

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

/// Asks for a file to read. None where the person closes the window without choosing.
pub(crate) async fn to_read(shell: &AppHandle) -> Option<String> {
    let (chosen, choice) = oneshot::channel();
    let dialog = shell.dialog().file().add_filter(
        "Tables, contact cards and calendars",
        &["csv", "tsv", "txt", "vcf", "ics"],
    );
    dialog
        .add_filter("All files", &["*"])
        .pick_file(|path| drop(chosen.send(path)));
    choice.await.ok().flatten().map(words)
}

/// Asks for files to attach. None where the person closes the window without choosing.
pub(crate) async fn to_attach(shell: &AppHandle) -> Vec<String> {
    let (chosen, choice) = oneshot::channel();
    shell.dialog().file().pick_files(|paths| drop(chosen.send(paths)));
    let paths = choice.await.ok().flatten().unwrap_or_default();
    paths.into_iter().map(words).collect()
}

/// Asks for a place to write to, with a name to begin with.
pub(crate) async fn to_write(shell: &AppHandle, suggested: &str) -> Option<String> {
    let (chosen, choice) = oneshot::channel();
    shell
        .dialog()
        .file()
        .set_file_name(suggested)
        .save_file(|path| drop(chosen.send(path)));
    choice.await.ok().flatten().map(words)
}

/// A path; on a phone, an address that the platform gives instead.
fn words(chosen: FilePath) -> String {
    chosen.to_string()
}
