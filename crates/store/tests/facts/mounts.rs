//! A small file system of one's own, in a mount namespace that ends with the process: root needs nothing for it, a user a
//! kernel that allows user namespaces.

use std::{path::Path, process::Command};

const INSIDE: &str = "OUTPOST_TEST_INSIDE_OWN_MOUNTS";

/// True inside the namespace, where the test goes on. Outside it runs the named test inside and says false; also where
/// this machine allows no such thing, which is said on stderr.
pub(crate) fn inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let namespaces: &[&[&str]] = &[&["--mount"], &["--user", "--map-root-user", "--mount"]];
    let works = |args: &&&[&str]| {
        let probe = Command::new("unshare")
            .args(**args)
            .args(["mount", "-t", "tmpfs", "none", "/mnt"])
            .output();
        probe.is_ok_and(|probe| probe.status.success())
    };
    let Some(args) = namespaces.iter().find(works) else {
        eprintln!("{test}: this machine allows no mounts, not even of one's own; not tested");
        return false;
    };
    let run = Command::new("unshare")
        .args(*args)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "yes")
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    false
}

/// Mounts, or mounts again, a file system in memory.
pub(crate) fn tmpfs(folder: &Path, options: &str) {
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", options, "none"])
        .arg(folder)
        .status()
        .unwrap();
    assert!(mounted.success());
}
