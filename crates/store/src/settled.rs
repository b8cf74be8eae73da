//! What the server has answered to this device's own changes, in memory: runs of counters with their positions.
//!
//! A stamp of an own change carries no positions in the packed provenance: they follow from here. So an answer to ten
//! thousand plain changes is one row, and their records' rows stay as they are.

mod ids;

use crate::{
    StoreError, server,
    snapshot::{self, Ahead, Progress},
};
use model::{Base, DeviceId, Record, RecordId, Stamp};
use sqlx::{Row, SqliteConnection};
use std::{collections::BTreeMap, sync::Arc};

/// A run of own counters that were answered with positions that follow each other, or were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) epoch: u32,
    /// Position of the first; 0: refused.
    pub(crate) seq: u64,
    /// Under which id they were taken.
    pub(crate) on: DeviceId,
}

impl Run {
    /// Becomes longer by a run that follows it without a gap; `false`: that one does not.
    pub(crate) fn takes(&mut self, next: &Self) -> bool {
        let refused = (self.seq == 0, next.seq == 0);
        let follows = self.last + 1 == next.first
            && (self.epoch, self.on) == (next.epoch, next.on)
            && (refused == (true, true)
                || (refused == (false, false) && self.seq + (self.last - self.first) + 1 == next.seq));
        if follows {
            self.last = next.last;
        }
        follows
    }
}

/// How far this device and its server are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) me: DeviceId,
    /// True once there is a server.
    pub(crate) joined: bool,
    pub(crate) epoch: u32,
    /// The log is held up to here.
    pub(crate) cursor: u64,
    /// Epochs before a restore of the server, each with the last of its positions that this one numbers alike; in order.
    pub(crate) floors: Vec<(u32, u64)>,
    /// In order, without overlap.
    runs: Vec<Run>,
    /// Other ids under which own changes were taken, each with its last counter.
    others: BTreeMap<DeviceId, u64>,
    /// Some own changes are frozen anew.
    pub(crate) has_anew: bool,
    /// How far a first sync is, where one is under way.
    pub(crate) snapshot: Option<Progress>,
    /// Records that are ahead of the cursor.
    ahead: Arc<Ahead>,
    /// The cursor has passed some of those since the database heard of it.
    pub(crate) has_passed: bool,
}

impl Settled {
    pub(crate) fn new(me: DeviceId) -> Self {
        Self {
            me,
            joined: false,
            epoch: 0,
            cursor: 0,
            floors: Vec::new(),
            runs: Vec::new(),
            others: BTreeMap::new(),
            has_anew: false,
            snapshot: None,
            ahead: Arc::default(),
            has_passed: false,
        }
    }

