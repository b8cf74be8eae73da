//! Processes that a test starts. They end with the test, however it ends.

use std::{
    ffi::OsStr,
    process::{Child, Command},
};

/// A command that the kernel stops when the test's thread is gone, even when nobody was left to tidy up.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// A running process, stopped when dropped.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
