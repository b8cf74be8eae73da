//! What the window may ask for. Each body is one line that calls `app`.

pub(crate) mod attachments;
pub(crate) mod calendar;
pub(crate) mod exchange;
pub(crate) mod gate;
pub(crate) mod history;
pub(crate) mod reading;
pub(crate) mod recording;
pub(crate) mod records;
pub(crate) mod review;
pub(crate) mod rooms;
pub(crate) mod syncing;
pub(crate) mod trade;
pub(crate) mod work;

use tauri::State;

/// The app on this device, as a command is handed it.
type Here<'a> = State<'a, app::App>;

/// What a command answers.
type Answer<T> = Result<T, app::Failure>;
