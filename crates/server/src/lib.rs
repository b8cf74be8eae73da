//! The server of an organisation: gives its changes their order, judges them with the model's two functions, keeps the log,
//! and hands it out. An embedded SQLite by default; PostgreSQL by URL, where any number of processes share it.
//!
//! The core ([`Server`], [`Session`]) knows no HTTP; [`serve`] puts it on a socket. `tables` is what is said to the
//! database, `writer` the one way into the log, `pulling` and `snapshots` the ways out; `blobs` travel beside it.
//!
//! The one thing not to do here: a rule about merging. Those are the model's.

mod archive;
mod attempts;
mod audit;
mod blobs;
mod clock;
mod database;
mod enrolment;
mod error;
mod hex;
mod http;
mod invitation;
mod measure;
mod org;
mod password;
mod pulling;
mod pushing;
mod recalling;
mod scoping;
mod server;
mod session;
mod snapshots;
mod succession;
mod tables;
mod taking_back;
mod tokens;
mod writer;

pub use archive::{BackedUp, Restored};
pub use audit::{Audited, Break, Broken};
pub use clock::{Clock, system};
pub use error::ServerError;
pub use http::{Certificate, Edge, serve, serve_with};
pub use server::{BlobRoom, Founded, Server};
pub use session::Session;

/// An organisation's id.
pub type OrgId = [u8; 16];
