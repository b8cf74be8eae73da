//! What tests and measurements stand on: real parts of the machine, made for one run and gone with it.
//!
//! [`Cluster`] is a PostgreSQL of one's own, [`namespace`] a network or a table of mounts of one's own, [`noise`] bytes to carry.
//!
//! The one thing not to do here: know anything of Outpost.

mod bytes;
mod cluster;
pub mod namespace;

pub use bytes::{files_below, noise};
pub use cluster::{Cluster, Durability};
