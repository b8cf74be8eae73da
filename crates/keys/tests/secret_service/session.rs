//! A desktop session without a desktop: a D-Bus and a GNOME keyring of our own, in folders of our own. Each process is
//! our child, and is stopped by its handle when the session is dropped, also when a test fails.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A session bus on which nothing starts by itself, so that no keyring but ours can answer.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=BUS</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// The session. Its folders go with it.
pub(crate) struct Session {
    root: tempfile::TempDir,
    bus: Stopped,
    keyring: Option<Stopped>,
}

/// A process that is stopped when it is dropped.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

impl Session {
    /// A session with a bus and no keyring.
    pub(crate) fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "data", "config", "cache", "runtime"] {
            fs::DirBuilder::new()
                .mode(0o700)
                .create(root.path().join(folder))
                .unwrap();
        }
        let socket = root.path().join("runtime/bus");
        let config = root.path().join("bus.conf");
        fs::write(&config, BUS.replace("BUS", socket.to_str().unwrap())).unwrap();
        let mut daemon = Command::new("dbus-daemon");
        daemon
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", config.display()));
        within(root.path(), &mut daemon).stdout(Stdio::piped());
        let mut bus = Stopped(started(&mut daemon, "dbus-daemon (Debian package dbus)"));
        let mut address = String::new();
        BufReader::new(bus.0.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        assert!(address.starts_with("unix:"), "dbus-daemon did not start: {address:?}");
        Self {
            root,
            bus,
            keyring: None,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Sets a command's environment to this session's.
    pub(crate) fn within<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        within(self.root(), command)
    }

    /// Starts the keyring, unlocked if there is a password. It answers a moment later.
    pub(crate) fn start_keyring(&mut self, password: Option<&str>) {
        self.keyring = None;
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon
            .args(["--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        if password.is_some() {
            daemon.arg("--unlock");
        }
        within(self.root.path(), &mut daemon);
        let mut keyring = Stopped(started(
            &mut daemon,
            "gnome-keyring-daemon (Debian package gnome-keyring)",
        ));
        let mut input = keyring.0.stdin.take().unwrap();
        input.write_all(password.unwrap_or_default().as_bytes()).unwrap();
        self.keyring = Some(keyring);
    }

    pub(crate) fn stop_keyring(&mut self) {
        self.keyring = None;
    }

    pub(crate) fn stop_bus(&mut self) {
        self.stop_keyring();
        let _ended = self.bus.0.kill();
        fs::remove_file(self.root().join("runtime/bus")).unwrap();
    }
}

fn within<'c>(root: &Path, command: &'c mut Command) -> &'c mut Command {
    let folder = |name: &str| -> PathBuf { root.join(name) };
    command
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env("HOME", folder("home"))
        .env("XDG_DATA_HOME", folder("data"))
        .env("XDG_CONFIG_HOME", folder("config"))
        .env("XDG_CACHE_HOME", folder("cache"))
        .env("XDG_RUNTIME_DIR", folder("runtime"))
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", folder("runtime/bus").display()),
        )
}

fn started(command: &mut Command, name: &str) -> Child {
    let noise = if std::env::var_os("KEYS_TEST_NOISE").is_some() {
        Stdio::inherit()
    } else {
        Stdio::null()
    };
    command.stderr(noise).spawn().unwrap_or_else(|error| {
        panic!("{name} does not start ({error}). This test needs a real Secret Service: `make test` installs it.")
    })
}
