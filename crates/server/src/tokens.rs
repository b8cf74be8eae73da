//! A device's token, and what takes its place.
//!
//! A token is chance of 32 bytes; the server keeps its hash. One that has been in use for a week is replaced: a session's
//! answer brings the next one. The old one holds until the next has been shown, since that answer may be lost on its way, and
//! from then on it is spent. Who shows a spent one, under the device's own signature, has a copy of the device's disk or
//! is on one: of two who hold a device's secrets nobody can say which is the right one, so no token of the device holds any
//! more, and its person signs in. What waits on either stays.
//!
//! A token that nobody has shown for half a year holds no more. The one thing not to do here: let a token go because an answer
//! was lost.

use crate::{hex, password::same};
use protocol::{Code, Hash};

const DAY: i64 = 24 * 60 * 60_000;
/// After so long a token is replaced, ms.
pub(crate) const REPLACED_AFTER: i64 = 7 * DAY;
/// So long at most it holds, ms.
pub(crate) const HOLDS: i64 = 183 * DAY;
/// A next one that was handed out and not shown for so long was lost: another is handed out, ms.
const LOST_AFTER: i64 = DAY;

/// The hashes of a device's tokens, each with since when: ms since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) token: (Hash, i64),
    /// Handed out, and not shown yet.
    pub(crate) next: Option<(Hash, i64)>,
    /// Replaced, in the order in which they were.
    pub(crate) spent: Vec<(Hash, i64)>,
    /// Since when none of them holds, because a spent one was shown.
    pub(crate) replayed: Option<i64>,
}

/// What a token that was shown comes to, and the tokens from then on, where they are others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The session begins. `hand_out`: with the fresh token.
    Holds { anew: Option<Tokens>, hand_out: bool },
    /// It does not.
    Refused { anew: Option<Tokens>, code: Code },
}

impl Tokens {
    /// Those of somebody who has just signed in.
    pub(crate) fn fresh(token: Hash, now: i64) -> Self {
        Self {
            token: (token, now),
            next: None,
            spent: Vec::new(),
            replayed: None,
        }
    }

    /// Judges a token that was shown under the device's signature; `fresh`: the hash of the one that is handed out where that is
    /// due.
    pub(crate) fn shown(&self, hash: &Hash, fresh: Hash, now: i64) -> Shown {
        let refused = |code| Shown::Refused { anew: None, code };
        let is = |(known, _): &(Hash, i64)| same(known, hash);
        let holds = |(_, since): &(Hash, i64)| now.saturating_sub(*since) < HOLDS;
        if self.replayed.is_some() {
            return refused(Code::Replayed);
        }
        if let Some(next) = self.next.filter(is) {
            return match holds(&next) {
                true => Shown::Holds {
                    anew: Some(self.replaced(next, now)),
                    hand_out: false,
                },
                false => refused(Code::SignIn),
            };
        }
        if is(&self.token) && holds(&self.token) {
            let due = now.saturating_sub(self.token.1) >= REPLACED_AFTER;
            let lost = |(_, since): (Hash, i64)| now.saturating_sub(since) >= LOST_AFTER;
            let hand_out = due && self.next.is_none_or(lost);
            let anew = Self {
                next: Some((fresh, now)),
                ..self.clone()
            };
            return Shown::Holds {
                anew: hand_out.then_some(anew),
                hand_out,
            };
        }
        match self.spent.iter().any(is) {
            true => Shown::Refused {
                anew: Some(Self {
                    next: None,
                    replayed: Some(now),
                    ..self.clone()
                }),
                code: Code::Replayed,
            },
            false => refused(Code::SignIn),
        }
    }

    /// Those that somebody may have signed with who is no session.
    pub(crate) fn in_hand(&self, now: i64) -> impl Iterator<Item = &Hash> {
        let both = std::iter::once(&self.token).chain(&self.next);
        both.filter(move |(_, since)| now.saturating_sub(*since) < HOLDS)
            .map(|(hash, _)| hash)
    }

