//! How much room the disk has for a recording.

use crate::room::RESERVE;
use voice::BYTES_PER_MS;

/// A minute of sound, with what the database adds to it: a tenth.
const MINUTE: u64 = BYTES_PER_MS * 60_000 * 11 / 10;
/// From here on it is said.
const SAID_MINUTES: u64 = 60;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// More than anybody asks about, or not known.
    Enough,
    /// For so many minutes.
    Minutes(u32),
    /// The recording has to end now.
    Full,
}

/// Says how much room so many free bytes are.
pub(super) fn left(free: Option<u64>) -> Room {
    let Some(free) = free else { return Room::Enough };
    match free.saturating_sub(RESERVE) / MINUTE {
        0 => Room::Full,
        minutes if minutes < SAID_MINUTES => Room::Minutes(minutes as u32),
        _ => Room::Enough,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_fills_up_is_said_an_hour_before_and_ends_the_recording_in_time() {
        for (free, expected) in [
            (None, Room::Enough),
            (Some(u64::MAX), Room::Enough),
            (Some(RESERVE + 60 * MINUTE), Room::Enough),
            (Some(RESERVE + 60 * MINUTE - 1), Room::Minutes(59)),
            (Some(RESERVE + MINUTE), Room::Minutes(1)),
            (Some(RESERVE + MINUTE - 1), Room::Full),
            (Some(0), Room::Full),
        ] {
            assert_eq!(left(free), expected, "{free:?}");
        }
    }
}
