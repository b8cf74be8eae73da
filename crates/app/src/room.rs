//! How much room the disk has.

use std::path::Path;

/// Left free, in bytes, for everything else that is saved beside a recording or a file.
pub(crate) const RESERVE: u64 = 48 << 20;

/// Bytes that are free for this program where the folder is; `None` where that is not known.
#[cfg(unix)]
pub(crate) fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Not asked on this platform: a full disk is met when it is.
#[cfg(not(unix))]
pub(crate) fn free(_folder: &Path) -> Option<u64> {
    None
}
