//! How deep this device's queue was over the last day, by half hours. What happened while the app did not run is not known,
//! and is told as not known.

use serde::{Deserialize, Serialize};
use serde_json::json;

/// The length of one part, ms.
pub const PART_MS: i64 = 30 * 60_000;
/// Parts of a day.
const PARTS: usize = 48;

/// The parts, the oldest first, and when the last of them began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// When the last part began, ms since 1970.
    pub at: i64,
    /// The most that waited in each; nothing where nobody looked.
    pub parts: Vec<Option<u32>>,
}

impl Trace {
    /// Takes note of how much waits now. True where a new part has begun.
    pub fn see(&mut self, waiting: u64, now: i64) -> bool {
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        let at = now - now.rem_euclid(PART_MS);
        let new = (at - self.at) / PART_MS;
        // A clock that was put back goes on in the part that it had reached.
        if new <= 0 && !self.parts.is_empty() {
            if let Some(last) = self.parts.last_mut() {
                *last = Some(last.unwrap_or(0).max(waiting));
            }
            return false;
        }
        if !self.parts.is_empty() {
            let missed = usize::try_from(new - 1).unwrap_or(PARTS).min(PARTS);
            self.parts.extend(std::iter::repeat_n(None, missed));
        }
        self.parts.push(Some(waiting));
        let more = self.parts.len().saturating_sub(PARTS);
        self.parts.drain(..more);
        self.at = at;
        true
    }

    /// As it is kept over a restart.
    pub(crate) fn kept(&self) -> String {
        json!({ "at": self.at, "parts": self.parts }).to_string()
    }

    /// What [`Trace::kept`] wrote; nothing where it cannot be read.
    pub(crate) fn read(kept: &str) -> Option<Self> {
        serde_json::from_str(kept).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_of_each_half_hour_is_kept_for_a_day_and_a_time_without_the_app_is_not_known() {
        let mut trace = Trace::default();
        assert!(trace.see(1, 10));
        assert!(!trace.see(7, PART_MS - 1));
        assert!(!trace.see(2, PART_MS - 1));
        assert!(trace.see(3, 3 * PART_MS));
        assert_eq!(trace.parts, [Some(7), None, None, Some(3)]);
        assert!(!trace.see(9, PART_MS), "a clock that was put back");
        assert_eq!(trace.parts.last(), Some(&Some(9)));
        assert!(trace.see(0, 100 * PART_MS));
        assert_eq!((trace.parts.len(), trace.at), (48, 100 * PART_MS));
        assert!(trace.parts.iter().rev().skip(1).all(Option::is_none));
    }
}
