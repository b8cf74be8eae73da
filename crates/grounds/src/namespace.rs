//! Tests that need a piece of the machine to themselves: they run once more inside namespaces, which end with the process.
//! Root needs nothing for it, a user a kernel that allows user namespaces.

use anyhow::{Context as _, ensure};
use std::{path::Path, process::Command};

/// Set inside, to what the namespace is of.
const INSIDE: &str = "OUTPOST_TEST_INSIDE_OWN";

/// What of the machine a test has to itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The table of mounts.
    Mounts,
    /// The network, with a loopback that is up, and the table of mounts.
    Network,
}

impl Own {
    fn name(self) -> &'static str {
        match self {
            Self::Mounts => "mounts",
            Self::Network => "network",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Mounts => &["--mount"],
            Self::Network => &["--net", "--mount"],
        }
    }

    /// Works inside only.
    fn probe(self) -> &'static [&'static str] {
        match self {
            Self::Mounts => &["mount", "-t", "tmpfs", "none", "/mnt"],
            Self::Network => &["ip", "link", "set", "lo", "up"],
        }
    }

    fn works(self, user: &[&str]) -> bool {
        let mut probe = Command::new("unshare");
        let probe = probe.args(user).args(self.flags()).args(self.probe()).output();
        probe.is_ok_and(|probe| probe.status.success())
    }
}

/// True inside, where the test goes on. Outside it runs the named test of this program inside and says false; also where this
/// machine allows no such thing, which is said on stderr.
///
/// # Errors
/// What the test said inside, where it failed there.
#[expect(clippy::print_stderr, reason = "what was not tested is said where tests are read")]
pub fn inside(own: Own, test: &str) -> anyhow::Result<bool> {
    if std::env::var_os(INSIDE).is_some_and(|inside| inside == own.name()) {
        return Ok(true);
    }
    let users: [&[&str]; 2] = [&[], &["--user", "--map-root-user"]];
    let Some(user) = users.into_iter().find(|user| own.works(user)) else {
        eprintln!("{test}: this machine allows no {} of one's own; not tested", own.name());
        return Ok(false);
    };
    let run = Command::new("unshare")
        .args(user)
        .args(own.flags())
        .arg(std::env::current_exe()?)
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, own.name())
        .output()?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let status = run.status;
    ensure!(status.success(), "{status}: {}{}", told(&run.stdout), told(&run.stderr));
    Ok(false)
}

/// Runs a program to its end.
///
/// # Errors
/// Where it is not there or says no.
pub fn runs(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let status = Command::new(program).args(arguments).status();
    let status = status.with_context(|| program.to_owned())?;
    ensure!(status.success(), "{program} {arguments:?}: {status}");
    Ok(())
}

/// Mounts, or mounts again, a file system in memory.
///
/// # Errors
/// Where the machine says no.
pub fn tmpfs(folder: &Path, options: &str) -> anyhow::Result<()> {
    runs(
        "mount",
        &["-t", "tmpfs", "-o", options, "none", &folder.to_string_lossy()],
    )
}
