//! The bridge between the window and the shell, and its TypeScript side, `ui/src/bindings/commands.ts`.
//!
//! That file is generated from the commands' own signatures, committed, and compared with a fresh one by a test.

use std::path::Path;

use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// Every command and event, typed.
#[must_use]
pub fn bridge() -> Builder<tauri::Wry> {
    Builder::new()
        .commands(collect_commands![])
        // A failure comes back as a value with its type; only what nobody foresaw is thrown.
        .error_handling(ErrorHandlingMode::Result)
        // Milliseconds and counts stay far below 2^53.
        .dangerously_cast_bigints_to_number()
}

/// Writes the TypeScript side of the bridge to `path`.
///
/// # Errors
/// When a type has no TypeScript shape, or `path` cannot be written.
pub fn write(path: &Path) -> anyhow::Result<()> {
    bridge().export(Typescript::default(), path)?;
    Ok(())
}
