//! Devices on real SQLCipher files and a real server on its embedded database, in one process: what one writes is on the
//! others, exactly once, whatever the network does.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fall over, and says what it held"
)]

mod agreeing;
mod behind;
mod collisions;
mod copies;
mod desk;
mod disks;
mod faults;
mod first;
mod halfway;
mod line;
mod meeting;
mod random;
mod restored;
mod scopes;
mod tokens;
