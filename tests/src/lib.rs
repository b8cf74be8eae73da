//! The real window under test: a private display, a private home, the built app, and WebDriver's hands.
//!
//! [`Tablet`] is a device: its folders outlive the app that runs on it. [`Window`] is one run of the app on it, up to a
//! closing or a kill. WebKit's own driver is spoken to directly: on Linux a driver of Tauri's in between would only hand
//! the same words on, and would have to be built first.
//!
//! The one thing not to do here: wait for an amount of time. Everything waits for a condition, up to [`PATIENCE`].

#![cfg(target_os = "linux")]

mod access;
mod child;
mod display;
mod files;
mod frames;
mod keyring;
mod office;
mod person;
mod plain;
mod reach;
mod search;
mod sound;
mod steps;
mod tablet;
mod window;

use std::{fs, path::PathBuf, time::Duration};

use anyhow::Context;

pub use display::Display;
pub use fantoccini::{Client, Locator, elements::Element, key::Key};
pub use frames::Frames;
pub use office::Office;
pub use person::PASSPHRASE;
pub use plain::Plain;
pub use search::{Found, Looked, search};
pub use sound::{Microphone, Speaking, pitch};
pub use steps::Step;
pub use tablet::{Tablet, app_binary};
pub use window::{Look, Window};

/// The longest that anything is waited for: far more than it takes, so that a busy machine fails no test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How long to breathe between two looks at a condition.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Looks until `condition` gives something.
///
/// # Errors
/// When it gave nothing within [`PATIENCE`]; `what` says what was waited for.
pub async fn until<T>(what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> anyhow::Result<T> {
    let seen = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(seen) = condition().await {
                return seen;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    });
    seen.await
        .map_err(|_| anyhow::anyhow!("waited {PATIENCE:?} in vain: {what}"))
}

/// A folder in target/ for what outlives a test.
fn kept(name: &str) -> anyhow::Result<PathBuf> {
    let folder = app_binary()?.ancestors().nth(2).context("no target folder")?.join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
