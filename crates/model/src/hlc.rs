//! Hybrid logical clock: Kulkarni et al., "Logical Physical Clocks" (2014).
//! Not here: reading a clock.

use serde::{Deserialize, Serialize};

/// A moment of a device: its wall clock in milliseconds since 1970, and a counter for moments that the wall clock
/// does not tell apart. Never goes back, even when the wall clock does, unless the device journalled a jump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hlc {
    /// Milliseconds since 1970 of the largest wall clock seen.
    pub ms: i64,
    /// Order among moments of the same millisecond.
    pub count: u32,
}

impl Hlc {
    /// The moment of a local act, `wall` being the device's clock now.
    #[must_use]
    pub fn tick(self, wall: i64) -> Self {
        if wall > self.ms {
            Self { ms: wall, count: 0 }
        } else {
            self.bumped()
        }
    }

    /// The moment after hearing of `other`, `wall` being the device's clock now.
    #[must_use]
    pub fn hear(self, other: Self, wall: i64) -> Self {
        let latest = self.max(other);
        if wall > latest.ms {
            Self { ms: wall, count: 0 }
        } else {
            latest.bumped()
        }
    }

    /// The moment after a jump of the wall clock that the device noticed and journalled. The clock goes along, so that
    /// `ms` stays a reading of the wall clock: rule 6 corrects that reading by skew and jumps, and a clock that stayed
    /// ahead after it was put right would make everything written since look like now.
    #[must_use]
    pub fn jumped(self, by_ms: i64) -> Self {
        Self {
            ms: self.ms.saturating_add(by_ms),
            count: self.count,
        }
    }

    fn bumped(self) -> Self {
        match self.count.checked_add(1) {
            Some(count) => Self { ms: self.ms, count },
            None => Self {
                ms: self.ms.saturating_add(1),
                count: 0,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_never_goes_back_whatever_the_wall_clock_does(walls in prop::collection::vec(-5_000i64..5_000, 1..60)) {
            let mut now = Hlc::default();
            for wall in walls {
                let next = now.tick(wall);
                prop_assert!(next > now);
                now = next;
            }
        }

        #[test]
        fn after_a_journalled_jump_it_reads_the_wall_clock(early in 0i64..5_000, jump in -9_000i64..9_000, later in 1i64..50) {
            let now = Hlc::default().tick(early).jumped(jump).tick(early + jump + later);
            prop_assert_eq!(now.ms, early + jump + later);
        }

        #[test]
        fn what_hears_of_a_moment_comes_after_it(a in 0i64..100, b in 0i64..100, wall in 0i64..100) {
            let (a, b) = (Hlc { ms: a, count: 3 }, Hlc { ms: b, count: 9 });
            let heard = a.hear(b, wall);
            prop_assert!(heard > a && heard > b);
        }
    }
}
