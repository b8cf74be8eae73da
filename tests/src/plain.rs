//! One run of the app as people start it: nothing drives it, so its browser context is private.

use std::{fs, process::Stdio};

use anyhow::{Context, ensure};

use crate::{Tablet, app_binary, child::Running, until};

/// More colours than a bare screen and an empty window have.
const COLOURS_OF_A_PAGE: u32 = 16;

/// An undriven window.
pub struct Plain(Running);

impl Plain {
    /// Starts the app and waits until its page shows on the device's screen.
    ///
    /// # Errors
    /// When the app does not start, or shows nothing.
    pub async fn open(tablet: &Tablet) -> anyhow::Result<Self> {
        let mut app = tablet.command(&app_binary()?);
        let log = fs::File::create(crate::kept("logs")?.join(tablet.name()).with_extension("plain.log"))?;
        let app = app.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let app = Self(Running(app));
        until("a page on the screen", async || {
            shows_a_page(tablet).ok().filter(|shown| *shown).map(drop)
        })
        .await?;
        Ok(app)
    }

    /// SIGKILL, with no last word.
    pub fn kill(self) {
        drop(self.0);
    }
}

fn shows_a_page(tablet: &Tablet) -> anyhow::Result<bool> {
    let mut look = tablet.command("import".as_ref());
    let shot = look
        .args(["-silent", "-window", "root", "-format", "%k", "info:-"])
        .output()?;
    ensure!(
        shot.status.success(),
        "no picture of the screen: is imagemagick installed? `make test` installs it"
    );
    let colours: u32 = String::from_utf8(shot.stdout)?
        .trim()
        .parse()
        .context("not a number of colours")?;
    Ok(colours > COLOURS_OF_A_PAGE)
}
