//! The microphone, and what is made of its sound: whatever a device gives becomes mono of 16,000 samples a second, 16 bits
//! each; how loud that is, where a recording is cut for the database, what a WAV file looks like. Pure but for
//! [`Computer`], which is the only one that knows a device.
//!
//! Sound is handled as it comes, in pieces: nothing here grows with the length of a recording.
//!
//! The one thing not to do here: keep sound anywhere. Whoever listens keeps it.

mod computer;
mod feed;
mod level;
mod line;
mod outline;
mod segments;
mod wav;

pub use computer::Computer;
pub use feed::Feed;
pub use level::{FLOOR_DB, height, loudest, peak_db};
pub use line::{Ears, Heard, Input, Line, Listening, Trouble, line};
pub use outline::Outline;
pub use segments::Segments;
pub use wav::{HEADER, WavFile, header, within};

/// Samples a second of everything that is kept.
pub const RATE: u32 = 16_000;
/// Bytes of a millisecond that is kept: 16 samples of two bytes.
pub const BYTES_PER_MS: u64 = 32;
