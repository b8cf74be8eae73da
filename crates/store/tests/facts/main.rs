//! What the store promises, on real SQLCipher files.

mod cipher;
mod desk;
mod files;
mod keeping;
mod killed;
#[cfg(target_os = "linux")]
mod mounts;
mod opening;
mod random;
#[cfg(target_os = "linux")]
mod room;
mod whole;
