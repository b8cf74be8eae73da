//! A server restored from a backup opens an epoch; what it still holds is numbered alike in both.

use super::{
    Entry, Held, Item,
    server::{Memory, Server},
};
use model::{ChangeId, Record, Stamp, Verdict, VerdictKind};
use std::sync::Arc;

impl Server {
    pub(crate) fn restore(&mut self, saved: Memory, epoch: u32) {
        let old = saved.epoch;
        self.memory = Memory { epoch, ..saved };
        let renumbered = |stamp: &Stamp| {
            let again = stamp
                .seqs
                .iter()
                .filter(|(e, _)| *e == old)
                .map(|(_, seq)| (epoch, *seq));
            again.collect::<Vec<_>>()
        };
        self.restamp(&renumbered);
        let now = |verdict: &mut Verdict| {
            if verdict.epoch == old {
                verdict.epoch = epoch;
            }
        };
        for item in &mut self.memory.log {
            if let Entry::Change(_, verdict) = &mut item.entry {
                now(verdict);
            }
        }
        self.memory.answers.values_mut().for_each(|(_, verdict)| now(verdict));
        self.redact_again();
    }

    /// Redactions before anything: those that the backup does not hold are given out again.
    fn redact_again(&mut self) {
        for (record, field, seqs) in self.redactions.clone() {
            let kept = self.memory.log.iter().any(|item| match &item.entry {
                Entry::Redaction(f, stamp) => {
                    item.record == record && *f == field && stamp.seqs.first() == seqs.first()
                }
                Entry::Change(..) | Entry::OldPlace(..) => false,
            });
            if !kept && self.memory.records.contains_key(&record) {
                self.redact(record, &field, &seqs);
            }
        }
    }

    /// A device that enters an epoch says which places the writes that it holds had, even where it has only their values:
    /// others may have seen them there.
    pub(crate) fn remember(&mut self, stamp: &Stamp) {
        match self.memory.answers.get(&stamp.id).map(|(_, verdict)| verdict.clone()) {
            Some(known) => self.learn_old_place(&known, &stamp.seqs),
            None => self.memory.places.entry(stamp.id).or_default().extend(&stamp.seqs),
        }
    }

    /// A change that is known already turns out to have had a place in an earlier epoch: it has that place, too.
    pub(crate) fn learn_old_place(&mut self, known: &Verdict, seqs: &[(u32, u64)]) {
        if known.kind == VerdictKind::Refused || seqs.iter().all(|seq| known.stamp.seqs.contains(seq)) {
            return;
        }
        let id = known.stamp.id;
        self.restamp(&|stamp| if stamp.id == id { seqs.to_vec() } else { Vec::new() });
        let record = self.memory.answers[&id].0.record;
        self.memory.seq += 1;
        let (seq, entry) = (self.memory.seq, Entry::OldPlace(id, seqs.to_vec())); // in the log, or replicas would differ
        self.memory.arrived.insert(seq, self.now);
        self.memory.log.push(Item { seq, record, entry });
    }

    /// Gives writes further positions: everything at a new epoch, one change when its old place becomes known.
    fn restamp(&mut self, more: &dyn Fn(&Stamp) -> Vec<(u32, u64)>) {
        for held in self.memory.records.values_mut() {
            restamp_record(&mut held.record, more);
        }
        for (_, verdict) in self.memory.answers.values_mut() {
            restamp_verdict(verdict, more);
        }
        for item in &mut self.memory.log {
            match &mut item.entry {
                Entry::Change(_, verdict) => restamp_verdict(verdict, more),
                Entry::Redaction(_, stamp) => restamp(stamp, more),
                Entry::OldPlace(..) => {}
            }
        }
    }
}

fn restamp(stamp: &mut Arc<Stamp>, more: &dyn Fn(&Stamp) -> Vec<(u32, u64)>) {
    let mut seqs = more(stamp);
    if !seqs.is_empty() {
        seqs.extend(&stamp.seqs);
        seqs.sort_unstable();
        seqs.dedup();
        *stamp = Arc::new(Stamp {
            seqs,
            ..(**stamp).clone()
        });
    }
}

/// What a device does when it hears of an old place.
pub(crate) fn placed(mut held: Held, id: ChangeId, seqs: &[(u32, u64)]) -> Held {
    restamp_record(&mut held.record, &|stamp| {
        if stamp.id == id { seqs.to_vec() } else { Vec::new() }
    });
    held
}

fn restamp_record(record: &mut Record, more: &dyn Fn(&Stamp) -> Vec<(u32, u64)>) {
    let standing = record
        .registers
        .values_mut()
        .flatten()
        .flat_map(|standing| &mut standing.parts);
    for stamp in standing
        .chain(record.touched.values_mut())
        .chain(record.redacted.values_mut())
    {
        restamp(stamp, more);
    }
}

fn restamp_verdict(verdict: &mut Verdict, more: &dyn Fn(&Stamp) -> Vec<(u32, u64)>) {
    let added = verdict.effects.values_mut().flat_map(|effect| &mut effect.added);
    for stamp in added
        .flat_map(|standing| &mut standing.parts)
        .chain([&mut verdict.stamp])
    {
        restamp(stamp, more);
    }
}
