//! From the feed of `app` to the window: what has been committed, and how far a long act is.

use app::{App, Changed, ChangedBy, News};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Records changed; read them again.
#[derive(Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "changed")]
pub(crate) struct RecordsChanged(Changed);

/// A long act goes on.
#[derive(Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "progress")]
pub(crate) struct ActProgressed(app::Progress);

/// This device and its server stand otherwise than before; read it again.
#[derive(Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "sync")]
pub(crate) struct SyncChanged();

/// What is recorded, as it is now.
#[derive(Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "recording")]
pub(crate) struct RecordingHeard(app::Recording);

/// Tells the window everything that the feed brings, until the app is gone.
pub(crate) async fn tell(window: AppHandle, app: App) {
    let mut feed = app.news();
    while let Some(news) = next(&mut feed, &app).await {
        let told = match news {
            News::Changed(changed) => RecordsChanged(changed).emit(&window),
            News::Progress(progress) => ActProgressed(progress).emit(&window),
            News::Sync => SyncChanged().emit(&window),
            News::Recording(now) => RecordingHeard(*now).emit(&window),
        };
        if told.is_err() {
            tracing::warn!("the window could not be told what changed");
        }
    }
}

/// The next news; where some were missed, one that has every kind read again.
async fn next(feed: &mut Receiver<News>, app: &App) -> Option<News> {
    match feed.recv().await {
        Ok(news) => Some(news),
        Err(RecvError::Lagged(missed)) => {
            tracing::warn!(missed, "news were missed");
            let kinds = app.counts().await.unwrap_or_default().into_keys().collect();
            Some(News::Changed(Changed {
                kinds,
                records: Vec::new(),
                source: ChangedBy::Here,
            }))
        }
        Err(RecvError::Closed) => None,
    }
}
