//! Changes handed to `decide` one by one, without devices.

use crate::{fields::schema, telling::stage};
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, KindKey, Outcome, PersonId, Record,
    RecordId, Role, Schema, Stamp, Value, Verdict, VerdictKind, Write, apply, decide, typed,
};
use std::sync::Arc;

/// One deal and its log.
pub(crate) struct Desk {
    pub(crate) schema: Schema,
    pub(crate) record: Option<Record>,
    pub(crate) history: Vec<(Arc<Stamp>, Vec<FieldKey>)>,
    made: u128,
}

/// Device `k` saw the log up to `log`, and its own changes up to `own`.
pub(crate) fn base(k: u128, log: u64, own: u64) -> Base {
    Base {
        epoch: 1,
        log,
        own: vec![(device(k), own)],
        ..Base::default()
    }
}

pub(crate) fn device(k: u128) -> DeviceId {
    DeviceId::from_parts(0, k)
}

impl Desk {
    /// With a deal at position 1, made by device 0 as its first change.
    pub(crate) fn new() -> Self {
        let mut desk = Self {
            schema: schema(),
            record: None,
            history: Vec::new(),
            made: 0,
        };
        let name = [
            ("name", Write::of(Value::text("first"))),
            ("stage", Write::of(stage("New"))),
        ];
        let create = desk.change(0, 1, base(0, 0, 0), Act::Create, &name);
        desk.take(&create);
        desk
    }

    pub(crate) fn change(&mut self, k: u128, n: u64, base: Base, act: Act, writes: &[(&'static str, Write)]) -> Change {
        self.made += 1;
        Change {
            id: ChangeId::from_parts(1, self.made),
            on: device(k),
            n,
            by: PersonId::from_parts(0, k),
            record: RecordId::from_parts(0, 1),
            kind: KindKey::of("deal"),
            act,
            base,
            writes: writes
                .iter()
                .map(|(field, write)| (FieldKey::of(field), write.clone()))
                .collect(),
            at: Hlc {
                ms: i64::try_from(self.made).unwrap(),
                count: 0,
            },
            jumps: 0,
            of: None,
            gesture: GestureId::from_parts(0, self.made),
            purged: false,
            v: 1,
        }
    }

    pub(crate) fn edit(&mut self, k: u128, n: u64, base: Base, field: &'static str, value: &str) -> Change {
        let value = if field == "stage" {
            stage(value)
        } else {
            Value::text(value)
        };
        self.change(k, n, base, Act::Edit, &[(field, Write::of(value))])
    }

    pub(crate) fn delete(&mut self, k: u128, n: u64, base: Base) -> Change {
        self.change(k, n, base, Act::Delete, &[("life", Write::of(typed::deleted()))])
    }

    pub(crate) fn take(&mut self, change: &Change) -> Verdict {
        let seq = u64::try_from(self.history.len()).unwrap() + 1;
        let context = Context {
            schema: &self.schema,
            seqs: vec![(1, seq)],
            when: change.at.ms,
            role: Role::Field,
            refuse: None,
            propose: false,
            epoch: 1,
            seq,
            history: &self.history,
        };
        let verdict = decide(self.record.as_ref(), change, &context);
        self.record = apply(self.record.take(), change, &verdict);
        if verdict.kind == VerdictKind::Accepted {
            self.history
                .push((verdict.stamp.clone(), change.writes.keys().cloned().collect()));
        }
        verdict
    }

    pub(crate) fn record(&self) -> &Record {
        self.record.as_ref().unwrap()
    }
}

pub(crate) fn outcome(verdict: &Verdict, field: &'static str) -> Option<Outcome> {
    verdict.outcome(&FieldKey::of(field))
}
