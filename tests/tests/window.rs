//! The window by itself: it opens in every look, and the browser in it leaves nothing behind.

use std::path::Path;

use journeys::{Look, Plain, Tablet, Window};
use serde_json::json;

#[tokio::test]
async fn the_window_opens_at_every_size_light_and_dark() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    for (name, look) in [("gate-laptop", Look::LAPTOP), ("gate-phone-dark", Look::PHONE.dark())] {
        let window = Window::open(&tablet, look).await?;
        let seen = "return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]";
        let seen = window.client.execute(seen, vec![]).await?;
        window.shoot(name).await?;
        assert_eq!(seen, json!([look.size.0, look.size.1, look.dark]), "{name}");
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_script_of_a_stranger_runs() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    // An event handler in markup: what a name or a note with HTML in it would have to get through. The picture cannot
    // load, so the handler would run; the listener beside it shows that the moment has come.
    let inject = "const done = arguments[0];
         document.body.insertAdjacentHTML('beforeend', `<img id=stranger src=nothing: onerror='this.title = \"ran\"'>`);
         const picture = document.getElementById('stranger');
         picture.addEventListener('error', () => done(picture.title));";
    assert_eq!(window.client.execute_async(inject, vec![]).await?, json!(""));
    window.close().await
}

#[tokio::test]
async fn a_window_that_nobody_drives_keeps_no_browser_storage() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    Plain::open(&tablet).await?.kill();

    let files = tablet.search(&[])?.files;

    assert!(files.iter().any(|file| is_log(file)), "the app ran: {files:?}");
    let strange: Vec<_> = files.iter().filter(|file| !is_ours(file, tablet.root())).collect();
    assert!(strange.is_empty(), "{strange:#?}");
    Ok(())
}

fn is_log(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "log")
}

/// What the app itself may write; the graphics driver, which knows shaders only; and what WebKit lays out for a lasting
/// context that Tauri makes and no page uses: random salts, and a list of secure hosts, of which there are none.
fn is_ours(file: &Path, root: &Path) -> bool {
    let shaders = root.join("cache/mesa_shader_cache");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let empty = name == "salt" || name == "hsts-storage.sqlite";
    is_log(file) || file.starts_with(shaders) || empty || name.starts_with("outpost.") || name == ".window-state.json"
}
