//! Devices on real SQLCipher files and a real server on its embedded database, in one process: what one writes is on the
//! others, exactly once, whatever the network does.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fall over")]

mod desk;
mod faults;
mod first;
mod line;
mod meeting;
mod random;
mod restored;
