//! The shell: turns the window's calls into calls on `app`, and the feed of `app` into events for the window.
//!
//! The one thing not to do here: decide anything. A command's body is one line; what it means stands in `app`.

pub mod bindings;
mod commands;
mod journal;
mod window;

use anyhow::Context;

/// Opens the app and stays until its window is closed.
///
/// # Errors
/// When the platform cannot give a window, or a folder for the app's data.
pub fn run() -> anyhow::Result<()> {
    let bridge = bindings::bridge();
    let commands = bridge.invoke_handler();
    let builder = tauri::Builder::default();
    #[cfg(desktop)]
    let builder = desktop(builder);
    builder
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands)
        .setup(move |app| {
            journal::begin(app)?;
            bridge.mount_events(app);
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .context("the window could not be opened")
}

#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn mobile() {
    if let Err(error) = run() {
        tracing::error!(%error, "stopped");
    }
}

/// What only a desktop has: several starts of one app, and windows with a place and a size.
#[cfg(desktop)]
fn desktop(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    builder
        // First, so that a second start hands over before anything else of it has begun.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            window::bring_forward(app)
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
}
