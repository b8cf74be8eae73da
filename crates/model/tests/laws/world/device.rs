//! The device: confirmed + pending, what its screens show and what it sends.

use super::{Held, server::Server};
use crate::{
    dice::Dice,
    fields::kind,
    truth::{Truth, applied},
};
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, PersonId, RecordId, Role, Value, Verdict,
    VerdictKind, Write, decide,
};
use std::collections::BTreeMap;

/// What a backup of the device holds.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pub(crate) name: DeviceId,
    /// The ids that the device has had, with the last counter of each that is its own.
    pub(crate) lineage: BTreeMap<DeviceId, u64>,
    pub(crate) n: u64,
    pub(crate) epoch: u32,
    pub(crate) cursor: u64,
    pub(crate) scope_no: usize,
    pub(crate) records: BTreeMap<RecordId, Held>,
    /// As of which position a record's snapshot was.
    pub(crate) at: BTreeMap<RecordId, u64>,
    pub(crate) pending: Vec<Change>,
    /// Own counter → change, under the present name.
    pub(crate) own: BTreeMap<u64, ChangeId>,
    pub(crate) receipts: BTreeMap<ChangeId, Verdict>,
    /// Until the server says that a backup holds it.
    pub(crate) kept: Vec<(Change, Verdict)>,
    pub(crate) refused: BTreeMap<ChangeId, String>,
}

/// A field that somebody has opened: what it showed, and what that screen was.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) base: Base,
    pub(crate) shown: Option<Value>,
    pub(crate) truth: Truth,
    /// The redaction on that screen, by its first position.
    pub(crate) aware: Option<(u32, u64)>,
}

/// What a person does to a record.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub(crate) record: RecordId,
    pub(crate) act: Act,
    pub(crate) writes: BTreeMap<FieldKey, Write>,
    pub(crate) base: Base,
    pub(crate) of: Option<ChangeId>,
    pub(crate) gesture: GestureId,
}

pub(crate) struct Device {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) memory: Memory,
    pub(crate) clock: Hlc,
    pub(crate) skew: i64,
    pub(crate) jumps: i64,
    pub(crate) forms: BTreeMap<(RecordId, FieldKey), Form>,
    /// Checksums that did not agree.
    pub(crate) alerts: Vec<u64>,
}

impl Device {
    pub(crate) fn new(name: DeviceId, person: PersonId, role: Role) -> Self {
        let memory = Memory {
            name,
            lineage: BTreeMap::new(),
            n: 0,
            epoch: 1,
            cursor: 0,
            scope_no: 0,
            records: BTreeMap::new(),
            at: BTreeMap::new(),
            pending: Vec::new(),
            own: BTreeMap::new(),
            receipts: BTreeMap::new(),
            kept: Vec::new(),
            refused: BTreeMap::new(),
        };
        let (clock, forms, alerts) = (Hlc::default(), BTreeMap::new(), Vec::new());
        Self {
            person,
            role,
            memory,
            clock,
            skew: 0,
            jumps: 0,
            forms,
            alerts,
        }
    }

    /// The screen: confirmed + pending.
    pub(crate) fn view(&self, server: &Server, record: RecordId) -> Option<Held> {
        let memory = &self.memory;
        let mut held = memory.records.get(&record).cloned();
        for change in memory.pending.iter().filter(|change| change.record == record) {
            if memory
                .receipts
                .get(&change.id)
                .is_some_and(|verdict| self.covers(change, verdict))
            {
                continue;
            }
            let when = change.at.ms - (self.skew - (self.jumps - change.jumps));
            let context = Context::preview(&server.schema, self.role, when);
            let verdict = decide(held.as_ref().map(|held| &held.record), change, &context);
            held = applied(held, change, &verdict);
        }
        held
    }

    /// Later of the cursor and the record's snapshot.
    pub(crate) fn position(&self, record: RecordId) -> u64 {
        self.memory
            .at
            .get(&record)
            .map_or(self.memory.cursor, |at| self.memory.cursor.max(*at))
    }

