//! Bad weather: real devices, a real server, real sockets, and everything that a line, a network or a process can do to
//! them. The table is in docs/sync.md.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fall over"
)]

mod blobs;
mod causes;
mod clocks;
mod copies;
#[path = "../journeys/desk.rs"]
#[expect(dead_code, reason = "the journeys use more of it")]
mod desk;
#[path = "../journeys/disks.rs"]
#[expect(dead_code, reason = "the journeys use more of it")]
mod disks;
mod faults;
mod full;
mod house;
mod killed;
mod lanes;
mod names;
mod papers;
mod portal;
mod proxy;
mod receipts;
mod versions;
mod world;
