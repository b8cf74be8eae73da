//! The key in a real Secret Service: a GNOME keyring on a D-Bus of its own. Never against the keyring of the person who
//! runs the tests.
//!
//! The environment says which bus a process talks to, and a process cannot change its own safely, so each step of the
//! story is this same test in a process of its own, as each start of the app is.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may fall over")]

mod session;
mod steps;

use std::env;
use std::fs;
use std::process::Command;

use session::Session;

/// Which step this process is.
const STEP: &str = "KEYS_TEST_STEP";
/// The session's folder, for a step.
const ROOT: &str = "KEYS_TEST_ROOT";
const PASSWORD: &str = "the login password";

#[test]
fn a_key_lives_in_a_real_secret_service() {
    if let Ok(step) = env::var(STEP) {
        return steps::take(&step, env::var_os(ROOT).unwrap().as_ref());
    }
    let mut session = Session::start();
    take(&session, "no_keyring_answers");
    session.start_keyring(Some(PASSWORD));
    take(&session, "first_start");
    take(&session, "next_start");
    session.start_keyring(None);
    take(&session, "keyring_is_locked");
    session.start_keyring(Some(PASSWORD));
    take(&session, "next_start");
    session.stop_keyring();
    take(&session, "keyring_is_away");
    session.stop_bus();
    take(&session, "keyring_is_away");
}

fn take(session: &Session, step: &str) {
    let done = session.root().join("done");
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "a_key_lives_in_a_real_secret_service"])
        .env(STEP, step)
        .env(ROOT, session.root());
    let output = session.within(&mut command).output().unwrap();
    assert!(
        output.status.success(),
        "{step}:\n{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(fs::read_to_string(&done).unwrap(), step, "the step did not run");
    fs::remove_file(done).unwrap();
}
