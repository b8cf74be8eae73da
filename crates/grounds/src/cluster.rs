//! A PostgreSQL for one run: a cluster in a temporary folder, on a Unix socket, stopped by its own id.

use anyhow::{Context as _, ensure};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use std::{
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A running PostgreSQL. Dropping it stops it and removes its folder.
pub struct Cluster {
    postgres: Child,
    socket: PathBuf,
    binaries: PathBuf,
    user: Option<(u32, u32)>,
    _folder: tempfile::TempDir,
}

/// What a commit means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As PostgreSQL is by default: fsync and synchronous_commit are on. For measurements.
    Kept,
    /// Nothing waits for the disk. For tests, where nobody pulls the plug of PostgreSQL itself.
    Unsafe,
}

impl Durability {
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Kept => &["-c", "synchronous_commit=on"],
            Self::Unsafe => &["-c", "fsync=off"],
        }
    }
}

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(50);

/// Where Debian keeps them; the newest version.
fn binaries() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")?.flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().context(
        "PostgreSQL's programs are missing: install the Debian package `postgresql`. Nothing of it has to run.",
    )
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package makes, or as nobody.
fn unprivileged() -> anyhow::Result<Option<(u32, u32)>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let user = find("postgres").or_else(|| find("nobody"));
    Ok(Some(user.context("a user without rights")?))
}

fn command(binary: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(binary);
    command.stdin(Stdio::null()).stdout(Stdio::null()).env_clear();
    command.env("LC_ALL", "C").current_dir("/");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    ///
    /// # Errors
    /// Where its programs are missing, or it does not answer within a minute.
    pub fn start(durability: Durability) -> anyhow::Result<Self> {
        let (binaries, user) = (binaries()?, unprivileged()?);
        let folder = tempfile::Builder::new().prefix("outpost-pg-").tempdir()?;
        let socket = folder.path().to_owned();
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid))?;
        }
        let data = socket.join("data");
        let made = command(&binaries.join("initdb"), user)
            .args([
                "-A",
                "trust",
                "-U",
                "outpost",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .status()?;
        ensure!(made.success(), "initdb did not make a cluster");
        let postgres = command(&binaries.join("postgres"), user)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&socket)
            .args(["-c", "listen_addresses=", "-c", "max_connections=200"])
            .args(durability.options())
            .stderr(std::fs::File::create(socket.join("log"))?)
            .spawn()?;
        let cluster = Self {
            postgres,
            socket,
            binaries,
            user,
            _folder: folder,
        };
        let since = Instant::now();
        while !cluster.is_ready()? {
            ensure!(since.elapsed() < PATIENCE, "PostgreSQL did not start");
            std::thread::sleep(LOOK); // between two questions to a program
        }
        Ok(cluster)
    }

    fn is_ready(&self) -> anyhow::Result<bool> {
        let mut asks = command(&self.binaries.join("pg_isready"), self.user);
        asks.arg("-q").arg("-h").arg(&self.socket).stderr(Stdio::null());
        Ok(asks.status()?.success())
    }

    /// Makes a database of that name, of which PostgreSQL takes the first 60 letters, and answers with its URL.
    ///
    /// # Errors
    /// Where PostgreSQL does not make it: there is one of that name.
    pub fn database(&self, name: &str) -> anyhow::Result<String> {
        let name: String = name.chars().take(60).collect();
        let mut makes = command(&self.binaries.join("createdb"), self.user);
        let made = makes
            .args(["-U", "outpost", "-h"])
            .arg(&self.socket)
            .arg(&name)
            .status()?;
        ensure!(made.success(), "createdb {name}");
        let socket = self.socket.to_string_lossy().replace('/', "%2F");
        Ok(format!("postgres://outpost@{socket}/{name}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(pid) = Pid::from_raw(self.postgres.id().cast_signed()) {
            let _gone = kill_process(pid, Signal::INT);
        }
        let _stopped = self.postgres.wait();
    }
}
