//! The device takes what a pull brings, obeys redactions, and enters a new epoch.

use super::{
    Answer, Entry, Item, News, checksum,
    device::Device,
    server::{Delivery, Server},
};
use model::{ChangeId, FieldKey, RecordId, Stamp, Value, VerdictKind};
use std::{collections::BTreeMap, sync::Arc};

impl Device {
    pub(crate) fn doubts(&self) -> Vec<ChangeId> {
        let memory = &self.memory;
        memory
            .pending
            .iter()
            .map(|change| change.id)
            .filter(|id| !memory.receipts.contains_key(id))
            .collect()
    }

    pub(crate) fn take(&mut self, answer: Answer) {
        if answer.epoch != self.memory.epoch || answer.from != (self.memory.cursor, self.memory.scope_no) {
            return; // a redelivered or overtaken answer
        }
        for (id, verdict) in answer.verdicts {
            self.receipt(id, verdict);
        }
        for news in answer.news {
            match news {
                News::Item(item) => self.take_item(item),
                News::Snapshot { as_of, record, held } => {
                    self.memory.records.insert(record, held);
                    self.memory.at.insert(record, as_of);
                }
                News::Leave { record } => {
                    self.memory.records.remove(&record);
                    self.memory.at.remove(&record);
                }
            }
        }
        self.purge_all();
        (self.memory.cursor, self.memory.scope_no) = (answer.to, answer.scope_no);
        self.settle();
        let ahead = self.memory.at.values().any(|at| *at > answer.to);
        let mine = checksum(self.memory.records.iter().map(|(id, held)| (id, &held.record)));
        if answer.checksum.is_some_and(|sum| sum != mine) && !ahead {
            self.alerts.push(self.memory.cursor);
        }
    }

    fn take_item(&mut self, item: Item) {
        let memory = &mut self.memory;
        if memory.at.get(&item.record).is_some_and(|at| item.seq <= *at) {
            return; // the snapshot holds it
        }
        let held = item.apply_to(memory.records.remove(&item.record));
        memory.records.extend(held.map(|held| (item.record, held)));
        if let Entry::Change(change, verdict) = item.entry {
            if memory.pending.iter().any(|own| own.id == change.id) {
                memory.receipts.insert(change.id, verdict.clone());
            }
            memory.kept.push((change, verdict));
        }
    }

    fn purge_all(&mut self) {
        let redactions = |(id, held): (&RecordId, &super::Held)| {
            let all: Vec<_> = held
                .record
                .redacted
                .iter()
                .map(|(f, s)| (*id, f.clone(), s.clone()))
                .collect();
            all
        };
        let all: Vec<(RecordId, FieldKey, Arc<Stamp>)> = self.memory.records.iter().flat_map(redactions).collect();
        for (record, field, stamp) in all {
            self.purge(record, &field, &stamp);
        }
    }

    /// Rule 9 on the device: pending values, kept changes and open forms that are older than the redaction.
    pub(crate) fn purge(&mut self, record: RecordId, field: &FieldKey, redaction: &Stamp) {
        let memory = &mut self.memory;
        for change in memory.pending.iter_mut().filter(|change| change.record == record) {
            if change.purge(field, redaction) {
                memory
                    .receipts
                    .entry(change.id)
                    .and_modify(|verdict| verdict.redact(field));
            }
        }
        for (change, verdict) in memory.kept.iter_mut().filter(|(change, _)| change.record == record) {
            if change.purge(field, redaction) {
                verdict.redact(field);
            }
        }
        let key = (record, field.clone());
        if self.forms.get(&key).is_some_and(|form| !form.base.saw(redaction)) {
            self.forms.remove(&key);
        }
    }

    /// A new epoch: hands back whatever is kept (ids make it harmless), oldest first, then takes the working set anew.
    pub(crate) fn enter(&mut self, server: &mut Server) {
        let memory = &mut self.memory;
        for record in memory.records.values().map(|held| &held.record) {
            let parts = record.registers.values().flatten().flat_map(|standing| &standing.parts);
            parts
                .chain(record.touched.values())
                .for_each(|stamp| server.remember(stamp));
        }
        let mut back = std::mem::take(&mut memory.kept);
        for change in &memory.pending {
            if let Some(verdict) = memory
                .receipts
                .get(&change.id)
                .filter(|v| v.kind != VerdictKind::Refused)
            {
                back.push((change.clone(), verdict.clone())); // accepted, not yet pulled: goes the same way
            }
        }
        back.retain(|(change, _)| change.writes.values().all(|write| write.value != Value::Withheld));
        back.sort_by_key(|(_, verdict)| (verdict.epoch, verdict.seq));
        for (change, old) in back {
            let delivery = Delivery {
                old: Some(&old),
                ..Delivery::default()
            };
            if let Ok(verdict) = server.accept(&change, self.person, delivery) {
                memory.kept.push((change, verdict)); // still kept: the next restore may come
            }
        }
        memory.epoch = server.memory.epoch;
        (memory.cursor, memory.scope_no) = (0, 0);
        (memory.records, memory.at, memory.receipts) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let doubts = self.doubts();
        let whole = server.pull(self.person, self.memory.epoch, (0, 0), &doubts, usize::MAX);
        self.take(whole.unwrap());
    }
}
