//! Versions of the protocol. A message only ever gets new keys; what an older peer does not know, it skips. A version is
//! raised when a peer has to know that the other one understands something.

/// The version that this program speaks.
pub const VERSION: u16 = 3;
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
    (
        3,
        "2026-11-22",
        "Scopes: a pull names the scope that the device holds (key 4) and may ask for checksums of it (5); its answer names the \
         scope (11), says that all of it is to be fetched anew (12), and gives the checksums (13). A stretch of the log that is \
         not for the device is one entry: its end, and the chain's head there. Pages of a scope are signed with its number. \
         Who is narrowed gets nothing under an older version.",
    ),
];

/// From this version on a server hands out pages of records, and the past of one.
pub const SNAPSHOTS: u16 = 2;

/// From this version on a device understands that it is not handed out everything.
pub const SCOPES: u16 = 3;

/// The version that two peers speak: the newest that both know.
#[must_use]
pub fn agreed(oldest: u16, newest: u16) -> Option<u16> {
    let version = newest.min(VERSION);
    (version >= oldest.max(OLDEST)).then_some(version)
}
