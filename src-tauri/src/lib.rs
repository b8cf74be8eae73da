//! The shell: turns the window's calls into calls on `app`, and the feed of `app` into events for the window.
//!
//! The one thing not to do here: decide anything. A command's body is one line; what it means stands in `app`.

pub mod bindings;
mod chooser;
mod commands;
#[cfg(target_os = "linux")]
mod drawing;
mod journal;
mod news;
mod outside;
mod served;
mod window;

use anyhow::Context;
use app::{App, Surroundings};
use mimalloc::MiMalloc;
use tauri::{Manager, RunEvent, async_runtime};

/// Reading rows and drawing up an import ask for memory in many small pieces: with the C library's allocator that was 28 % of a
/// search's time and 30 % of an import's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The folder of the database and its key's traces, below the app's own.
const DEVICE: &str = "device";

/// Has a new database begin with the sample organisation.
const WITH_SAMPLE: &str = "--with-sample";

/// Has the database lie in another folder: `--data FOLDER`.
const DATA: &str = "--data";

/// Has a database that belongs to no server join the one that a file names: `--join FILE`, JSON with `url`, `organisation`,
/// `name` and `password`.
const JOIN: &str = "--join";

/// Opens the app and stays until its window is closed.
///
/// # Errors
/// When the platform cannot give a window, or a folder for the app's data.
pub fn run() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    let drawing = drawing::suit_this_computer();
    let bridge = bindings::bridge();
    let commands = bridge.invoke_handler();
    let builder = tauri::Builder::default();
    #[cfg(desktop)]
    let builder = desktop(builder);
    builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(opener())
        .register_asynchronous_uri_scheme_protocol(served::SOUND, served::sound)
        .register_asynchronous_uri_scheme_protocol(served::PICTURE, served::picture)
        .invoke_handler(commands)
        .setup(move |shell| {
            journal::begin(shell)?;
            #[cfg(target_os = "linux")]
            if let Err(error) = drawing {
                tracing::warn!(%error, "draws slowly");
            }
            bridge.mount_events(shell);
            begin(shell)?;
            window::open(shell)?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window could not be opened")?
        .run(|shell, event| {
            if let RunEvent::Exit = event {
                async_runtime::block_on(shell.state::<App>().close());
            }
        });
    Ok(())
}

/// Sets the app up in this computer's surroundings, and has its news told to the window.
fn begin(shell: &tauri::App) -> anyhow::Result<()> {
    let folder = match argument(DATA) {
        Some(folder) => folder.into(),
        // The local folder: a roaming one would be copied between machines while the database is open.
        None => shell.path().app_local_data_dir().context("no folder for data")?,
    };
    let folder = folder.join(DEVICE);
    let mut app = App::new(Surroundings::of_this_computer(folder));
    if std::env::args().any(|argument| argument == WITH_SAMPLE) {
        app = app.with_sample();
    }
    if let Some(file) = argument(JOIN) {
        let text = std::fs::read(&file).with_context(|| format!("reading {file}"))?;
        app = app.joining(serde_json::from_slice(&text).with_context(|| format!("reading {file}"))?);
    }
    async_runtime::spawn(news::tell(shell.handle().clone(), app.clone()));
    // The database opens while the platform still makes the window, whose own question then finds the answer there.
    let ahead = app.clone();
    async_runtime::spawn(async move { journal::noted("gate_ahead", ahead.gate_ahead()).await });
    shell.manage(app);
    Ok(())
}

/// What follows a name on the command line.
fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn mobile() {
    if let Err(error) = run() {
        tracing::error!(%error, "stopped");
    }
}

/// Opens addresses in other programs, for `outside` alone: the page may not ask it for anything, and no link of a page goes there
/// by itself.
fn opener() -> impl tauri::plugin::Plugin<tauri::Wry> {
    tauri_plugin_opener::Builder::new()
        .open_js_links_on_click(false)
        .build()
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
