//! What the store promises, on real SQLCipher files.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may fall over, and says on stderr what a machine does not let it test"
)]

mod blobs;
mod cipher;
mod desk;
mod drafts;
mod files;
mod imprints;
mod keeping;
mod killed;
#[cfg(target_os = "linux")]
mod opening;
mod random;
#[cfg(target_os = "linux")]
mod room;
mod shapes;
mod updating;
mod whole;