    /// What the screen of a record is, for whoever fills a field on it now.
    pub(crate) fn token(&self, record: RecordId) -> Base {
        let mut own = self.memory.lineage.clone();
        own.insert(self.memory.name, self.memory.n);
        Base {
            epoch: self.memory.epoch,
            log: self.position(record),
            own: own.into_iter().collect(),
            ..Base::default()
        }
    }

    /// True where the record already holds what the verdict says (or there is nothing to hold).
    fn covers(&self, change: &Change, verdict: &Verdict) -> bool {
        let passed = verdict.epoch == self.memory.epoch && verdict.seq <= self.position(change.record);
        verdict.kind != VerdictKind::Accepted || passed
    }

    /// One local transaction.
    pub(crate) fn act(&mut self, id: ChangeId, deed: Deed, now: i64) -> Change {
        self.clock = self.clock.tick(now + self.skew);
        let memory = &mut self.memory;
        memory.n += 1;
        let change = Change {
            id,
            on: memory.name,
            n: memory.n,
            by: self.person,
            record: deed.record,
            kind: kind(deed.record),
            act: deed.act,
            base: deed.base,
            writes: deed.writes,
            at: self.clock,
            jumps: self.jumps,
            of: deed.of,
            gesture: deed.gesture,
            purged: false,
            v: model::declare::VERSION,
        };
        memory.own.insert(memory.n, id);
        memory.pending.push(change.clone());
        change
    }

    /// Moves the device's clock, which notices.
    pub(crate) fn jump(&mut self, by_ms: i64) {
        self.skew += by_ms;
        self.jumps += by_ms;
        self.clock = self.clock.jumped(by_ms);
    }

    /// What goes next. Lanes reorder between records, never within one.
    pub(crate) fn batch(&self, limit: usize, lanes: Option<&mut Dice>) -> Vec<Change> {
        let waiting = self
            .memory
            .pending
            .iter()
            .filter(|change| !self.memory.receipts.contains_key(&change.id));
        let mut records: Vec<RecordId> = waiting.clone().map(|change| change.record).collect();
        if let Some(dice) = lanes {
            dice.shuffle(&mut records);
        }
        let mut queues: BTreeMap<RecordId, std::collections::VecDeque<&Change>> = BTreeMap::new();
        waiting.for_each(|change| queues.entry(change.record).or_default().push_back(change));
        let next = records.iter().filter_map(|record| queues.get_mut(record)?.pop_front());
        next.take(limit).cloned().collect()
    }

    pub(crate) fn receipt(&mut self, id: ChangeId, verdict: Verdict) {
        if verdict.kind == VerdictKind::Refused && self.memory.pending.iter().any(|change| change.id == id) {
            self.memory.refused.insert(id, verdict.code.clone().unwrap_or_default());
        }
        self.memory.receipts.insert(id, verdict);
        self.settle();
    }

    /// A change leaves pending when its verdict is known and its record's position has passed it, in scope or not. What
    /// leaves is kept until a backup holds it.
    pub(crate) fn settle(&mut self) {
        let pending = std::mem::take(&mut self.memory.pending);
        for change in pending {
            let verdict = self
                .memory
                .receipts
                .get(&change.id)
                .filter(|verdict| self.covers(&change, verdict))
                .cloned();
            match verdict {
                None => self.memory.pending.push(change),
                Some(verdict) => {
                    self.memory.receipts.remove(&change.id);
                    if verdict.kind != VerdictKind::Refused {
                        self.keep(change, verdict);
                    }
                }
            }
        }
    }

    pub(crate) fn keep(&mut self, change: Change, verdict: Verdict) {
        if !self.memory.kept.iter().any(|(other, _)| other.id == change.id) {
            self.memory.kept.push((change, verdict));
        }
    }
}
