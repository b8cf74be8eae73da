//! A device under test: a home of its own, which stays when the app is killed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};

use crate::{
    Display,
    child::command,
    keyring::{self, Keyring},
    search::{Looked, search},
    sound,
};

/// The folders of a device, by the variable that tells the app of each.
const FOLDERS: [(&str, &str); 7] = [
    ("HOME", "home"),
    ("TMPDIR", "tmp"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("XDG_STATE_HOME", "state"),
];

/// What would let this run's surroundings into the app: a key store, another screen, another look.
const NOT_PASSED_ON: [&str; 5] = [
    keyring::ADDRESS,
    "WAYLAND_DISPLAY",
    "GTK_THEME",
    "GDK_BACKEND",
    sound::SERVER,
];

/// A device: private folders, a screen, and no key store unless it is given one.
pub struct Tablet {
    keyring: Option<Keyring>,
    drawn_plainly: bool,
    /// Where its microphone's server is.
    hears: Option<String>,
    display: Display,
    root: tempfile::TempDir,
}

impl Tablet {
    /// A new device, on which nothing has ever run.
    ///
    /// # Errors
    /// When folders or the screen cannot be made.
    pub fn new() -> anyhow::Result<Self> {
        let root = tempfile::Builder::new().prefix("tablet-").tempdir()?;
        for (_, folder) in FOLDERS {
            fs::create_dir(root.path().join(folder))?;
        }
        Ok(Self {
            keyring: None,
            drawn_plainly: false,
            hears: None,
            display: Display::start()?,
            root,
        })
    }

    /// The same with a key store that is open, as after a person has signed in to a desktop.
    ///
    /// # Errors
    /// When its programs do not start.
    pub fn with_keyring(mut self) -> anyhow::Result<Self> {
        self.keyring = Some(Keyring::start(&self)?);
        Ok(self)
    }

    /// The same, with windows that are drawn as the app has them drawn for a person on a computer without a graphics card. A driven
    /// one otherwise keeps the way on which pictures of it can be taken, and here they cannot.
    #[must_use]
    pub fn drawn_as_for_a_person(mut self) -> Self {
        self.drawn_plainly = !Path::new("/dev/dri").exists();
        self
    }

    pub(crate) fn hears(&mut self, server: &str) {
        self.hears = Some(server.to_owned());
    }

    /// Where everything that programs on this device write is.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// A name that no other device has had.
    #[must_use]
    pub fn name(&self) -> String {
        self.root()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// One of the device's folders, by its variable's name in lower case without the `XDG_` and `_HOME`: `data`, `tmp`, …
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// A program on this device.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = command(program);
        for name in NOT_PASSED_ON {
            command.env_remove(name);
        }
        for (variable, folder) in FOLDERS {
            command.env(variable, self.folder(folder));
        }
        command
            .env("DISPLAY", self.display.name())
            .env("NO_AT_BRIDGE", "1")
            .env("GSETTINGS_BACKEND", "memory");
        if self.drawn_plainly {
            command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
        if let Some(keyring) = &self.keyring {
            command.env(keyring::ADDRESS, keyring.address());
        }
        if let Some(server) = &self.hears {
            command.env(sound::SERVER, server);
        }
        command
    }

    /// Every file of this device in which one of `words` stands, in any of the encodings that programs here use.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn search(&self, words: &[&str]) -> anyhow::Result<Looked> {
        search(self.root(), words)
    }
}

/// The app, as cargo has built it beside this test or this bench.
///
/// # Errors
/// When it is not there: `cargo test --workspace` builds it, a test of this package alone does not.
pub fn app_binary() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = this.parent().context("a program stands in a folder")?;
    // A test stands in target/PROFILE/deps, a program in target/PROFILE.
    let profile = if folder.ends_with("deps") {
        folder.parent().context("no target folder")?
    } else {
        folder
    };
    let binary = profile.join("outpost");
    ensure!(
        binary.exists(),
        "the app is not built: run `cargo build --workspace --bin outpost` first (`make test` does)"
    );
    Ok(binary)
}
