//! The end of a life: faults stop, pending drains, and one person settles everything that is open.

use crate::{
    fields::{r1, r2},
    life::{Life, person},
    world::{
        Held,
        device::{Deed, Device},
    },
};
use model::{Act, DeviceId, FieldKey, LIFE, Record, RecordId, Role, Value, Write, text::TextEdit, typed};
use std::collections::{BTreeMap, BTreeSet};

impl Life {
    pub(crate) fn finish(&mut self) {
        for k in 0..self.devices.len() {
            self.server.rescope(person(k), |rights| {
                rights.scope = BTreeSet::from([r1(), r2()]);
                rights.hidden.clear();
            });
        }
        for round in 0..3 {
            self.calm = round > 0;
            (0..self.devices.len()).for_each(|k| self.drain(k));
        }
        for k in 0..self.devices.len() {
            let (pending, alerts) = (self.devices[k].memory.pending.len(), self.devices[k].alerts.clone());
            if pending > 0 {
                self.fail("wedged", format!("device {k}: {pending} pending"));
            }
            if !alerts.is_empty() {
                self.fail("checksum", format!("device {k} at {alerts:?}"));
            }
        }
        let problems = std::mem::take(&mut self.server.problems);
        self.bad.extend(problems);
        self.converge();
        self.check_values();
        self.close();
        self.converge();
    }

    /// Replicas at one position and scope are equal, however they got there.
    pub(crate) fn converge(&mut self) {
        let all = |device: &Device| device.memory.records.clone();
        let mut replicas: Vec<(String, BTreeMap<RecordId, Held>)> = self
            .devices
            .iter()
            .enumerate()
            .map(|(k, device)| (format!("device {k}"), all(device)))
            .collect();
        replicas.push(("snapshot".to_owned(), all(&self.newcomer(0, usize::MAX))));
        replicas.push(("batches".to_owned(), all(&self.newcomer(1, 2))));
        replicas.push(("replay".to_owned(), self.replay()));
        for (name, records) in replicas {
            for (id, held) in self.server.memory.records.clone() {
                let theirs = records.get(&id).map(|held| &held.record);
                if theirs != Some(&held.record) {
                    self.fail("diverged", format!("{name} {}", difference(&held.record, theirs)));
                }
            }
        }
    }

    /// A fresh device that pulls everything: as snapshots (scope number 0 had nothing), or as a stream of small batches.
    fn newcomer(&mut self, scope_no: usize, limit: usize) -> Device {
        let who = person(99);
        self.server.enrol(who, BTreeSet::from([r1(), r2()]), Role::Office);
        let mut device = Device::new(DeviceId::from_parts(99, 1), who, Role::Office);
        device.memory.epoch = self.server.memory.epoch;
        device.memory.scope_no = scope_no;
        loop {
            let from = (device.memory.cursor, device.memory.scope_no);
            let answer = self.server.pull(who, device.memory.epoch, from, &[], limit).unwrap();
            device.take(answer);
            if (device.memory.cursor, device.memory.scope_no) == from {
                return device;
            }
        }
    }

    fn replay(&self) -> BTreeMap<RecordId, Held> {
        let mut records: BTreeMap<RecordId, Held> = BTreeMap::new();
        for item in &self.server.memory.log {
            let held = item.apply_to(records.remove(&item.record));
            records.extend(held.map(|held| (item.record, held)));
        }
        records
    }

    /// One person settles everything that is open; nothing may stay or come back.
    fn close(&mut self) {
        for _ in 0..8 {
            for record in [r1(), r2()] {
                while self
                    .view(0, record)
                    .is_some_and(|held| !held.record.proposals.is_empty())
                {
                    self.review(0, record, true);
                }
                let open = self
                    .view(0, record)
                    .map_or_else(Vec::new, |held| self.contested(&held.record));
                open.into_iter().for_each(|field| self.settle(record, field));
            }
            self.drain(0);
        }
        (0..self.devices.len()).for_each(|k| self.drain(k));
        for (id, held) in self.server.memory.records.clone() {
            let open = self.contested(&held.record);
            if !open.is_empty() || !held.record.proposals.is_empty() {
                self.fail(
                    "never-closes",
                    format!("{id} {open:?} {:?}", held.record.proposals.keys()),
                );
            }
        }
    }

    fn settle(&mut self, record: RecordId, field: FieldKey) {
        let held = self.view(0, record).unwrap();
        if field == LIFE {
            return self.say_life(0, record, Act::Restore, typed::alive(), &held);
        }
        let mark = |value: &Value| matches!(value, Value::Redacted | Value::Withheld);
        let shown = held.record.shown(&self.server.schema, field.as_str());
        let standing = held.record.standing(field.as_str()).iter();
        let all = shown.into_iter().chain(standing).map(|standing| &standing.value);
        let value = all.clone().find(|value| !mark(value)).cloned().unwrap();
        let text = value.as_text().map(|text| TextEdit::between(text, text));
        let write = Write {
            text,
            ..Write::of(value)
        };
        let deed = Deed {
            act: Act::Decide,
            writes: BTreeMap::from([(field, write)]),
            ..self.deed(0, record)
        };
        self.act(0, deed, held.truth);
    }
}

fn difference(server: &Record, theirs: Option<&Record>) -> String {
    let Some(theirs) = theirs else {
        return "lacks a record".to_owned();
    };
    let fields: BTreeSet<_> = server.registers.keys().chain(theirs.registers.keys()).collect();
    let other = |field: &&&FieldKey| server.registers.get(**field) != theirs.registers.get(**field);
    let words = |field: &FieldKey| {
        format!(
            "{field}: {:?} but {:?}",
            server.registers.get(field),
            theirs.registers.get(field)
        )
    };
    match fields.iter().find(other) {
        Some(field) => words(field),
        None => format!("{server:?} but {theirs:?}"),
    }
}
