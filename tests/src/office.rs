//! The real server program, as somebody who runs it starts it.

use crate::{child, tablet};
use anyhow::Context;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::Stdio,
};

/// A running server with one organisation.
pub struct Office {
    folder: tempfile::TempDir,
    /// The first administrator's invitation.
    pub code: String,
    at: Option<String>,
    running: Option<child::Running>,
}

impl Office {
    /// A fresh organisation, not served yet.
    ///
    /// # Errors
    /// When the program is not there or fails.
    pub fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut office = Self {
            folder,
            code: String::new(),
            at: None,
            running: None,
        };
        office.code = office.said(&["init", "--name", "Nordlicht", "--admin", "Ada Winter"])?;
        Ok(office)
    }

    /// The sample organisation, as `make run` founds it, not served yet. It has no invitation that nobody has used.
    ///
    /// # Errors
    /// When the program is not there or fails.
    pub fn with_sample() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut seed = child::command(tablet::app_binary()?.with_file_name("outpost-seed"));
        seed.arg(folder.path().join("server.db"))
            .arg(folder.path().join("way.json"));
        let done = seed.output()?;
        anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let way: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("way.json"))?)?;
        let url = way.get("url").and_then(|url| url.as_str());
        let url = url.context("a way without an address")?;
        Ok(Self {
            at: Some(url.trim_start_matches("http://").to_owned()),
            folder,
            code: String::new(),
            running: None,
        })
    }

    /// The file with which a further device of one of the sample's people joins.
    #[must_use]
    pub fn way(&self) -> PathBuf {
        self.folder.path().join("way.json")
    }

    /// Another invitation.
    ///
    /// # Errors
    /// When the program fails.
    pub fn invite(&self, role: &str) -> anyhow::Result<String> {
        self.said(&["invite", "--role", role])
    }

    /// Serves; the second time at the same address. Answers with it.
    ///
    /// # Errors
    /// When it does not say that it listens.
    pub fn open(&mut self) -> anyhow::Result<String> {
        let listen = self.at.clone().unwrap_or_else(|| "127.0.0.1:0".to_owned());
        let mut command = self.command()?;
        command.args(["serve", "--listen", &listen]);
        let mut running = child::Running(command.stdout(Stdio::piped()).spawn()?);
        let out = running.0.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let url = line.trim().rsplit(' ').next().context("no address")?.to_owned();
        self.at = Some(url.trim_start_matches("http://").to_owned());
        self.running = Some(running);
        Ok(url)
    }

    /// The bytes of a blob as they lie on the server's disk; `None` while it does not hold it.
    #[must_use]
    pub fn blob(&self, name: &str) -> Option<Vec<u8>> {
        fn find(folder: &std::path::Path, name: &str) -> Option<PathBuf> {
            let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
            entries.map(|entry| entry.path()).find_map(|path| {
                let whole = path.ends_with(format!("blobs/{name}"));
                if whole { Some(path) } else { find(&path, name) }
            })
        }
        fs::read(find(self.folder.path(), name)?).ok()
    }

    /// Is gone, without a word.
    pub fn shut(&mut self) {
        self.running = None;
    }

    fn command(&self) -> anyhow::Result<std::process::Command> {
        let program: PathBuf = tablet::app_binary()?.with_file_name("outpost-server");
        let mut command = child::command(program);
        command.arg("--database").arg(self.folder.path().join("server.db"));
        Ok(command)
    }

    /// The code that the program says.
    fn said(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let done = self.command()?.args(arguments).output()?;
        anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said = String::from_utf8(done.stdout)?;
        let code = said.lines().find_map(|line| line.strip_prefix("    "));
        Ok(code.context("the program said no code")?.trim().to_owned())
    }
}
