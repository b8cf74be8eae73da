//! A screen of one's own, so that windows neither meet nor show up on anybody's desktop.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, ensure};

use crate::child::{Running, command};

/// A virtual screen.
pub struct Display {
    name: String,
    _server: Running,
}

impl Display {
    /// Starts a screen that takes the largest window tested.
    ///
    /// # Errors
    /// When Xvfb is missing or does not start.
    pub fn start() -> anyhow::Result<Self> {
        // Without `-noreset` it begins anew when its last window goes, and an app that is started again just then, after a kill, finds
        // no screen.
        let mut server = command("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "2000x1400x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Running)
            .context("Xvfb could not be started: is it installed? `make test` installs it")?;
        let out = server.0.stdout.take().context("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number)?;
        let number = number.trim();
        ensure!(!number.is_empty(), "Xvfb stopped before it had a screen");
        Ok(Self {
            name: format!(":{number}"),
            _server: server,
        })
    }

    /// The name for the environment variable DISPLAY.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
