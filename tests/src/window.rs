//! One run of the app: from its start to its closing, or its kill.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::Context;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::json;

use crate::{PATIENCE, Tablet, app_binary, child::Running, until};

/// How the window is to look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Width and height of the window in pixels.
    pub size: (u32, u32),
    /// Whether the person prefers a dark screen.
    pub dark: bool,
}

impl Look {
    /// A laptop's window, light.
    pub const LAPTOP: Self = Self {
        size: (1280, 800),
        dark: false,
    };
    /// A tablet held upright, light.
    pub const TABLET: Self = Self {
        size: (834, 1112),
        dark: false,
    };
    /// The smallest window, as on a phone.
    pub const PHONE: Self = Self {
        size: (360, 740),
        dark: false,
    };

    /// The same on a dark screen.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// The app's window, and hands on it.
pub struct Window {
    /// For what the helpers here do not do.
    pub client: Client,
    app: Pid,
    _driver: Running,
}

/// Notes whether the next press meets an element; a page that is left in between forgets about it.
const WATCH_PRESS: &str = "const element = arguments[0]; window.met = false; \
    const met = (event) => { window.met = element.contains(event.target); }; \
    document.addEventListener('pointerdown', met, { capture: true, once: true });";

impl Window {
    /// Starts the app on `tablet` and waits until its page is there.
    ///
    /// # Errors
    /// When the driver or the app does not start.
    pub async fn open(tablet: &Tablet, look: Look) -> anyhow::Result<Self> {
        Self::open_with(tablet, look, &[]).await
    }

    /// The same, with words on the app's command line.
    ///
    /// # Errors
    /// When the driver or the app does not start.
    pub async fn open_with(tablet: &Tablet, look: Look, arguments: &[&str]) -> anyhow::Result<Self> {
        let binary = app_binary()?;
        let port = free_port()?;
        let driver = drive(tablet, look, port)?;
        let client = connect(port, &binary, arguments).await?;
        let app = until("the app's process", async || process_of(&binary, tablet.root())).await?;
        let window = Self {
            client,
            app,
            _driver: driver,
        };
        let (width, height) = look.size;
        window.client.set_window_size(width, height).await?;
        // A page without a word on it is still on its way to another address.
        until("the first page", async || {
            window
                .text()
                .await
                .ok()
                .filter(|words| !words.trim().is_empty())
                .map(drop)
        })
        .await?;
        Ok(window)
    }

    /// Waits for an element that shows.
    ///
    /// # Errors
    /// When none does within [`PATIENCE`].
    pub async fn see(&self, css: &str) -> anyhow::Result<Element> {
        self.wait_for(css, Locator::Css(css)).await
    }

    /// Waits for a text anywhere on the page.
    ///
    /// # Errors
    /// When it does not appear within [`PATIENCE`].
    pub async fn see_text(&self, text: &str) -> anyhow::Result<()> {
        let seen = async || self.text().await.ok().filter(|page| page.contains(text)).map(drop);
        self.lasting(text, seen).await
    }

    /// Waits until a text is nowhere on the page.
    ///
    /// # Errors
    /// When it is still there after [`PATIENCE`].
    pub async fn see_no_text(&self, text: &str) -> anyhow::Result<()> {
        let unseen = async || self.text().await.ok().filter(|page| !page.contains(text)).map(drop);
        self.lasting(&format!("no {text}"), unseen).await
    }

    /// Everything that can be read on the page.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn text(&self) -> anyhow::Result<String> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks an element once it shows, and may be clicked.
    ///
    /// # Errors
    /// When there is none within [`PATIENCE`].
    pub async fn click(&self, css: &str) -> anyhow::Result<()> {
        // The page may draw an element anew between finding and clicking it; then it is found anew as well. And what comes
        // in above it may push it from under the pointer: whoever misses clicks again.
        self.lasting(&format!("{css}, to be clicked"), async || {
            let element = self.first(css).await?;
            let watched = vec![serde_json::to_value(&element).ok()?];
            self.client.execute(WATCH_PRESS, watched).await.ok()?;
            element.click().await.ok()?;
            let missed = self.client.execute("return window.met === false", vec![]).await;
            (missed.ok()? == serde_json::Value::Bool(false)).then_some(())
        })
        .await
    }

