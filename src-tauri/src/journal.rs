//! The app's log file: codes, counts and durations. Never a value that a person has typed, a name, or a path of theirs.
//!
//! Only this project's own rooms are heard. Libraries are not: a database driver likes to log statements, and a browser
//! logs addresses.

use std::time::{Duration, Instant};

use anyhow::Context;
use tauri::{App, Manager};
use tracing::Level;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Days of logs that are kept.
const KEPT: usize = 7;

/// The rooms that may write into the log.
const ROOMS: [&str; 6] = ["outpost_lib", "app", "store", "keys", "exchange", "voice"];

/// Starts the log of this run in the platform's folder for logs.
///
/// # Errors
/// When that folder is unknown or cannot be written.
pub(crate) fn begin(app: &App) -> anyhow::Result<()> {
    let folder = app.path().app_log_dir().context("no folder for logs")?;
    std::fs::create_dir_all(&folder).context("the folder for logs cannot be made")?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("outpost")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(folder)
        .context("the log cannot be written")?;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(file)
        .with_filter(Targets::new().with_targets(ROOMS.map(|room| (room, Level::INFO))));
    // A second start within one process (tests) finds the first log in place; that is fine.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        os = std::env::consts::OS,
        "started"
    );
    Ok(())
}

/// From this on, a command is slow enough to be worth a line.
const SLOW: Duration = Duration::from_millis(100);

/// Waits for a command's answer, and notes it when it failed or was slow: its name, its code, its time.
pub(crate) async fn noted<T>(
    command: &'static str,
    answer: impl Future<Output = Result<T, app::Failure>>,
) -> Result<T, app::Failure> {
    let from = Instant::now();
    let answer = answer.await;
    let ms = from.elapsed().as_millis();
    match &answer {
        Err(failure) => tracing::warn!(command, code = ?failure.code, ms, "failed"),
        Ok(_) if from.elapsed() > SLOW => tracing::info!(command, ms, "slow"),
        Ok(_) => {}
    }
    answer
}
