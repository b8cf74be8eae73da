//! How the fixed stories are told. `A`, `B`, `C` are the three devices; `A` and `C` are reps in the field, `B` is the back
//! office.

use crate::{fields::r2, life::Life, truth::Truth, world::device::Deed};
use model::{Act, Base, Change, FieldKey, Outcome, Record, RecordId, Standing, Value, Write, typed};
use std::collections::BTreeMap;

pub(crate) const A: usize = 0;
pub(crate) const B: usize = 1;
pub(crate) const C: usize = 2;

/// Nothing is lost on the way.
pub(crate) fn calm() -> Life {
    let mut life = Life::new(0);
    life.calm = true;
    life
}

impl Life {
    fn deed_on(
        &mut self,
        k: usize,
        record: RecordId,
        act: Act,
        writes: &[(&'static str, Write)],
        base: Option<Base>,
    ) -> Change {
        let truth = self.view(k, record).map_or_else(Truth::default, |held| held.truth);
        let plain = self.deed(k, record);
        let writes = writes
            .iter()
            .map(|(field, write)| (FieldKey::of(field), write.clone()))
            .collect();
        let base = base.unwrap_or_else(|| plain.base.clone());
        self.act(
            k,
            Deed {
                act,
                writes,
                base,
                ..plain
            },
            truth,
        )
    }

    /// A save on the deal, as the screen is now.
    pub(crate) fn save(&mut self, k: usize, field: &'static str, value: &str) -> Change {
        let base = self.devices[k].token(r2());
        self.save_as_of(k, field, value, base)
    }

    /// A save on the deal by a form that was filled earlier.
    pub(crate) fn save_as_of(&mut self, k: usize, field: &'static str, value: &str, base: Base) -> Change {
        let value = if field == "stage" {
            stage(value)
        } else {
            Value::text(value)
        };
        self.deed_on(k, r2(), Act::Edit, &[(field, Write::of(value))], Some(base))
    }

    pub(crate) fn write_into(&mut self, k: usize, record: RecordId, field: &'static str, write: Write) -> Change {
        self.deed_on(k, record, Act::Edit, &[(field, write)], None)
    }

    pub(crate) fn life_of(&mut self, k: usize, record: RecordId, act: Act, word: Value) -> Change {
        self.deed_on(k, record, act, &[(LIFE_KEY, Write::of(word))], None)
    }

    pub(crate) fn undo_of(&mut self, k: usize, of: &Change, back: BTreeMap<FieldKey, Vec<Standing>>) -> Change {
        let truth = self.view(k, of.record).unwrap().truth;
        let write = |(field, back)| {
            (
                field,
                Write {
                    back,
                    ..Write::default()
                },
            )
        };
        let writes = back.into_iter().map(write).collect();
        self.act(
            k,
            Deed {
                act: Act::Undo,
                writes,
                of: Some(of.id),
                ..self.deed(k, of.record)
            },
            truth,
        )
    }

    /// Everything up, everything down, in this order.
    pub(crate) fn sync(&mut self, devices: &[usize]) {
        for k in devices {
            while self.push(*k, false, false) {}
            self.pull(*k, 99);
        }
    }

    pub(crate) fn deal(&self) -> &Record {
        self.server.record(r2())
    }

    /// What a change had added to a field.
    pub(crate) fn added_by(&self, change: &Change, field: &str) -> Vec<Standing> {
        self.server.memory.answers[&change.id]
            .1
            .effects
            .get(field)
            .map_or_else(Vec::new, |effect| effect.added.clone())
    }

    pub(crate) fn outcome(&self, change: &Change, field: &'static str) -> Option<Outcome> {
        self.server.memory.answers[&change.id].1.outcome(&FieldKey::of(field))
    }

    pub(crate) fn shown(&self, k: usize, field: &str) -> (String, bool) {
        let record = self.view(k, r2()).unwrap().record;
        let value = record.value(&self.server.schema, field);
        (
            value.map(text).unwrap_or_default(),
            record.contested(&self.server.schema, field),
        )
    }
}

const LIFE_KEY: &str = "life";

pub(crate) fn stage(name: &str) -> Value {
    Value::parts([("stage", Value::text(name))])
}

pub(crate) fn text(value: &Value) -> String {
    typed::text_of(value)
}

/// The standing values of a field as texts, in order.
pub(crate) fn standing(record: &Record, field: &str) -> Vec<String> {
    let mut all: Vec<String> = record
        .standing(field)
        .iter()
        .map(|standing| text(&standing.value))
        .collect();
    all.sort();
    all
}
