//! Whether a wall clock went otherwise than time did. Not here: reading a clock.

/// From here on a difference is a jump, ms. Below lie the time between two readings and what a clock is slewed by.
const NOTICED_FROM: i64 = 2_000;

/// A wall clock that is looked at beside one that only ever goes forward, and also while the device sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jumps {
    wall: i64,
    steady: i64,
    /// Sum of the jumps so far, ms.
    pub sum: i64,
}

impl Jumps {
    /// Begins to look; what was seen before is known.
    #[must_use]
    pub fn since((wall, steady): (i64, i64), sum: i64) -> Self {
        Self { wall, steady, sum }
    }

    /// One look more, both in ms.
    #[must_use]
    pub fn look(self, (wall, steady): (i64, i64)) -> Self {
        let passed = steady.saturating_sub(self.steady);
        let by = wall.saturating_sub(self.wall).saturating_sub(passed);
        let jumped = if by.saturating_abs() < NOTICED_FROM { 0 } else { by };
        Self {
            wall,
            steady,
            sum: self.sum.saturating_add(jumped),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_a_jump() {
        const HOUR: i64 = 3_600_000;
        let table = [
            ("a clock that goes", vec![(1_000, 1_000), (9 * HOUR, 9 * HOUR)], 0),
            ("one that is slewed", vec![(1_900, 1_000), (3_700, 2_000)], 0),
            ("put forward", vec![(48 * HOUR + 10, 10)], 48 * HOUR),
            ("put back", vec![(10 - 48 * HOUR, 10)], -48 * HOUR),
            ("there and back", vec![(HOUR, 10), (20, 20)], 0),
            ("asleep for a night", vec![(8 * HOUR, 8 * HOUR)], 0),
        ];
        for (what, looks, sum) in table {
            let seen = looks.into_iter().fold(Jumps::since((0, 0), 0), Jumps::look);
            assert!((seen.sum - sum).abs() < NOTICED_FROM, "{what}: {}", seen.sum);
        }
    }
}