    fn replaced(&self, by: (Hash, i64), now: i64) -> Self {
        // One that would hold no more anyway need not be known again.
        let remembered = |(_, since): &&(Hash, i64)| now.saturating_sub(*since) < HOLDS;
        let before = self.spent.iter().filter(remembered).copied();
        Self {
            token: by,
            next: None,
            spent: before.chain([(self.token.0, now)]).collect(),
            replayed: None,
        }
    }

    /// The spent ones as they are kept.
    pub(crate) fn spent_text(&self) -> String {
        let spent: Vec<(String, i64)> = self.spent.iter().map(|(hash, at)| (hex::text(hash), *at)).collect();
        serde_json::json!(spent).to_string()
    }

    /// The spent ones as they were kept. What cannot be read is as if it had not been.
    pub(crate) fn spent_of(text: &str) -> Vec<(Hash, i64)> {
        let spent: Vec<(String, i64)> = serde_json::from_str(text).unwrap_or_default();
        let read = |(hash, at): (String, i64)| Some((hex::bytes(&hash)?, at));
        spent.into_iter().filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Hash = [1; 32];
    const B: Hash = [2; 32];
    const C: Hash = [3; 32];
    const X: Hash = [9; 32];
    const LATER: i64 = REPLACED_AFTER;

    fn tokens(token: (Hash, i64), next: Option<(Hash, i64)>, spent: &[(Hash, i64)]) -> Tokens {
        Tokens {
            token,
            next,
            spent: spent.to_vec(),
            replayed: None,
        }
    }

    #[test]
    fn what_a_token_that_is_shown_comes_to() {
        let first = Tokens::fresh(A, 0);
        let handed = tokens((A, 0), Some((B, LATER)), &[]);
        let taken = tokens((B, LATER), None, &[(A, LATER + 5)]);
        let ended = Tokens {
            replayed: Some(LATER + 9),
            ..taken.clone()
        };
        let holds = |anew: Option<&Tokens>, hand_out| Shown::Holds {
            anew: anew.cloned(),
            hand_out,
        };
        let no = |anew: Option<&Tokens>, code| Shown::Refused {
            anew: anew.cloned(),
            code,
        };
        let again = tokens((A, 0), Some((C, LATER + LOST_AFTER)), &[]);
        let table = [
            ("a young one", &first, A, B, LATER - 1, holds(None, false)),
            ("one that is due", &first, A, B, LATER, holds(Some(&handed), true)),
            (
                "the old one, while the next is on its way",
                &handed,
                A,
                C,
                LATER + 5,
                holds(None, false),
            ),
            (
                "the old one, where the next was lost",
                &handed,
                A,
                C,
                LATER + LOST_AFTER,
                holds(Some(&again), true),
            ),
            ("the next one", &handed, B, C, LATER + 5, holds(Some(&taken), false)),
            ("its successor", &taken, B, C, LATER + 6, holds(None, false)),
            ("a spent one", &taken, A, C, LATER + 9, no(Some(&ended), Code::Replayed)),
            ("any, after that", &ended, B, C, LATER + 10, no(None, Code::Replayed)),
            ("a strange one", &taken, X, C, LATER + 9, no(None, Code::SignIn)),
            (
                "one that nobody showed for long",
                &first,
                A,
                B,
                HOLDS,
                no(None, Code::SignIn),
            ),
            (
                "a next one that nobody showed for long",
                &handed,
                B,
                C,
                LATER + HOLDS,
                no(None, Code::SignIn),
            ),
        ];
        for (what, tokens, shown, fresh, now, wanted) in table {
            assert_eq!(tokens.shown(&shown, fresh, now), wanted, "{what}");
        }
    }

    #[test]
    fn spent_ones_are_kept_as_long_as_they_would_hold() {
        let mut now = 0;
        let mut tokens = Tokens::fresh(A, 0);
        for round in 1..100u8 {
            now += REPLACED_AFTER;
            tokens = tokens.replaced(([round; 32], now), now);
        }
        assert_eq!(tokens.spent.len(), 27);
        assert_eq!(Tokens::spent_of(&tokens.spent_text()), tokens.spent);
        assert_eq!(Tokens::spent_of("nonsense"), []);
    }
}
