//! A PostgreSQL for one run of the tests: a cluster in a temporary folder, on a Unix socket, stopped by its own id.

use crate::world::Place;
use std::{
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub(crate) struct Cluster {
    postgres: Child,
    socket: PathBuf,
    binaries: PathBuf,
    user: Option<(u32, u32)>,
    _folder: tempfile::TempDir,
}

const PATIENCE: Duration = Duration::from_secs(60);

/// Where Debian keeps them; the newest version.
fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let mut found: Vec<PathBuf> = folders.filter(|bin| bin.join("initdb").exists()).collect();
    found.sort();
    found.pop().expect(
        "PostgreSQL's programs are missing: install the Debian package `postgresql` (scripts/test.sh does). \
         Nothing of it has to run.",
    )
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package makes, or as nobody.
fn unprivileged() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(
        find("postgres")
            .or_else(|| find("nobody"))
            .expect("a user without rights"),
    )
}

fn command(binary: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(binary);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .env_clear()
        .env("LC_ALL", "C")
        .current_dir("/");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let (binaries, user) = (binaries(), unprivileged());
        let folder = tempfile::Builder::new().prefix("outpost-pg-").tempdir().unwrap();
        let socket = folder.path().to_owned();
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
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
            .status()
            .unwrap();
        assert!(made.success(), "initdb did not make a cluster");
        let log = std::fs::File::create(socket.join("log")).unwrap();
        let postgres = command(&binaries.join("postgres"), user)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&socket)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "max_connections=200",
                "-c",
                "fsync=off",
            ]) // nobody pulls its plug here
            .stderr(log)
            .spawn()
            .unwrap();
        let cluster = Self {
            postgres,
            socket,
            binaries,
            user,
            _folder: folder,
        };
        let since = Instant::now();
        while !cluster.is_ready() {
            assert!(since.elapsed() < PATIENCE, "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        cluster
    }

    fn is_ready(&self) -> bool {
        let mut asks = command(&self.binaries.join("pg_isready"), self.user);
        asks.arg("-q").arg("-h").arg(&self.socket).stderr(Stdio::null());
        asks.status().unwrap().success()
    }

    /// A database of its own.
    pub(crate) fn place(&self, name: &str) -> Place {
        let database: String = name.chars().take(60).collect();
        let made = command(&self.binaries.join("createdb"), self.user)
            .args(["-U", "outpost", "-h"])
            .arg(&self.socket)
            .arg(&database)
            .status()
            .unwrap();
        assert!(made.success(), "createdb {database}");
        let socket = self.socket.to_str().unwrap().replace('/', "%2F");
        Place::url(format!("postgres://outpost@{socket}/{database}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(pid) = rustix::process::Pid::from_raw(self.postgres.id().cast_signed()) {
            let _gone = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        }
        let _stopped = self.postgres.wait();
    }
}