    pub(crate) async fn read(me: DeviceId, connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let mut settled = Self::new(me);
        let server = sqlx::query("SELECT epoch, cursor FROM server")
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(row) = server {
            settled.joined = true;
            settled.epoch = row.try_get(0)?;
            settled.cursor = unsigned(row.try_get(1)?);
        }
        let (under_way, ahead) = snapshot::read(&mut *connection).await?;
        (settled.snapshot, settled.ahead) = (under_way, Arc::new(ahead));
        settled.floors = server::floors(&mut *connection).await?;
        settled.has_anew = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM anew)")
            .fetch_one(&mut *connection)
            .await?;
        let rows = sqlx::query("SELECT first, last, epoch, seq, device FROM answered ORDER BY first")
            .fetch_all(connection)
            .await?;
        for row in rows {
            let on: Option<&[u8]> = row.try_get(4)?;
            settled.add(Run {
                first: unsigned(row.try_get(0)?),
                last: unsigned(row.try_get(1)?),
                epoch: row.try_get(2)?,
                seq: unsigned(row.try_get(3)?),
                on: on.and_then(DeviceId::from_slice).unwrap_or(me),
            });
        }
        Ok(settled)
    }

    /// Adds a run; what is known already is left as it is.
    pub(crate) fn add(&mut self, run: Run) {
        let at = self.runs.partition_point(|known| known.first < run.first);
        let before = at.checked_sub(1).and_then(|before| self.runs.get_mut(before));
        if !before.is_some_and(|before| before.last >= run.last || before.takes(&run)) {
            self.runs.insert(at, run);
        }
        self.note_other(&run);
    }

    fn run(&self, n: u64) -> Option<&Run> {
        let at = self.runs.partition_point(|run| run.first <= n).checked_sub(1)?;
        self.runs.get(at).filter(|run| n <= run.last)
    }

    /// What was answered to an own change: its position, or `None` where it was refused.
    pub(crate) fn answer(&self, n: u64) -> Option<Option<(u32, u64)>> {
        let run = self.run(n)?;
        Some((run.seq > 0).then(|| (run.epoch, run.seq + (n - run.first))))
    }

    /// The position of a change that the confirmed state holds.
    pub(crate) fn covered(&self, n: u64) -> Option<(u32, u64)> {
        self.answer(n)?.filter(|(epoch, seq)| self.holds(*epoch, *seq))
    }

    /// True if the confirmed state holds what was given a position.
    pub(crate) fn holds(&self, epoch: u32, seq: u64) -> bool {
        let floor = |(of, floor): &(u32, u64)| *of == epoch && seq <= *floor;
        seq <= self.cursor && (epoch == self.epoch || self.floors.iter().any(floor))
    }

    /// The epoch that gave a position of the log as it is now.
    pub(crate) fn epoch_of(&self, seq: u64) -> u32 {
        let first = self.floors.iter().find(|(_, floor)| seq <= *floor);
        first.map_or(self.epoch, |(epoch, _)| *epoch)
    }

    /// The server says how earlier epochs are numbered now: what another device handed back may have moved a floor up.
    pub(crate) fn number_alike(&mut self, floors: &[(u32, u64)]) {
        self.floors = floors.to_vec();
        for run in &mut self.runs {
            let first = floors
                .iter()
                .find(|(_, floor)| run.seq + (run.last - run.first) <= *floor);
            if let Some((epoch, _)) = first.filter(|_| run.seq > 0) {
                run.epoch = *epoch;
            }
        }
    }

    /// Enters an epoch in which the log is as it was up to `kept`. What was answered beyond is unanswered again.
    pub(crate) fn enter(&mut self, epoch: u32, floors: Vec<(u32, u64)>, kept: u64) {
        self.runs.retain_mut(|run| {
            let gone = run.seq > 0 && run.seq + (run.last - run.first) > kept;
            if gone {
                run.last = run.first.saturating_add(kept.saturating_sub(run.seq));
            }
            !gone || run.seq <= kept
        });
        self.note_others();
        Arc::make_mut(&mut self.ahead).retain(|_, as_of| *as_of <= kept);
        (self.epoch, self.floors, self.cursor) = (epoch, floors, self.cursor.min(kept));
    }

    /// True for an own change that no longer waits: refused, or part of the confirmed state.
    pub(crate) fn is_done(&self, n: u64) -> bool {
        self.answer(n) == Some(None) || self.covered(n).is_some()
    }

    /// The positions of a stamp that follow from here.
    pub(crate) fn places(&self, on: DeviceId, n: u64) -> Vec<(u32, u64)> {
        let own = self.is_mine(on, n).then(|| self.covered(n)).flatten();
        own.into_iter().collect()
    }

    /// What somebody who fills a field now is looking at, `n` being the last own counter.
    pub(crate) fn base(&self, n: u64) -> Base {
        self.base_at(self.epoch, self.cursor, n)
    }

    fn base_at(&self, epoch: u32, log: u64, n: u64) -> Base {
        let earlier = self.floors.iter();
        Base {
            epoch,
            log,
            earlier: earlier.map(|(epoch, floor)| (*epoch, log.min(*floor))).collect(),
            own: self.own(n),
        }
    }

    /// The same for a record's card: what a first sync has brought already was read at its first position or later.
    pub(crate) fn base_of(&self, id: RecordId, n: u64) -> Base {
        let came = self.snapshot.filter(|snapshot| id <= snapshot.after);
        match came {
            Some(snapshot) => self.base_at(snapshot.epoch, snapshot.follow.max(self.cursor), n),
            None => self.base(n),
        }
    }

    /// True where a change of the log is in a record already.
    pub(crate) fn is_ahead(&self, id: RecordId, seq: u64) -> bool {
        self.ahead.get(&id).is_some_and(|as_of| seq <= *as_of)
    }

    /// True where a record has come ahead of the log, which tells of its making later.
    pub(crate) fn came(&self, id: RecordId) -> bool {
        self.ahead.contains_key(&id)
    }

    /// Records came ahead of the log.
    pub(crate) fn add_ahead(&mut self, more: &[(RecordId, u64)]) {
        if !more.is_empty() {
            Arc::make_mut(&mut self.ahead).extend(more.iter().copied());
        }
    }

    /// The log is held up to here: what is not ahead of that any more is forgotten.
    pub(crate) fn pass(&mut self, cursor: u64) {
        self.has_passed = self.ahead.values().any(|as_of| *as_of <= cursor);
        if self.has_passed {
            Arc::make_mut(&mut self.ahead).retain(|_, as_of| *as_of > cursor);
        }
    }

    /// How many own changes have no answer, `n` being the last own counter.
    pub(crate) fn waiting(&self, n: u64) -> u64 {
        let answered: u64 = self.runs.iter().map(|run| run.last - run.first + 1).sum();
        n.saturating_sub(answered)
    }

    /// Runs of own counters without an answer, after `after`, up to `last`.
    pub(crate) fn unanswered(&self, after: u64, last: u64) -> Vec<(u64, u64)> {
        let mut gaps = Vec::new();
        let mut next = after + 1;
        for run in self.runs.iter().filter(|run| run.last > after) {
            if run.first > next && next <= last {
                gaps.push((next, last.min(run.first - 1)));
            }
            next = next.max(run.last + 1);
        }
        if next <= last {
            gaps.push((next, last));
        }
        gaps
    }

    /// Runs of own counters that were given positions after one and up to another.
    pub(crate) fn given_between(&self, after: u64, to: u64) -> Vec<(u64, u64)> {
        let given = self.runs.iter().filter(|run| run.seq > 0);
        let within = given.filter_map(|run| {
            let from = run.seq.max(after + 1);
            let last = (run.seq + (run.last - run.first)).min(to);
            (from <= last).then(|| (run.first + (from - run.seq), run.first + (last - run.seq)))
        });
        within.collect()
    }

    /// True where an answer names a position that the confirmed state has not reached.
    pub(crate) fn has_uncovered(&self) -> bool {
        self.runs
            .iter()
            .any(|run| run.seq > 0 && !self.holds(run.epoch, run.seq + (run.last - run.first)))
    }

    /// True where a record holds writes of this device that the confirmed state does not have.
    pub(crate) fn is_pending(&self, record: &Record) -> bool {
        // Whatever others wrote came with its position.
        let pending = |stamp: &Stamp| stamp.seqs.is_empty();
        let standing = record.registers.values().flatten();
        standing
            .flat_map(|standing| &standing.parts)
            .chain(record.touched.values())
            .any(|stamp| pending(stamp))
    }
}

pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn run(first: u64, last: u64, seq: u64) -> Run {
        Run {
            first,
            last,
            epoch: 1,
            seq,
            on: DeviceId::from_bytes([1; 16]),
        }
    }

    #[test]
    fn what_follows_is_one_run_and_gaps_are_what_waits() {
        let mut settled = Settled::new(DeviceId::from_bytes([1; 16]));
        (settled.epoch, settled.cursor) = (1, 15);
        settled.add(run(1, 3, 10));
        settled.add(run(4, 6, 13));
        settled.add(run(9, 9, 0));
        assert_eq!(settled.runs.len(), 2);
        assert_eq!(settled.answer(5), Some(Some((1, 14))));
        assert_eq!((settled.covered(6), settled.covered(7)), (Some((1, 15)), None));
        assert_eq!(settled.answer(9), Some(None));
        assert_eq!(settled.unanswered(0, 12), [(7, 8), (10, 12)]);
        assert_eq!(settled.unanswered(10, 12), [(11, 12)]);
        assert_eq!(settled.waiting(12), 5);
    }

    proptest! {
        #[test]
        fn every_counter_is_answered_or_waits(order in Just((1u64..30).collect::<Vec<_>>()).prop_shuffle(), take in 0usize..29) {
            let mut settled = Settled::new(DeviceId::from_bytes([1; 16]));
            for n in order.iter().take(take) {
                settled.add(run(*n, *n, 100 + n));
            }
            let waiting: u64 = settled.unanswered(0, 29).iter().map(|(a, b)| b - a + 1).sum();
            prop_assert_eq!(waiting, 29 - take as u64);
            prop_assert_eq!(settled.waiting(29), waiting);
            for n in order.iter().take(take) {
                prop_assert_eq!(settled.answer(*n), Some(Some((1, 100 + n))));
            }
        }
    }
}
