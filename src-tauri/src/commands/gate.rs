//! Opening the database of this device.

use super::{Answer, Here};
use crate::journal::noted;
use app::{App, Gate};
use tokio::{runtime::Handle, task::spawn_blocking};

#[tauri::command]
#[specta::specta]
pub(crate) async fn gate(app: Here<'_>) -> Answer<Gate> {
    noted("gate", aside(&app, async |app| app.gate().await)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock(app: Here<'_>, passphrase: String) -> Answer<Gate> {
    noted("unlock", aside(&app, async |app| app.unlock(passphrase).await)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_beside(app: Here<'_>) -> Answer<Gate> {
    noted("start_beside", aside(&app, async |app| app.start_beside().await)).await
}

/// Opens on a thread of its own. The compiler cannot show that the future of opening may move between threads: sqlx's
/// `Migrator::run` takes its connection in a way that is `Send` for one lifetime, not for all. With `run_direct` in `store`
/// this detour is not needed.
async fn aside<Open>(app: &App, open: Open) -> Answer<Gate>
where
    Open: AsyncFnOnce(App) -> Answer<Gate> + Send + 'static,
{
    let app = app.clone();
    spawn_blocking(move || Handle::current().block_on(open(app))).await?
}