    /// Types into a field, in place of what stands there, and stays in it.
    ///
    /// # Errors
    /// When there is no such field within [`PATIENCE`], or it does not take the text.
    pub async fn write_into(&self, css: &str, text: &str) -> anyhow::Result<Element> {
        // WebDriver's own clearing leaves the field, which saves it.
        let select_all = format!(
            "{}a{}{}",
            char::from(Key::Control),
            char::from(Key::Null),
            char::from(Key::Backspace)
        );
        self.lasting(&format!("{css}, to hold {text:?}"), async || {
            let field = self.first(css).await?;
            field.send_keys(&select_all).await.ok()?;
            field.send_keys(text).await.ok()?;
            (field.prop("value").await.ok()??.trim() == text).then_some(field)
        })
        .await
    }

    /// Clicks the button, link, tab, option or menu item whose words, or whose label, are `name`.
    ///
    /// # Errors
    /// When there is none within [`PATIENCE`].
    pub async fn press(&self, name: &str) -> anyhow::Result<()> {
        Ok(self.named(name).await?.click().await?)
    }

    /// The button, link, tab, option or menu item whose words, or whose label, are `name`.
    ///
    /// # Errors
    /// When there is none within [`PATIENCE`].
    pub async fn named(&self, name: &str) -> anyhow::Result<Element> {
        let name = xpath_text(name);
        let path = format!(
            "//*[self::button or self::a or self::summary or self::label or @role='button' or @role='tab' or @role='option' \
             or @role='menuitem' or @role='row'][normalize-space(.)={name} or @aria-label={name} or @title={name}]"
        );
        self.wait_for(&name, Locator::XPath(&path)).await
    }

    /// Waits until nothing on the page moves, and it is drawn.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn at_rest(&self) -> anyhow::Result<()> {
        // Two frames: after one, the picture may still be of the frame before. What moves for ever is no movement to wait for.
        let drawn = "const done = arguments[0]; \
            const frames = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true))); \
            const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity); \
            Promise.allSettled(moving.map((one) => one.finished)).then(frames)";
        self.client.execute_async(drawn, vec![]).await?;
        Ok(())
    }

