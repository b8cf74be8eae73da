//! What tests and measurements stand on: real parts of the machine, made for one run and gone with it.
//!
//! [`Cluster`] is a PostgreSQL of one's own, [`namespace`] a network or a table of mounts of one's own.
//!
//! The one thing not to do here: know anything of Outpost.

mod cluster;
pub mod namespace;

pub use cluster::{Cluster, Durability};
