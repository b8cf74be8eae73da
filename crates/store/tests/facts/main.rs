//! What the store promises, on real SQLCipher files.

mod desk;
mod files;
mod keeping;
#[cfg(target_os = "linux")]
mod mounts;
mod opening;
#[cfg(target_os = "linux")]
mod room;
