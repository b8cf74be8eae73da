//! One step of somebody's day, and what befalls people, devices and servers.

use crate::{
    fields::{AMOUNTS, places, r1, r2},
    life::{LOST, Life, person},
};
use model::{FieldKey, RecordId};
use std::collections::BTreeSet;

/// How often each event comes, in four kinds of life: a plain one, one of restored servers and changing scopes, one of
/// deletes and second thoughts, one of redactions and proposals.
const EVENTS: &[(Event, [usize; 4])] = &[
    (Event::Edit, [9, 8, 6, 8]),
    (Event::Fill, [2, 1, 1, 1]),
    (Event::Push, [3, 4, 4, 3]),
    (Event::Pull, [3, 3, 4, 3]),
    (Event::Scope, [1, 3, 1, 4]),
    (Event::Hide, [1, 1, 0, 1]),
    (Event::Delete, [1, 1, 4, 1]),
    (Event::Restore, [1, 1, 2, 1]),
    (Event::Undo, [1, 1, 4, 1]),
    (Event::Adopt, [1, 1, 1, 4]),
    (Event::Redact, [1, 0, 0, 3]),
    (Event::Jump, [1, 0, 0, 0]),
    (Event::Backup, [1, 0, 1, 0]),
    (Event::Rollback, [1, 0, 1, 0]),
    (Event::ServerBackup, [1, 3, 1, 1]),
    (Event::ServerRestore, [1, 3, 1, 1]),
];

#[derive(Clone, Copy, Debug)]
enum Event {
    Edit,
    Fill,
    Push,
    Pull,
    Scope,
    Hide,
    Delete,
    Restore,
    Undo,
    Adopt,
    Redact,
    Jump,
    Backup,
    Rollback,
    ServerBackup,
    ServerRestore,
}

impl Life {
    pub(crate) fn step(&mut self) {
        self.server.now += i64::try_from(1 + self.dice.below(5)).unwrap();
        let event = self.next_event();
        let k = self.dice.below(3);
        let record = *self.dice.pick(&[r1(), r2()]);
        match event {
            Event::Edit => self.edit(k, record),
            Event::Fill => self.fill(k, record),
            Event::Delete => self.delete(k, record),
            Event::Restore => self.bring_back(k, record),
            Event::Undo => self.undo(k, record),
            Event::Adopt => {
                let yes = self.dice.chance(50);
                self.review(k, record, yes);
            }
            Event::Push => {
                let lost = self.dice.chance(30);
                self.push(k, lost, true);
            }
            Event::Pull => {
                self.pull(k, 3);
            }
            event => self.happen(event, k, record),
        }
    }

    fn next_event(&mut self) -> Event {
        let weight = |(_, weights): &(Event, [usize; 4])| weights[self.kind];
        let mut at = self.dice.below(EVENTS.iter().map(weight).sum());
        for (event, weights) in EVENTS {
            let weight = weights[self.kind];
            if at < weight {
                return *event;
            }
            at -= weight;
        }
        Event::Edit
    }

    /// What befalls people, devices and servers.
    fn happen(&mut self, event: Event, k: usize, record: RecordId) {
        match event {
            Event::Scope if k != 0 => {
                self.server
                    .rescope(person(k), |rights| toggle(&mut rights.scope, [record]));
                self.say(format!("scope of {k}: {:?}", self.server.people[&person(k)].scope));
            }
            Event::Hide if k == 1 => {
                self.server
                    .rescope(person(k), |rights| toggle(&mut rights.hidden, AMOUNTS));
                self.say(format!("hidden from {k}: {:?}", self.server.people[&person(k)].hidden));
            }
            Event::Redact if self.dice.chance(40) => {
                let field = FieldKey::of(self.dice.pick(places(record)).key);
                if field.element_name().is_none() {
                    self.server.redact(record, &field, &[]);
                    self.say(format!("redacted {record} {field} at {}", self.server.memory.seq));
                }
            }
            Event::Jump => {
                let back = -self.devices[k].skew;
                let by = if self.dice.chance(60) {
                    *self.dice.pick(&[-500, 500]) + back
                } else {
                    back
                };
                self.devices[k].jump(by);
            }
            Event::Backup => {
                self.backups.insert(k, self.devices[k].memory.clone());
            }
            Event::Rollback if k == 2 => self.roll_back(k),
            Event::ServerBackup => self.saved = Some(self.server.memory.clone()),
            Event::ServerRestore if self.dice.chance(50) => {
                let epoch = self.server.memory.epoch;
                let Some(saved) = self.saved.take_if(|saved| saved.epoch == epoch) else {
                    return;
                };
                self.epochs += 1;
                self.server.restore(saved, self.epochs);
                self.say(format!(
                    "SERVER RESTORED at {}, epoch {}",
                    self.server.memory.seq, self.epochs
                ));
            }
            _ => {}
        }
    }

    fn roll_back(&mut self, k: usize) {
        let Some(saved) = self.backups.remove(&k) else { return };
        let device = &mut self.devices[k];
        let lost = std::mem::replace(&mut device.memory, saved).pending;
        device.forms.clear();
        self.rolled = true;
        for change in lost {
            let held = self.devices[k].memory.pending.iter().any(|other| other.id == change.id);
            if !held && !self.server.memory.answers.contains_key(&change.id) {
                self.made.get_mut(&change.id).unwrap().device = LOST; // nobody holds it any more
            }
        }
        let memory = &self.devices[k].memory;
        let words = format!("device {k} RESTORED at n {}, cursor {}", memory.n, memory.cursor);
        self.say(words);
    }
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, all: impl IntoIterator<Item = T>) {
    for one in all {
        if !set.remove(&one) {
            set.insert(one);
        }
    }
}
