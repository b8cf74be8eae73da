//! The server's own process: its release build, which lies beside this program.

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// A server with an organisation in it.
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
    /// Invitations: the administrator's, then as many as were asked for.
    pub(crate) codes: Vec<String>,
}

fn program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("outpost-server");
    ensure!(program.exists(), "{} is not built", program.display());
    Ok(program)
}

/// The code that a command of the server says.
fn code(arguments: &[&str]) -> anyhow::Result<String> {
    let said = Command::new(program()?)
        .args(arguments)
        .stderr(Stdio::null())
        .output()?;
    ensure!(said.status.success(), "outpost-server {arguments:?} failed");
    let said = String::from_utf8(said.stdout)?;
    let code = said.lines().find_map(|line| line.strip_prefix("    "));
    Ok(code.context("no code was said")?.trim().to_owned())
}

impl Process {
    /// Founds an organisation, invites, and serves.
    pub(crate) fn start(database: &str, invited: usize) -> anyhow::Result<Self> {
        let init = ["init", "--name", "Bench", "--admin", "Ada", "--database", database];
        let mut codes = vec![code(&init)?];
        for _ in 0..invited {
            codes.push(code(&["invite", "--role", "field", "--database", database])?);
        }
        Self::serve(database, codes)
    }

    /// Serves what is there.
    pub(crate) fn serve(database: &str, codes: Vec<String>) -> anyhow::Result<Self> {
        let mut child = Command::new(program()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its stdout")?).read_line(&mut line)?;
        let url = line.trim().rsplit(' ').next().context("where it listens")?.to_owned();
        Ok(Self { child, url, codes })
    }

    /// Resident memory, MiB.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: f64 = resident.context("its memory")?.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            let _gone = kill_process(pid, Signal::TERM);
        }
        let _stopped = self.child.wait();
    }
}
