//! The ids of a device that has had several. It counts on through all of them: what was answered was taken under the id that it
//! had then, whatever waits is its present id's.

use super::{Run, Settled};
use model::{Base, Change, DeviceId};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

impl Settled {
    pub(super) fn note_other(&mut self, run: &Run) {
        if run.seq > 0 && run.on != self.me {
            let last = self.others.entry(run.on).or_default();
            *last = run.last.max(*last);
        }
    }

    pub(super) fn note_others(&mut self) {
        self.others.clear();
        for run in self.runs.clone() {
            self.note_other(&run);
        }
    }

    /// Goes on under another id: what was taken stays under the one that it was taken under.
    pub(crate) fn go_on_as(&mut self, id: DeviceId) {
        self.me = id;
        self.note_others();
    }

    /// Whose an own counter is: the id's under which it was taken, or this device's present one.
    fn whose(&self, n: u64) -> DeviceId {
        let taken = self.run(n).filter(|run| run.seq > 0);
        taken.map_or(self.me, |run| run.on)
    }

    /// True where a counter of an id is this device's own: one that it has given out, or will.
    pub(crate) fn is_mine(&self, on: DeviceId, n: u64) -> bool {
        self.whose(n) == on
    }

    /// What somebody has seen of this device's own changes who has seen them up to a counter: by every id that they have.
    pub(super) fn own(&self, n: u64) -> Vec<(DeviceId, u64)> {
        if n == 0 {
            return Vec::new();
        }
        if self.others.is_empty() {
            return vec![(self.me, n)];
        }
        let others = self.others.iter().map(|(id, last)| (*id, n.min(*last)));
        let own: BTreeMap<DeviceId, u64> = others.chain([(self.me, n)]).collect();
        own.into_iter().collect()
    }

    /// A change as this device sends it now. One that it made under an earlier id, and that nobody has taken, is its present
    /// id's; its counter and its own id stay, so that it is never taken twice. What its author had seen of the device's own is
    /// told by every id, and of an earlier one no further than this device has been it: another copy may have gone on from there.
    pub(crate) fn anew<'a>(&self, change: &'a Change) -> Cow<'a, Change> {
        let own = &change.base.own;
        let present = change.on == self.me && (own.is_empty() || own.iter().any(|(on, _)| *on == self.me));
        if present || self.answer(change.n).is_some() {
            return Cow::Borrowed(change);
        }
        let mut change = change.clone();
        change.on = self.me;
        change.base = self.base_anew(&change.base);
        for standing in change.writes.values_mut().flat_map(|write| &mut write.back) {
            for part in &mut standing.parts {
                // What is put back may be as new as the change.
                if part.seqs.is_empty() && self.answer(part.n).is_none() {
                    let part = Arc::make_mut(part);
                    (part.on, part.base) = (self.me, self.base_anew(&part.base));
                }
            }
        }
        Cow::Owned(change)
    }

    fn base_anew(&self, base: &Base) -> Base {
        let seen = base.own.iter().map(|(_, n)| *n).max().unwrap_or_default();
        Base {
            own: self.own(seen),
            ..base.clone()
        }
    }

    /// Runs of own counters that were given positions after one, under another id than the present.
    pub(crate) fn given_to_others_after(&self, after: u64) -> Vec<(u64, u64)> {
        let given = self.given_between(after, u64::MAX);
        given
            .into_iter()
            .filter(|(first, _)| self.whose(*first) != self.me)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settled::tests::run;

    #[test]
    fn what_waits_is_the_present_ids_and_what_was_taken_stays_under_its_own() {
        let [old, new] = [1, 2].map(|byte| DeviceId::from_bytes([byte; 16]));
        let mut settled = Settled::new(old);
        (settled.epoch, settled.cursor) = (1, 15);
        settled.add(run(1, 3, 10));
        settled.add(run(6, 6, 13));
        settled.add(run(7, 7, 0));
        settled.go_on_as(new);
        let mine = |on, numbers: [u64; 4]| numbers.map(|n| settled.is_mine(on, n));
        assert_eq!(mine(old, [3, 4, 6, 7]), [true, false, true, false]);
        assert_eq!(mine(new, [3, 4, 6, 7]), [false, true, false, true]);
        assert_eq!(settled.places(old, 2), [(1, 11)]);
        assert_eq!(settled.places(new, 2), []);
        // Another copy may have counted on from 6.
        assert_eq!(settled.base(9).own, [(old, 6), (new, 9)]);
        assert_eq!(settled.base(5).own, [(old, 5), (new, 5)]);
    }
}
