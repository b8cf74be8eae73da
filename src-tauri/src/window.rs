//! The one window. It keeps nothing on disk: what is written on this device is in the encrypted database, nowhere else.

use tauri::{App, Manager, WebviewWindowBuilder};

/// Label of the window, here and in `tauri.conf.json`.
const MAIN: &str = "main";

/// Set by WebDriver servers. WebKitGTK lets only a lasting browser context be driven, so a driven window is not private;
/// `tests/` therefore checks both: a driven window's storage for canaries, and an ordinary window's for any storage at all.
const DRIVEN: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Opens the window as `tauri.conf.json` describes it, with a private browser context.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let driven = std::env::var(DRIVEN).as_deref() == Ok("true");
    let windows = &app.config().app.windows;
    if let Some(main) = windows.iter().find(|window| window.label == MAIN) {
        WebviewWindowBuilder::from_config(app, main)?
            .incognito(!driven)
            .build()?;
    }
    Ok(())
}

/// Shows the window to a person who has started the app a second time.
#[cfg(desktop)]
pub(crate) fn bring_forward(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // The platform may refuse each of these; the window is there all the same.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
