//! How old work may become that is on this device only, and from when on what is known here of others counts as old. One limit
//! for both, in days, chosen on the device: work should not wait longer, and who has heard nothing for longer is told so. The
//! warning comes before the limit is reached, when there is still time to find a network.

use serde::Serialize;
use specta::Type;

/// The preference that holds the limit, in days.
pub(super) const CHOICE: &str = "unsent_days";
/// Days, where nobody has chosen.
const USUAL: u32 = 7;
/// The longest limit, in days.
const LONGEST: u32 = 90;
const DAY: i64 = 86_400_000;

/// How old the oldest change is that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AgeOf {
    /// Nothing waits, or not for long.
    Young,
    /// Three quarters of the limit have passed.
    Near,
    /// The limit has passed.
    Over,
}

/// The limit that was chosen, in days.
pub(super) fn limit(choice: Option<&str>) -> u32 {
    let chosen = choice.and_then(|days| days.parse().ok());
    chosen.filter(|days| (1..=LONGEST).contains(days)).unwrap_or(USUAL)
}

/// How old what waits is. `oldest`: when it was made, ms since 1970.
pub(super) fn age(oldest: Option<i64>, days: u32, now: i64) -> AgeOf {
    let limit = i64::from(days) * DAY;
    match oldest.map(|made| now.saturating_sub(made)) {
        Some(age) if age >= limit => AgeOf::Over,
        Some(age) if age >= limit / 4 * 3 => AgeOf::Near,
        _ => AgeOf::Young,
    }
}

/// Whether what is known here of others is old. `contact`: the last one, ms since 1970.
pub(super) fn is_stale(contact: Option<i64>, days: u32, now: i64) -> bool {
    contact.is_some_and(|contact| now.saturating_sub(contact) >= i64::from(days) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_warned_before_the_limit_is_reached() {
        let now = 1_800_000_000_000;
        for (what, days_ago, limit, wanted) in [
            ("of now", 0, 7, AgeOf::Young),
            ("five days", 5, 7, AgeOf::Young),
            ("three quarters of eight days", 6, 8, AgeOf::Near),
            ("almost the limit", 6, 7, AgeOf::Near),
            ("the limit", 7, 7, AgeOf::Over),
            ("of tomorrow, by a clock that was put back", -1, 1, AgeOf::Young),
        ] {
            assert_eq!(age(Some(now - days_ago * DAY), limit, now), wanted, "{what}");
        }
        assert_eq!(age(None, 1, now), AgeOf::Young);
    }

    #[test]
    fn what_is_known_of_others_is_old_when_the_limit_has_passed_since_the_last_contact() {
        let now = 1_800_000_000_000;
        assert!(!is_stale(None, 7, now));
        assert!(!is_stale(Some(now - 7 * DAY + 1), 7, now));
        assert!(is_stale(Some(now - 7 * DAY), 7, now));
    }

    #[test]
    fn a_limit_that_is_none_is_the_usual_one() {
        let chosen = [None, Some(""), Some("0"), Some("91"), Some("soon"), Some("14")];
        assert_eq!(chosen.map(limit), [7, 7, 7, 7, 7, 14]);
    }
}
