//! What the store promises, on real SQLCipher files.

mod cipher;
mod desk;
mod files;
mod keeping;
#[cfg(target_os = "linux")]
mod mounts;
mod opening;
#[cfg(target_os = "linux")]
mod room;
mod whole;
