//! What to do next, from a state and a clock alone.

use crate::Cause;

/// How things stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The device is enrolled and its person signed in.
    pub signed_in: bool,
    /// A session is ready.
    pub connected: bool,
    /// Own changes without an answer.
    pub unanswered: u64,
    /// The confirmed state is held up to here.
    pub cursor: u64,
    /// The server's log reaches up to here, as far as is known.
    pub last: u64,
    /// The server has given positions that the confirmed state has not reached.
    pub behind_answers: bool,
    /// Records are coming in pages: a first sync has begun.
    pub paging: bool,
    /// The server hands out records in pages, and has not said that following the log from here is less.
    pub pages: bool,
    /// Whether this device holds what its person may see has not been asked in this session.
    pub unchecked: bool,
    /// Attempts that failed, one after the other.
    pub failures: u32,
    /// When the last one failed, ms since 1970.
    pub failed_at: i64,
    /// Why.
    pub cause: Option<Cause>,
    /// A person pressed "try now", or the network came back.
    pub nudged: bool,
    /// When the server heard last how this device's queue stands, ms since 1970.
    pub reported_at: i64,
    /// The queue stands otherwise than the server heard.
    pub report_differs: bool,
    /// How often an exchange broke in the middle lately: each makes the next portion a quarter of what it was.
    pub broken: u32,
    /// A part of one hundred, drawn anew after each failure, that waiting is shortened to.
    pub jitter: u8,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing until something happens.
    Rest,
    /// Nothing until then (ms since 1970), or until something happens.
    WaitUntil(i64),
    /// Open a session.
    Connect,
    /// Bring what waits.
    Push,
    /// Take a page of records as they stand.
    Page,
    /// Ask what is new.
    Pull,
    /// Ask whether this device holds what its person may see.
    Check,
    /// Say how the queue stands.
    Report,
}

/// Positions behind which a device asks for records as they stand instead of everything that became of them.
pub const FAR_BEHIND: u64 = 1_000;
/// The first wait after a failure, ms; it doubles each time.
pub const FIRST_WAIT: i64 = 1_000;
/// The longest wait, ms.
pub const LONGEST_WAIT: i64 = 5 * 60_000;
/// Reports are not sent more often than this, ms.
pub const REPORT_EVERY: i64 = 15_000;

/// Changes of one portion on a line that holds: their answers are settled in one transaction.
const WHOLE: usize = 10_000;
/// The smallest portion. What travels with it is then mostly the greeting.
const LEAST: usize = 32;

/// How much to bring or ask for at once. What a line has broken under is not tried again as it was: a line that never holds
/// for the whole, or is too slow for it, holds for a part, and what was answered is settled.
#[must_use]
pub fn portion(broken: u32) -> usize {
    (WHOLE >> broken.saturating_mul(2).min(16)).max(LEAST)
}

/// How long to wait after so many failures: exponential, with full jitter (Brooker, "Exponential Backoff And Jitter", 2015),
/// but never less than a tenth, so that a server that has just failed gets its breath.
#[must_use]
pub fn wait(failures: u32, jitter: u8) -> i64 {
    let doubled = FIRST_WAIT.saturating_mul(
        1_i64
            .checked_shl(failures.saturating_sub(1).min(20))
            .unwrap_or(i64::MAX),
    );
    let most = doubled.min(LONGEST_WAIT);
    most * i64::from(jitter.clamp(10, 100)) / 100
}

/// What to do now.
#[must_use]
pub fn next(state: &State, now: i64) -> Step {
    if !state.signed_in {
        return Step::Rest;
    }
    if !state.connected {
        return connecting(state, now);
    }
    // Brought first: a change whose answer was lost gets its receipt before it comes back with the log.
    if state.unanswered > 0 {
        return Step::Push;
    }
    // Once begun, it comes to its end before the log is followed.
    if state.paging || (state.pages && state.last.saturating_sub(state.cursor) > FAR_BEHIND) {
        return Step::Page;
    }
    if state.behind_answers || state.cursor < state.last {
        return Step::Pull;
    }
    if state.unchecked {
        return Step::Check;
    }
    let due = state.reported_at.saturating_add(REPORT_EVERY);
    match state.report_differs {
        true if due <= now || due > now.saturating_add(REPORT_EVERY) => Step::Report,
        true => Step::WaitUntil(due),
        false => Step::Rest,
    }
}

