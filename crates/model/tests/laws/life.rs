//! The life of a small organisation: three people with a device each, two records, a server, and a bad network.

use crate::{
    dice::Dice,
    fields::{self, first_value, places, r1, r2},
    truth::Truth,
    world::{
        Answer,
        device::{self, Deed, Device, Form},
        server::{self, Delivery, Server},
    },
};
use model::{Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, PersonId, RecordId, Role, Write};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) struct Made {
    pub(crate) change: Change,
    /// Field → the redaction that was on the author's screen, by its first position.
    pub(crate) aware: BTreeMap<FieldKey, (u32, u64)>,
    pub(crate) truth: Truth,
    pub(crate) device: usize,
}

pub(crate) struct Life {
    /// Which column of the events.
    pub(crate) kind: usize,
    pub(crate) dice: Dice,
    pub(crate) server: Server,
    pub(crate) devices: Vec<Device>,
    pub(crate) made: BTreeMap<ChangeId, Made>,
    pub(crate) bad: Vec<(&'static str, String)>,
    /// Nothing is lost on the way, and nothing comes twice.
    pub(crate) calm: bool,
    /// The third device was restored from a backup.
    pub(crate) rolled: bool,
    pub(crate) epochs: u32,
    trace: Vec<String>,
    fresh: u128,
    pub(crate) saved: Option<server::Memory>,
    pub(crate) backups: BTreeMap<usize, device::Memory>,
    answers: Vec<(usize, Answer)>,
}

pub(crate) fn person(k: usize) -> PersonId {
    PersonId::from_parts(0, u128::try_from(k).unwrap() + 1)
}

impl Life {
    pub(crate) fn new(seed: u64) -> Self {
        let mut life = Self {
            kind: usize::try_from(seed % 4).unwrap(),
            dice: Dice::new(seed),
            server: Server::new(fields::schema(), 1_000),
            devices: Vec::new(),
            made: BTreeMap::new(),
            bad: Vec::new(),
            calm: true,
            rolled: false,
            epochs: 1,
            trace: Vec::new(),
            fresh: 0,
            saved: None,
            backups: BTreeMap::new(),
            answers: Vec::new(),
        };
        for k in 0..3 {
            let role = if k % 2 == 0 { Role::Field } else { Role::Office };
            life.server.enrol(person(k), BTreeSet::from([r1(), r2()]), role);
            let name = DeviceId::from_parts(1, u128::try_from(k).unwrap());
            life.devices.push(Device::new(name, person(k), role));
        }
        for record in [r1(), r2()] {
            let first = |place: &fields::Place| Some((FieldKey::of(place.key), Write::of(first_value(place)?)));
            let writes = places(record).iter().filter_map(first).collect();
            life.act(
                0,
                Deed {
                    act: Act::Create,
                    writes,
                    ..life.deed(0, record)
                },
                Truth::default(),
            );
            life.push(0, false, false);
        }
        (0..3).for_each(|k| life.drain(k));
        life.calm = false;
        life
    }

    /// Random events, then the end: faults stop, pending drains, and a person decides what is open.
    pub(crate) fn live(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step();
        }
        self.say("-- faults stop --");
        self.finish();
    }

    pub(crate) fn say(&mut self, words: impl std::fmt::Display) {
        self.trace.push(format!("t{} {words}", self.server.now));
    }

    pub(crate) fn fail(&mut self, law: &'static str, words: impl std::fmt::Display) {
        self.bad.push((law, words.to_string()));
    }

    pub(crate) fn story(&self) -> String {
        let broken = self.bad.iter().map(|(law, words)| format!("BROKEN {law}: {words}"));
        self.trace.iter().cloned().chain(broken).collect::<Vec<_>>().join("\n")
    }

    // -- acting

    /// Nothing yet, by somebody who looks at the record now.
    pub(crate) fn deed(&self, k: usize, record: RecordId) -> Deed {
        Deed {
            record,
            act: Act::Edit,
            writes: BTreeMap::new(),
            base: self.devices[k].token(record),
            of: None,
            gesture: GestureId::from_bytes([1; 16]),
        }
    }

