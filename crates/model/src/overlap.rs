//! Double bookings. That two appointments want one bay at one time is nobody's entry: it follows from what is booked, the same on
//! every device that knows the same, and goes away by itself when one of them is moved. It is never stored.
//!
//! The earlier one holds: what the server took first, then what waits, by the moment of its author. A booking is as old as its
//! time or its resource, whichever was written later: who moves an appointment has booked anew. One that does not hold takes up
//! nothing, so it never pushes out a third.

use crate::{ChangeId, Record, RecordId};
use std::collections::BTreeMap;

/// Where a claim stands in the line; the least holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// No server has taken it yet.
    pending: bool,
    /// Epoch and position at which it was taken.
    taken: (u32, u64),
    /// When it was written, ms since 1970.
    when: i64,
    /// So that there is no tie.
    id: Option<ChangeId>,
}

impl Turn {
    /// Of a claim that rests on some fields of a record: the latest of them counts.
    #[must_use]
    pub fn of(record: &Record, fields: &[&str]) -> Self {
        let standing = fields.iter().flat_map(|field| record.standing(field));
        let turns = standing.map(|standing| {
            let taken = standing.parts.last().and_then(|stamp| stamp.seqs.last().copied());
            Self {
                pending: taken.is_none(),
                taken: taken.unwrap_or_default(),
                when: standing.when,
                id: standing.writer(),
            }
        });
        turns.max().unwrap_or_default()
    }
}

/// One booking's claim to a resource or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The booking, by its place in the caller's list.
    pub booking: usize,
    /// To what or whom.
    pub of: RecordId,
    /// From when, ms since 1970.
    pub start: i64,
    /// Until when, the time between two bookings included; ms since 1970.
    pub end: i64,
    /// Where it stands in the line.
    pub turn: Turn,
}

/// The claims that do not hold, each with the booking that holds instead. `capacity`: how many bookings something bears at
/// once.
#[must_use]
pub fn double_bookings(claims: &[Claim], capacity: impl Fn(RecordId) -> usize) -> BTreeMap<(usize, RecordId), usize> {
    let mut by_what: BTreeMap<RecordId, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_what.entry(claim.of).or_default().push(*claim);
    }
    let mut losing = BTreeMap::new();
    for (of, mut line) in by_what {
        let room = capacity(of).max(1);
        line.sort_by_key(|claim| (claim.turn, claim.booking));
        let mut holding: Vec<Claim> = Vec::with_capacity(line.len());
        for claim in line {
            let meets =
                |other: &&Claim| other.booking != claim.booking && other.start < claim.end && claim.start < other.end;
            let met: Vec<(i64, i64)> = holding.iter().filter(meets).map(|c| (c.start, c.end)).collect();
            if most_at_once(&met, claim.start, claim.end) < room {
                holding.push(claim);
            } else if let Some(first) = holding.iter().find(meets) {
                losing.insert((claim.booking, of), first.booking);
            }
        }
    }
    losing
}

/// How many of some stretches of time there are at once, at most, within a stretch.
#[must_use]
pub fn most_at_once(stretches: &[(i64, i64)], from: i64, to: i64) -> usize {
    let inside = stretches.iter().filter(|(start, end)| *start < to && from < *end);
    let mut edges: Vec<(i64, i64)> = inside.flat_map(|(start, end)| [(*start, 1), (*end, -1)]).collect();
    edges.sort_unstable(); // an end comes before a beginning at the same moment
    let (mut now, mut most) = (0i64, 0i64);
    for (_, step) in edges {
        now += step;
        most = most.max(now);
    }
    usize::try_from(most).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claim(booking: usize, of: u8, start: i64, end: i64, turn: i64) -> Claim {
        let turn = Turn {
            when: turn,
            ..Turn::default()
        };
        Claim {
            booking,
            of: RecordId::from_bytes([of; 16]),
            start,
            end,
            turn,
        }
    }

    #[test]
    fn the_earlier_booking_holds_and_a_losing_one_pushes_nobody_out() {
        let claims = [
            claim(0, 1, 0, 60, 3),
            claim(1, 1, 30, 90, 2),
            claim(2, 1, 60, 120, 1),
            claim(3, 2, 0, 60, 4),
        ];
        let one = RecordId::from_bytes([1; 16]);
        assert_eq!(double_bookings(&claims, |_| 1), BTreeMap::from([((1, one), 2)]));
        assert!(double_bookings(&claims, |_| 2).is_empty());
    }

    #[test]
    fn what_a_server_took_comes_before_what_waits() {
        let taken = Turn {
            taken: (1, 9),
            when: 500,
            ..Turn::default()
        };
        let waits = Turn {
            pending: true,
            when: 100,
            ..Turn::default()
        };
        assert!(taken < waits);
    }

    proptest! {
        #[test]
        fn what_holds_never_exceeds_the_room_and_what_loses_would(
            spans in proptest::collection::vec((0i64..200, 1i64..40, 0i64..20), 1..25), room in 1usize..3,
        ) {
            let claims: Vec<Claim> = spans.iter().enumerate().map(|(at, (start, long, turn))| claim(at, 1, *start, start + long, *turn)).collect();
            let losing = double_bookings(&claims, |_| room);
            let holds: Vec<&Claim> = claims.iter().filter(|c| !losing.contains_key(&(c.booking, c.of))).collect();
            let stretches: Vec<(i64, i64)> = holds.iter().map(|c| (c.start, c.end)).collect();
            prop_assert!(most_at_once(&stretches, i64::MIN, i64::MAX) <= room);
            for ((booking, _), by) in &losing {
                let claim = &claims[*booking];
                prop_assert!(most_at_once(&stretches, claim.start, claim.end) >= room);
                prop_assert!(claims[*by].turn <= claim.turn);
            }
            let mut turned = claims.clone();
            turned.reverse();
            prop_assert_eq!(double_bookings(&turned, |_| room), losing);
        }
    }
}