fn connecting(state: &State, now: i64) -> Step {
    if state.nudged || state.failures == 0 {
        return Step::Connect;
    }
    // Asking again does not help: a person or an update has to.
    if matches!(state.cause, Some(Cause::Account | Cause::Copied | Cause::Version)) {
        return Step::Rest;
    }
    let due = state.failed_at.saturating_add(wait(state.failures, state.jitter));
    // A clock that was put back must not make the wait longer than it is.
    if due <= now || due > now.saturating_add(LONGEST_WAIT) {
        Step::Connect
    } else {
        Step::WaitUntil(due)
    }
}

/// How one of the two lanes of blobs stands: the way up, or the way down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// A session is ready.
    pub online: bool,
    /// Own changes without an answer.
    pub unanswered: u64,
    /// A first sync is under way.
    pub paging: bool,
    /// Something is to be carried.
    pub due: bool,
    /// Attempts that failed, one after the other.
    pub failures: u32,
    /// When the last one failed, ms since 1970.
    pub failed_at: i64,
    /// See [`State::jitter`].
    pub jitter: u8,
}

/// What a lane does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// Nothing until something happens.
    Rest,
    /// Nothing until then (ms since 1970), or until something happens.
    WaitUntil(i64),
    /// One piece.
    Piece,
}

/// Bytes of a piece on a line that holds.
const PIECE: usize = 256 << 10;
/// The smallest piece.
const LEAST_PIECE: usize = 16 << 10;

/// Bytes of the next piece of a blob: less where pieces broke off lately, so that a line which never holds for long carries
/// blobs all the same.
#[must_use]
pub fn piece(broken: u32) -> usize {
    (PIECE >> broken.saturating_mul(2).min(16)).max(LEAST_PIECE)
}

