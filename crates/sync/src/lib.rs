//! Keeps one device and one server in step: brings what waits, verifies the receipt before anything is called synced,
//! takes in what others wrote, and says at every moment how it stands and, where there is no way through, why.
//!
//! [`plan::next`] says what to do, from a state and a clock alone; [`Engine`] does one such step after the other, and
//! wakes on a commit, on news from the server, on the network's return and on a timer. No screen waits for it. Blobs travel
//! beside the changes, on lanes and connections of their own.
//!
//! The one thing not to do here: SQL, or a rule about merging.

mod audit;
mod blobs;
mod cause;
mod engine;
mod enrol;
pub mod entering;
pub mod exchange;
mod line;
pub mod opening;
mod past;
pub mod plan;
mod reporting;
pub mod snapshot;
mod stake;
mod status;
pub mod succeeding;
mod tls;
mod trace;

pub use audit::{Audited, audit};
pub use cause::{Cause, Trouble};
pub use engine::{Clock, Engine, Handle};
pub use enrol::{DeviceKey, change_password, enrol, sign_in};
pub use line::{Line, Patience};
pub use past::logged;
/// What a person asks of the server besides the log, in the words of the wire.
pub use protocol::{Answer, Ask, DeviceLine, Enrol, Enrolled, Fault, NewPassword, SignIn};
pub use reporting::About;
pub use stake::{Stake, stake};
pub use status::{LastReceipt, Phase, Status};
pub use tls::Trust;
pub use trace::{PART_MS, Trace};
