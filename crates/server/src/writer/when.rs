//! Rule 6: when a change was written, fixed at its first acceptance.

use super::{Brought, hot::Past};
use model::Change;

/// The author's wall time less what that clock was wrong by, not before what the author had seen, not after now.
///
/// `position`: when the position of the change's base arrived, where it is one of this epoch.
pub(crate) fn when(change: &Change, by: &Brought, position: Option<i64>, past: &[Past], now: i64) -> i64 {
    let jumped_since = by.jumps.saturating_sub(change.jumps);
    let wrong_by = by.skew.saturating_sub(jumped_since);
    let written = change.at.ms.saturating_sub(wrong_by);
    let own = |past: &&Past| {
        let stamp = &past.stamp;
        change.base.own.iter().any(|(on, n)| *on == stamp.on && stamp.n <= *n)
    };
    let seen = past.iter().filter(own).map(|past| past.when);
    let lowest = seen.chain(position).max().unwrap_or(0);
    written.max(lowest).min(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Act, Base, ChangeId, DeviceId, GestureId, Hlc, KindKey, PersonId, RecordId, VerdictKind};
    use protocol::Author;

    fn change(n: u64, ms: i64, jumps: i64, own: u64) -> Change {
        let on = DeviceId::from_bytes([1; 16]);
        Change {
            id: ChangeId::from_parts(n, 1),
            on,
            n,
            by: PersonId::from_bytes([2; 16]),
            record: RecordId::from_bytes([3; 16]),
            kind: KindKey::of("contact"),
            act: Act::Edit,
            base: Base {
                epoch: 1,
                own: vec![(on, own)],
                ..Base::default()
            },
            writes: std::collections::BTreeMap::new(),
            at: Hlc { ms, count: 0 },
            jumps,
            of: None,
            gesture: GestureId::from_parts(n, 1),
            purged: false,
            v: 1,
        }
    }

    #[test]
    fn a_clock_that_is_ahead_does_not_win_and_nothing_is_earlier_than_what_it_saw() {
        let by = |skew, jumps| Brought {
            author: Author {
                on: DeviceId::from_bytes([1; 16]),
                by: PersonId::from_bytes([2; 16]),
            },
            skew,
            jumps,
            cursor: 0,
            knows: std::sync::Arc::default(),
            changes: Vec::new(),
        };
        let past = [Past::new(&change(4, 0, 0, 0), 700, VerdictKind::Accepted)];
        for (what, skew, jumps, ms, position, past, answer) in [
            ("its own clock", 0, 0, 500, None, &[][..], 500),
            ("ahead", 200, 0, 700, None, &[][..], 500),
            ("put right since", 0, -200, 700, None, &[][..], 500),
            ("never after the arrival", 0, 0, 5_000, None, &[][..], 1_000),
            ("not before the position it saw", 0, 0, 500, Some(600), &[][..], 600),
            (
                "not before its own change that it saw",
                0,
                0,
                500,
                Some(600),
                &past[..],
                700,
            ),
        ] {
            assert_eq!(
                when(&change(5, ms, 0, 4), &by(skew, jumps), position, past, 1_000),
                answer,
                "{what}"
            );
        }
        let unaware = change(5, 500, 0, 3);
        assert_eq!(when(&unaware, &by(0, 0), None, &past, 1_000), 500);
    }
}
