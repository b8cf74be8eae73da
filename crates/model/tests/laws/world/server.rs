//! The server: accepts, orders, keeps, hands out. It only calls the model; what is here is rule 6, scope and the log.

use super::{Answer, Entry, Held, Item, News, checksum};
use crate::truth::{applied, redacted};
use model::{
    Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, PersonId, Record, RecordId, Role, Schema, Stamp,
    Verdict, VerdictKind, decide,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What a backup holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    pub(crate) log: Vec<Item>,
    pub(crate) records: BTreeMap<RecordId, Held>,
    pub(crate) answers: BTreeMap<ChangeId, (Change, Verdict)>,
    pub(crate) epoch: u32,
    pub(crate) seq: u64,
    /// When each position arrived.
    pub(crate) arrived: BTreeMap<u64, i64>,
    pub(crate) numbers: BTreeMap<(DeviceId, u64), ChangeId>,
    /// Places that changes had in earlier epochs, as devices remember them.
    pub(crate) places: BTreeMap<ChangeId, Vec<(u32, u64)>>,
}

/// A redaction: record, field, positions.
type Remembered = (RecordId, FieldKey, Vec<(u32, u64)>);

type Scope = (BTreeSet<RecordId>, BTreeSet<FieldKey>);

/// A person's rights; numbered, so that an answer can say what it grants and what it takes away.
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    pub(crate) scope: BTreeSet<RecordId>,
    pub(crate) hidden: BTreeSet<FieldKey>,
    pub(crate) role: Role,
    /// By number; the last one counts.
    pub(crate) past: Vec<Scope>,
}

pub(crate) struct Server {
    pub(crate) schema: Schema,
    pub(crate) now: i64,
    pub(crate) memory: Memory,
    pub(crate) people: BTreeMap<PersonId, Rights>,
    /// Kept outside the backups.
    pub(crate) redactions: Vec<Remembered>,
    pub(crate) problems: Vec<(&'static str, String)>,
}

/// Same id, other content.
#[derive(Debug)]
pub(crate) struct Clash;

/// A change of this gesture stands for whatever a server refuses.
pub(crate) fn invalid() -> GestureId {
    GestureId::from_bytes([0xff; 16])
}

/// How a change comes in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery<'a> {
    pub(crate) skew: i64,
    pub(crate) jumps: i64,
    /// The verdict of an earlier epoch that a hand-back brings along.
    pub(crate) old: Option<&'a Verdict>,
}

