//! How this device and its server stand, as the screen says it.

use crate::Cause;
use serde::{Deserialize, Serialize};

/// What the connection does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No server, or nobody signed in.
    #[default]
    Off,
    /// On the way.
    Connecting,
    /// A session is ready.
    Online,
    /// No way through; the status says why.
    Offline,
}

/// The last receipt that was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReceipt {
    /// The server's clock, ms since 1970.
    pub at: i64,
    /// The last position that it names.
    pub seq: u64,
    /// How many changes it is about.
    pub changes: u64,
    /// The chain's head, in hexadecimal.
    pub head: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

/// How things stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// What the connection does.
    pub phase: Phase,
    /// Why there is no way through.
    pub cause: Option<Cause>,
    /// Since when, ms since 1970.
    pub since: i64,
    /// When it is tried again, ms since 1970; `None`: when a person says so.
    pub next_try: Option<i64>,
    /// Own changes without an answer.
    pub waiting: u64,
    /// The confirmed state is held up to here.
    pub cursor: u64,
    /// The server's log reaches up to here, as far as is known.
    pub last: u64,
    /// While a first sync brings records: how many are here, of how many.
    pub records: Option<(u64, u64)>,
    /// By how much this device's clock is ahead, ms, as measured at the last contact.
    pub skew: i64,
    /// Wall clock of the last contact, ms since 1970.
    pub contact: Option<i64>,
    /// Attempts that failed since then.
    pub failures: u32,
}
