//! Prepares the Tauri context: the capabilities stand beside the shell, the configuration at the top level.

use anyhow::{Context, ensure};

fn main() -> anyhow::Result<()> {
    ensure_ui_is_built()?;
    tauri_build::try_build(tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/*.json"))
        .context("the Tauri configuration or a capability is wrong")
}

/// The window's pages are compiled in. Without them the failure would come later, and in darker words.
fn ensure_ui_is_built() -> anyhow::Result<()> {
    if std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_none() {
        return Ok(());
    }
    let page = std::path::Path::new("ui/build/index.html");
    ensure!(
        page.exists(),
        "the UI is not built yet: run `scripts/build-ui.sh` first (`make run` and `make test` do)"
    );
    Ok(())
}
