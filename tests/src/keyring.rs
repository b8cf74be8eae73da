//! A key store of one's own: a session bus on which nothing starts by itself, and a GNOME keyring on it, unlocked.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    process::Stdio,
};

use anyhow::{Context, ensure};

use crate::{Tablet, child::Running};

/// The variable that names the bus.
pub(crate) const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";

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

/// The running key store.
pub(crate) struct Keyring {
    address: String,
    _keyring: Running,
    _bus: Running,
}

impl Keyring {
    /// Starts both in the folders of `tablet`.
    pub(crate) fn start(tablet: &Tablet) -> anyhow::Result<Self> {
        let runtime = tablet.folder("runtime");
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700))?;
        let socket = runtime.join("bus");
        let config = runtime.join("bus.conf");
        fs::write(&config, BUS.replace("BUS", &socket.to_string_lossy()))?;
        let mut daemon = tablet.command("dbus-daemon".as_ref());
        daemon.args(["--nofork", "--nopidfile", "--print-address=1"]);
        daemon.arg(format!("--config-file={}", config.display()));
        let daemon = daemon.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut bus = daemon.map(Running).context("dbus-daemon (package dbus)")?;
        let mut address = String::new();
        let out = bus.0.stdout.take().context("dbus-daemon has no output")?;
        BufReader::new(out).read_line(&mut address)?;
        ensure!(address.starts_with("unix:"), "dbus-daemon did not start");
        let address = address.trim().to_owned();
        let mut keyring = tablet.command("gnome-keyring-daemon".as_ref());
        keyring
            .args(["--foreground", "--components=secrets", "--unlock"])
            .env(ADDRESS, &address);
        let keyring = keyring
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut keyring = keyring
            .map(Running)
            .context("gnome-keyring-daemon (package gnome-keyring)")?;
        let mut input = keyring.0.stdin.take().context("gnome-keyring-daemon has no input")?;
        input.write_all(b"open sesame")?;
        Ok(Self {
            address,
            _keyring: keyring,
            _bus: bus,
        })
    }

    /// Where programs find it.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}