impl Server {
    pub(crate) fn new(schema: Schema, now: i64) -> Self {
        let memory = Memory {
            epoch: 1,
            arrived: BTreeMap::from([(0, 0)]),
            ..Memory::default()
        };
        Self {
            schema,
            now,
            memory,
            people: BTreeMap::new(),
            redactions: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(crate) fn enrol(&mut self, person: PersonId, scope: BTreeSet<RecordId>, role: Role) {
        let past = vec![Scope::default(), (scope.clone(), BTreeSet::new())];
        self.people.insert(
            person,
            Rights {
                scope,
                hidden: BTreeSet::new(),
                role,
                past,
            },
        );
    }

    /// Changes a person's rights, under a new number.
    pub(crate) fn rescope(&mut self, person: PersonId, change: impl FnOnce(&mut Rights)) {
        let rights = self.people.get_mut(&person).unwrap();
        change(rights);
        let now = (rights.scope.clone(), rights.hidden.clone());
        rights.past.push(now);
    }

    pub(crate) fn record(&self, id: RecordId) -> &Record {
        &self.memory.records[&id].record
    }

    pub(crate) fn accept(&mut self, change: &Change, from: PersonId, by: Delivery) -> Result<Verdict, Clash> {
        if let Some((prior, verdict)) = self.memory.answers.get(&change.id).cloned() {
            if let Some(old) = by.old {
                self.learn_old_place(&verdict, &old.stamp.seqs);
            }
            if !prior.says_the_same_as(change) {
                self.problems.push(("id-clash", change.id.to_string()));
                return Err(Clash);
            }
            return Ok(self.memory.answers[&change.id].1.clone());
        }
        let verdict = self.judge(change, from, by);
        let change = change.clone().without_redacted(&verdict);
        self.memory.numbers.insert((change.on, change.n), change.id);
        self.memory.answers.insert(change.id, (change.clone(), verdict.clone()));
        if verdict.kind != VerdictKind::Refused {
            self.append(change, verdict.clone());
        }
        Ok(verdict)
    }

    fn append(&mut self, change: Change, verdict: Verdict) {
        let memory = &mut self.memory;
        memory.seq = verdict.seq;
        memory.arrived.insert(memory.seq, self.now);
        let record = change.record;
        if let Some(held) = applied(memory.records.remove(&record), &change, &verdict) {
            memory.records.insert(record, held);
        }
        memory.log.push(Item {
            seq: memory.seq,
            record,
            entry: Entry::Change(change, verdict),
        });
    }

    fn judge(&self, change: &Change, from: PersonId, by: Delivery) -> Verdict {
        let (rights, seq, epoch) = (&self.people[&from], self.memory.seq + 1, self.memory.epoch);
        let mut seqs = by.old.map_or_else(Vec::new, |old| old.stamp.seqs.clone());
        seqs.extend(self.memory.places.get(&change.id).into_iter().flatten());
        seqs.push((epoch, seq));
        let hidden = by.old.is_none() && change.writes.keys().any(|field| rights.hidden.contains(field));
        let refuse = if hidden {
            Some("forbidden")
        } else {
            (change.gesture == invalid()).then_some("invalid")
        };
        let left = change.act != model::Act::Create && !rights.scope.contains(&change.record);
        let history = self.history(change.record);
        let context = Context {
            schema: &self.schema,
            seqs,
            when: by.old.map_or_else(|| self.when(change, by), |old| old.when),
            role: by.old.map_or(rights.role, |old| old.role),
            refuse: refuse.map(str::to_owned),
            propose: by.old.map_or(left, |old| old.kind == VerdictKind::Proposed),
            epoch,
            seq,
            history: &history,
        };
        let record = self.memory.records.get(&change.record).map(|held| &held.record);
        let verdict = decide(record, change, &context);
        assert_eq!(verdict, decide(record, change, &context), "decide is deterministic");
        verdict
    }

    fn history(&self, record: RecordId) -> Vec<(Arc<Stamp>, Vec<FieldKey>)> {
        let changes = self
            .memory
            .log
            .iter()
            .filter(|item| item.record == record)
            .filter_map(Item::change);
        let accepted = changes.filter(|(_, verdict)| verdict.kind == VerdictKind::Accepted);
        accepted
            .map(|(change, verdict)| (verdict.stamp.clone(), change.writes.keys().cloned().collect()))
            .collect()
    }

    /// Rule 6: the wall time less the skew, between what the author had seen and the arrival.
    fn when(&self, change: &Change, by: Delivery) -> i64 {
        let written = change.at.ms - (by.skew - (by.jumps - change.jumps));
        let base = &change.base;
        let position = self
            .memory
            .arrived
            .get(&base.log)
            .filter(|_| base.epoch == self.memory.epoch);
        let own = |other: &Change| base.own.iter().any(|&(on, n)| on == other.on && other.n <= n);
        let changes = self
            .memory
            .log
            .iter()
            .filter(|item| item.record == change.record)
            .filter_map(Item::change);
        let seen = changes.filter(|(other, _)| own(other)).map(|(_, verdict)| verdict.when);
        let lowest = seen.chain(position.copied()).max().unwrap_or(0);
        written.max(lowest).min(self.now)
    }

    /// Rule 9. `old`: the positions that it had in earlier epochs.
    pub(crate) fn redact(&mut self, record: RecordId, field: &FieldKey, old: &[(u32, u64)]) {
        let memory = &mut self.memory;
        memory.seq += 1;
        memory.arrived.insert(memory.seq, self.now);
        let mut seqs = old.to_vec();
        seqs.push((memory.epoch, memory.seq));
        seqs.sort_unstable();
        let stamp = Arc::new(Stamp {
            id: ChangeId::from_parts(u64::from(memory.epoch), u128::from(memory.seq) << 32),
            on: DeviceId::from_bytes([0; 16]),
            n: 1,
            seqs: seqs.clone(),
            base: Base::default(),
        });
        if old.is_empty() {
            self.redactions.push((record, field.clone(), seqs));
        }
        let erase = |change: &mut Change, verdict: &mut Verdict| {
            if change.record == record {
                change.redact(field);
                verdict.redact(field);
            }
        };
        for item in &mut memory.log {
            if let Entry::Change(change, verdict) = &mut item.entry {
                erase(change, verdict);
            }
        }
        memory
            .answers
            .values_mut()
            .for_each(|(change, verdict)| erase(change, verdict));
        let held = redacted(memory.records.remove(&record).unwrap(), field, &stamp);
        memory.records.insert(record, held);
        memory.log.push(Item {
            seq: memory.seq,
            record,
            entry: Entry::Redaction(field.clone(), stamp),
        });
    }

    /// One answer, read in one snapshot of the database. `None`: there is a new epoch to enter first.
    pub(crate) fn pull(
        &self,
        by: PersonId,
        epoch: u32,
        from: (u64, usize),
        doubt: &[ChangeId],
        limit: usize,
    ) -> Option<Answer> {
        let memory = &self.memory;
        if epoch != memory.epoch {
            return None;
        }
        let rights = &self.people[&by];
        let (had, had_hidden) = &rights.past[from.1];
        let page: Vec<&Item> = memory.log.iter().filter(|item| item.seq > from.0).take(limit).collect();
        let to = page.last().map_or(from.0, |item| item.seq);
        let known = |record: &RecordId| had_hidden == &rights.hidden && had.contains(record);
        let stays = |record: &RecordId| known(record) && rights.scope.contains(record);
        let shown = |held: &Held| Held {
            record: held.record.clone().withhold(&rights.hidden),
            ..held.clone()
        };
        let items = page
            .into_iter()
            .filter(|item| stays(&item.record))
            .map(|item| withheld(item.clone(), &rights.hidden));
        let entering = rights.scope.iter().filter(|record| !known(record));
        let snapshots = entering.filter_map(|record| {
            let held = shown(memory.records.get(record)?);
            Some(News::Snapshot {
                as_of: memory.seq,
                record: *record,
                held,
            })
        });
        let leaves = had
            .difference(&rights.scope)
            .map(|record| News::Leave { record: *record });
        let all: BTreeMap<RecordId, Record> = rights
            .scope
            .iter()
            .filter_map(|id| Some((*id, shown(memory.records.get(id)?).record)))
            .collect();
        Some(Answer {
            epoch,
            from,
            to,
            scope_no: rights.past.len() - 1,
            verdicts: doubt
                .iter()
                .filter_map(|id| Some((*id, memory.answers.get(id)?.1.clone())))
                .collect(),
            news: items.map(News::Item).chain(snapshots).chain(leaves).collect(),
            checksum: (to == memory.seq).then(|| checksum(&all)),
        })
    }
}

fn withheld(mut item: Item, hidden: &BTreeSet<FieldKey>) -> Item {
    if let Entry::Change(change, verdict) = &mut item.entry {
        change.withhold(hidden);
        verdict.withhold(hidden);
    }
    item
}