/// What a lane of blobs does now. Changes go first: a blob waits until what somebody did has its answer, piece by piece.
#[must_use]
pub fn carry(lane: &Lane, now: i64) -> Carry {
    if !lane.online || !lane.due || lane.unanswered > 0 || lane.paging {
        return Carry::Rest;
    }
    let due = lane.failed_at.saturating_add(wait(lane.failures, lane.jitter));
    if lane.failures == 0 || due <= now || due > now.saturating_add(LONGEST_WAIT) {
        Carry::Piece
    } else {
        Carry::WaitUntil(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(state: &State, alter: fn(&mut State)) -> State {
        let mut state = state.clone();
        alter(&mut state);
        state
    }

    #[test]
    fn what_comes_next() {
        let here = State {
            signed_in: true,
            ..State::default()
        };
        let online = State {
            connected: true,
            ..here.clone()
        };
        let table = [
            ("no server", State::default(), Step::Rest),
            ("a start", here.clone(), Step::Connect),
            ("nothing to do", online.clone(), Step::Rest),
            ("something waits", with(&online, |s| s.unanswered = 1), Step::Push),
            ("news", with(&online, |s| s.last = 7), Step::Pull),
            (
                "answers beyond the cursor",
                with(&online, |s| s.behind_answers = true),
                Step::Pull,
            ),
            (
                "far behind",
                with(&online, |s| (s.pages, s.last) = (true, 7_000)),
                Step::Page,
            ),
            (
                "far behind an older server",
                with(&online, |s| s.last = 7_000),
                Step::Pull,
            ),
            (
                "a first sync that was interrupted",
                with(&online, |s| s.paging = true),
                Step::Page,
            ),
            (
                "something waits during a first sync",
                with(&online, |s| (s.paging, s.unanswered) = (true, 1)),
                Step::Push,
            ),
            ("both", with(&online, |s| (s.unanswered, s.last) = (1, 7)), Step::Push),
            ("not checked yet", with(&online, |s| s.unchecked = true), Step::Check),
            (
                "news before a check",
                with(&online, |s| (s.unchecked, s.last) = (true, 7)),
                Step::Pull,
            ),
            (
                "a queue that changed",
                with(&online, |s| s.report_differs = true),
                Step::Report,
            ),
        ];
        for (what, state, step) in table {
            assert_eq!(next(&state, 100_000), step, "{what}");
        }
    }

    #[test]
    fn what_comes_next_after_a_failure() {
        let failed = State {
            signed_in: true,
            failures: 3,
            failed_at: 100_000,
            jitter: 50,
            ..State::default()
        };
        let table = [
            ("after a failure", failed.clone(), Step::WaitUntil(102_000)),
            ("somebody pressed", with(&failed, |s| s.nudged = true), Step::Connect),
            (
                "the wait is over",
                with(&failed, |s| s.failed_at = 98_000),
                Step::Connect,
            ),
            (
                "a clock put back",
                with(&failed, |s| s.failed_at = 900_000_000),
                Step::Connect,
            ),
            (
                "signed out by the server",
                with(&failed, |s| s.cause = Some(Cause::Account)),
                Step::Rest,
            ),
            (
                "a copy whose key is worth nothing any more",
                with(&failed, |s| s.cause = Some(Cause::Copied)),
                Step::Rest,
            ),
            (
                "a copy that goes on as another device",
                with(&failed, |s| s.cause = Some(Cause::Restored)),
                Step::WaitUntil(102_000),
            ),
            (
                "a portal",
                with(&failed, |s| s.cause = Some(Cause::Portal)),
                Step::WaitUntil(102_000),
            ),
        ];
        for (what, state, step) in table {
            assert_eq!(next(&state, 100_000), step, "{what}");
        }
    }

    #[test]
    fn a_line_that_breaks_carries_less_at_once_but_never_nothing() {
        assert_eq!([0, 1, 2, 5, u32::MAX].map(portion), [10_000, 2_500, 625, 32, 32]);
    }

    #[test]
    fn blobs_go_when_no_change_waits() {
        let lane = Lane {
            online: true,
            due: true,
            jitter: 50,
            ..Lane::default()
        };
        let failed = Lane {
            failures: 2,
            failed_at: 99_500,
            ..lane.clone()
        };
        let alter = |alter: fn(&mut Lane)| {
            let mut lane = lane.clone();
            alter(&mut lane);
            lane
        };
        let table = [
            ("something is to be carried", lane.clone(), Carry::Piece),
            ("nothing is", alter(|lane| lane.due = false), Carry::Rest),
            ("no session", alter(|lane| lane.online = false), Carry::Rest),
            ("a change waits", alter(|lane| lane.unanswered = 1), Carry::Rest),
            ("a first sync", alter(|lane| lane.paging = true), Carry::Rest),
            ("a piece broke off", failed.clone(), Carry::WaitUntil(100_500)),
            (
                "the wait is over",
                alter(|lane| (lane.failures, lane.failed_at) = (2, 99_000)),
                Carry::Piece,
            ),
            (
                "a clock put back",
                alter(|lane| (lane.failures, lane.failed_at) = (2, 900_000_000)),
                Carry::Piece,
            ),
            (
                "a change waits after a failure",
                Lane {
                    unanswered: 1,
                    ..failed
                },
                Carry::Rest,
            ),
        ];
        for (what, lane, next) in table {
            assert_eq!(carry(&lane, 100_000), next, "{what}");
        }
        assert_eq!(
            [0, 1, 2, 3, u32::MAX].map(piece),
            [262_144, 65_536, 16_384, 16_384, 16_384]
        );
        assert!(piece(0) <= protocol::limits::BLOB_PIECE);
    }

    proptest! {
        #[test]
        fn a_wait_ends_and_grows_no_longer_than_the_longest(failures in 1u32..10_000, jitter: u8) {
            let wait = wait(failures, jitter);
            prop_assert!((FIRST_WAIT / 10..=LONGEST_WAIT).contains(&wait));
        }
    }
}