    pub(crate) fn act(&mut self, k: usize, deed: Deed, truth: Truth) -> Change {
        let number = u128::try_from(self.made.len()).unwrap();
        // Ids do not follow each other in time: where `when` is equal, the greater id is shown.
        let id = ChangeId::from_parts(self.dice.next() >> 32, number);
        let change = self.devices[k].act(id, deed, self.server.now);
        if let Err(refusal) = model::check(&change, &self.server.schema) {
            self.fail("made-unfit", format!("{change:?}: {refusal}"));
        }
        let writes: Vec<String> = change
            .writes
            .iter()
            .map(|(f, w)| format!("{f}={:?}", w.value))
            .collect();
        let Base { epoch, log, own, .. } = &change.base;
        let of = change
            .of
            .map_or(String::new(), |of| format!(" of {}", crate::truth::number(of)));
        self.say(format!(
            "device {k} {:?} #{number} {} {} on {epoch}:{log} own {own:?} as {}:{}{of}",
            change.act,
            change.kind,
            writes.join(", "),
            change.on,
            change.n
        ));
        self.made.insert(
            id,
            Made {
                change: change.clone(),
                aware: self.aware(k, change.record),
                truth,
                device: k,
            },
        );
        change
    }

    /// The redactions on a device's screen.
    pub(crate) fn aware(&self, k: usize, record: RecordId) -> BTreeMap<FieldKey, (u32, u64)> {
        let redacted = self.devices[k]
            .memory
            .records
            .get(&record)
            .map(|held| &held.record.redacted);
        redacted
            .into_iter()
            .flatten()
            .map(|(field, stamp)| (field.clone(), stamp.seqs[0]))
            .collect()
    }

    // -- the network

    fn meet(&mut self, k: usize) {
        self.fresh += 1; // an id is never used twice
        let fresh = DeviceId::from_parts(2 + u64::try_from(k).unwrap(), self.fresh);
        self.devices[k].renumber(&self.server, fresh);
        if self.devices[k].memory.epoch != self.server.memory.epoch {
            self.say(format!("device {k} enters epoch {}", self.server.memory.epoch));
            self.devices[k].enter(&mut self.server);
        }
    }

    pub(crate) fn push(&mut self, k: usize, lost: bool, lanes: bool) -> bool {
        self.meet(k);
        let batch = self.devices[k].batch(2, lanes.then_some(&mut self.dice));
        for change in &batch {
            let Device {
                person, skew, jumps, ..
            } = self.devices[k];
            let by = Delivery { skew, jumps, old: None };
            let Ok(verdict) = self.server.accept(change, person, by) else {
                continue;
            };
            let log = self.server.memory.log.len();
            let again = self.server.accept(change, person, by);
            if again.is_ok_and(|again| again != verdict) || self.server.memory.log.len() != log {
                self.fail("not-idempotent", change.id);
            }
            let number = crate::truth::number(change.id);
            let reply = if lost { "REPLY LOST" } else { "" };
            self.say(format!(
                "device {k} push #{number} {:?} {} {:?} {reply}",
                verdict.kind, verdict.seq, verdict.outcomes
            ));
            if !lost {
                self.devices[k].receipt(change.id, verdict);
            }
        }
        !batch.is_empty()
    }

    pub(crate) fn pull(&mut self, k: usize, limit: usize) -> bool {
        self.meet(k);
        let device = &self.devices[k];
        let from = (device.memory.cursor, device.memory.scope_no);
        let answer = self
            .server
            .pull(device.person, device.memory.epoch, from, &device.doubts(), limit);
        let answer = answer.unwrap();
        let moved = (answer.to, answer.scope_no) != from;
        if !self.calm && self.dice.chance(20) {
            self.answers.push((k, answer.clone()));
        }
        if !self.calm && self.dice.chance(10) {
            return true; // the answer is lost
        }
        let to = answer.to;
        self.devices[k].take(answer);
        if !self.calm && !self.answers.is_empty() && self.dice.chance(30) {
            let (other, old) = self.dice.pick(&self.answers).clone(); // an old answer is delivered again
            self.devices[other].take(old);
        }
        if moved {
            self.say(format!("device {k} pull from {from:?} to {to}"));
        }
        moved
    }

    pub(crate) fn drain(&mut self, k: usize) {
        for _ in 0..40 {
            let (pushed, pulled) = (self.push(k, false, false), self.pull(k, 50));
            if !pushed && !pulled && (self.calm || self.dice.chance(50)) {
                return;
            }
        }
    }

    pub(crate) fn open(&mut self, k: usize, record: RecordId, field: FieldKey, form: Form) {
        self.devices[k].forms.entry((record, field)).or_insert(form);
    }
}

/// In place of a device: the change went with a memory that nobody else had.
pub(crate) const LOST: usize = usize::MAX;