    /// When the app's process began, in ms since 1970. The kernel says it to a hundredth of a second.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn began_ms(&self) -> anyhow::Result<f64> {
        const TICKS_A_SECOND: f64 = 100.0; // USER_HZ, on every Linux
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.app.as_raw_nonzero()))?;
        // After the name, which may hold anything: the state is the third field, the start the twenty-second.
        let ticks = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(19));
        let ticks: f64 = ticks.context("no start in /proc")?.parse()?;
        let ms = |clock| {
            let now = rustix::time::clock_gettime(clock);
            now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
        };
        let (wall, up) = (ms(rustix::time::ClockId::Realtime), ms(rustix::time::ClockId::Boottime));
        Ok(wall - up + ticks / TICKS_A_SECOND * 1e3)
    }

    /// Leaves a picture of the page in target/screenshots, and says where.
    ///
    /// # Errors
    /// When the page cannot be drawn, or the picture not written.
    pub async fn shoot(&self, name: &str) -> anyhow::Result<PathBuf> {
        self.at_rest().await?;
        let file = crate::kept("screenshots")?.join(format!("{name}.png"));
        fs::write(&file, self.client.screenshot().await?)?;
        Ok(file)
    }

    /// What a flat battery does: SIGKILL, with no last word.
    ///
    /// # Errors
    /// When the process would not die.
    pub async fn kill(self) -> anyhow::Result<()> {
        kill_process(self.app, Signal::KILL)?;
        until("the app's end", async || gone(self.app).then_some(())).await
    }

    /// Closes the app in the ordinary way.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> anyhow::Result<()> {
        self.client.clone().close().await?;
        until("the app's end", async || gone(self.app).then_some(())).await
    }

    async fn wait_for(&self, what: &str, place: Locator<'_>) -> anyhow::Result<Element> {
        self.lasting(what, async || self.displayed(place).await).await
    }

    /// The first element that shows.
    async fn first(&self, css: &str) -> Option<Element> {
        self.displayed(Locator::Css(css)).await
    }

    async fn displayed(&self, place: Locator<'_>) -> Option<Element> {
        for element in self.client.find_all(place).await.ok()? {
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// [`until`], with what the page shows instead where it was in vain.
    pub(crate) async fn lasting<T>(&self, what: &str, condition: impl AsyncFnMut() -> Option<T>) -> anyhow::Result<T> {
        match until(what, condition).await {
            Ok(seen) => Ok(seen),
            Err(error) => Err(self.lost(error).await),
        }
    }

    /// An error with what the page says instead, and a picture of it.
    pub(crate) async fn lost(&self, error: anyhow::Error) -> anyhow::Error {
        let page = self.text().await.unwrap_or_default();
        let shot = self.shoot(&format!("lost-{}", self.app.as_raw_nonzero())).await;
        let shot = shot.map(|file| file.display().to_string()).unwrap_or_default();
        error.context(format!("the page says instead:\n{page}\n\nA picture of it: {shot}"))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A failed test leaves the app running, and the driver would not take it along. An ended one answers with an error.
        let _ = kill_process(self.app, Signal::KILL);
    }
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn drive(tablet: &Tablet, look: Look, port: u16) -> anyhow::Result<Running> {
    let log = fs::File::create(crate::kept("logs")?.join(tablet.name()).with_extension("log"))?;
    let mut driver = tablet.command(Path::new("WebKitWebDriver"));
    driver
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true");
    driver.env("GTK_THEME", if look.dark { "Adwaita:dark" } else { "Adwaita" });
    driver.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let child = driver
        .spawn()
        .context("WebKitWebDriver could not be started: is webkit2gtk-driver installed? `make test` installs it")?;
    Ok(Running(child))
}

async fn connect(port: u16, binary: &Path, arguments: &[&str]) -> anyhow::Result<Client> {
    let address = format!("http://127.0.0.1:{port}");
    let listening = async || tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop);
    until("the driver", listening).await?;
    let mut wanted = Capabilities::new();
    wanted.insert(
        "webkitgtk:browserOptions".into(),
        json!({ "binary": binary, "args": arguments }),
    );
    let mut session = ClientBuilder::new(HttpConnector::new());
    session.capabilities(wanted);
    let client = tokio::time::timeout(PATIENCE, session.connect(&address)).await?;
    client.context("the app did not open a window for the driver")
}

/// The process of the app on one device: the one that runs `binary` and has `root` in its environment.
fn process_of(binary: &Path, root: &Path) -> Option<Pid> {
    let root = root.to_str()?.as_bytes();
    let processes = fs::read_dir("/proc").ok()?;
    processes.filter_map(Result::ok).find_map(|process| {
        let number: i32 = process.file_name().to_str()?.parse().ok()?;
        let runs = fs::read_link(process.path().join("exe")).ok()?;
        let environment = fs::read(process.path().join("environ")).ok()?;
        (runs == binary && memchr::memmem::find(&environment, root).is_some()).then_some(())?;
        Pid::from_raw(number)
    })
}

/// Whether a process has ended. One that only waits to be reaped has, once its last thread is gone: until then its files are
/// open, and the database's lock is held.
fn gone(process: Pid) -> bool {
    if test_kill_process(process).is_err() {
        return true;
    }
    let of = |what: &str| format!("/proc/{}/{what}", process.as_raw_nonzero());
    let stat = fs::read_to_string(of("stat")).unwrap_or_default();
    let threads = fs::read_dir(of("task")).map_or(0, Iterator::count);
    let state = stat.rsplit(')').next();
    threads <= 1 && state.is_none_or(|rest| rest.trim_start().starts_with('Z'))
}

/// A text as XPath writes it: it has no escapes, only two kinds of quotes.
fn xpath_text(text: &str) -> String {
    if text.contains('"') {
        format!("'{text}'")
    } else {
        format!("\"{text}\"")
    }
}
