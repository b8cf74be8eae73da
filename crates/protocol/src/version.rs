//! Versions of the protocol. A message only ever gets new keys; what an older peer does not know, it skips. A version is
//! raised when a peer has to know that the other one understands something.

/// The version that this program speaks.
pub const VERSION: u16 = 2;
/// The oldest version that it still understands.
pub const OLDEST: u16 = 1;

/// Version, day, what changed.
pub const HISTORY: &[(u16, &str, &str)] = &[
    (
        1,
        "2026-11-21",
        "The first: sessions signed by both ends, push with one receipt, pull by cursor and epoch, handing back after a restore, news, the fleet's reports.",
    ),
    (
        2,
        "2026-11-21",
        "A first sync by pages of records as they stand (question and answer 16), and a record's past (17). \
         To a server of version 1 a device does not ask for them: it follows the log from its beginning.",
    ),
];

/// From this version on a server hands out pages of records, and the past of one.
pub const SNAPSHOTS: u16 = 2;

/// The version that two peers speak: the newest that both know.
#[must_use]
pub fn agreed(oldest: u16, newest: u16) -> Option<u16> {
    let version = newest.min(VERSION);
    (version >= oldest.max(OLDEST)).then_some(version)
}
