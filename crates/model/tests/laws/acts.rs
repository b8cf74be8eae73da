//! What people do to a record that is on their screen.

use crate::{
    fields::{Shape, new_value, places, shape},
    life::{Life, person},
    world::{
        Held,
        device::{Deed, Form},
        server,
    },
};
use model::{
    Act, Change, ChangeId, FieldKey, LIFE, Policy, Record, RecordId, Standing, Value, Verdict, VerdictKind, Write,
    text::TextEdit, typed,
};
use std::collections::BTreeMap;

impl Life {
    /// The record on a device's screen, if it has it.
    pub(crate) fn view(&self, k: usize, record: RecordId) -> Option<Held> {
        self.devices[k].memory.records.get(&record)?;
        self.devices[k].view(&self.server, record)
    }

    fn living(&self, k: usize, record: RecordId) -> Option<Held> {
        self.view(k, record).filter(|held| held.record.alive())
    }

    fn form(&self, k: usize, record: RecordId, field: &FieldKey, held: &Held) -> Form {
        let shown = held
            .record
            .shown(&self.server.schema, field.as_str())
            .map(|standing| standing.value.clone());
        let aware = self.aware(k, record).get(field).copied();
        Form {
            base: self.devices[k].token(record),
            shown,
            truth: held.truth,
            aware,
        }
    }

    /// Somebody opens a field and leaves it open.
    pub(crate) fn fill(&mut self, k: usize, record: RecordId) {
        let Some(held) = self.living(k, record) else { return };
        let field = FieldKey::of(self.dice.pick(places(record)).key);
        let form = self.form(k, record, &field, &held);
        self.open(k, record, field, form);
    }

    pub(crate) fn edit(&mut self, k: usize, record: RecordId) {
        let Some(held) = self.living(k, record) else { return };
        let field = FieldKey::of(self.dice.pick(places(record)).key);
        let now = self.form(k, record, &field, &held);
        let form = self.devices[k]
            .forms
            .remove(&(record, field.clone()))
            .unwrap_or_else(|| now.clone());
        let mut writes = BTreeMap::new();
        writes.extend(self.write(k, record, &field, &form));
        if form.base == now.base && self.dice.chance(20) {
            let second = FieldKey::of(self.dice.pick(places(record)).key);
            let second_form = self.form(k, record, &second, &held);
            writes.extend(self.write(k, record, &second, &second_form));
        }
        if writes.is_empty() {
            return;
        }
        let mut deed = Deed {
            writes: writes.clone(),
            base: form.base.clone(),
            ..self.deed(k, record)
        };
        if self.dice.chance(7) {
            deed.gesture = server::invalid();
        }
        let change = self.act(k, deed, form.truth);
        let aware = &mut self.made.get_mut(&change.id).unwrap().aware;
        match form.aware {
            Some(redaction) => aware.insert(field, redaction),
            None => aware.remove(&field),
        };
        if form.base == now.base {
            self.check_typed(k, &change);
        }
    }

    /// The write of one field, as its form shows it.
    fn write(&mut self, k: usize, record: RecordId, field: &FieldKey, form: &Form) -> Option<(FieldKey, Write)> {
        let scope_no = self.devices[k].memory.scope_no;
        if self.server.people[&person(k)].past[scope_no].1.contains(field) || form.shown == Some(Value::Withheld) {
            return None;
        }
        let shape = shape(record, field)?;
        if form.shown == Some(Value::Redacted) && matches!(shape, Shape::Text | Shape::Triage) {
            return None;
        }
        let mark = self.made.len();
        let value = new_value(&mut self.dice, field, shape, form.shown.as_ref(), mark);
        let mut write = Write::of(value);
        if let (Shape::Text, Some(after)) = (shape, write.value.as_text()) {
            let before = form.shown.as_ref().and_then(Value::as_text).unwrap_or_default();
            write.text = Some(TextEdit::between(before, after));
        }
        Some((field.clone(), write))
    }

    /// Whoever saves what was just filled sees it on the screen.
    fn check_typed(&mut self, k: usize, change: &Change) {
        let record = self.view(k, change.record).unwrap().record;
        for (field, write) in &change.writes {
            let shown = record.value(&self.server.schema, field.as_str());
            let merges = self.server.schema.policy(&change.kind, field.as_str()) == Policy::Union;
            let gone = record
                .redacted
                .get(field)
                .is_some_and(|redaction| !change.base.saw(redaction));
            let contested = record.contested(&self.server.schema, field.as_str());
            if !merges && !gone && (shown != Some(&write.value) || contested) {
                self.fail("typed-not-shown", format!("{field}: {:?} but {shown:?}", write.value));
            }
        }
    }

    pub(crate) fn delete(&mut self, k: usize, record: RecordId) {
        let Some(held) = self.living(k, record).filter(|_| self.dice.chance(60)) else {
            return;
        };
        self.say_life(k, record, Act::Delete, typed::deleted(), &held);
    }

    pub(crate) fn bring_back(&mut self, k: usize, record: RecordId) {
        let Some(held) = self.view(k, record).filter(|held| !held.record.alive()) else {
            return;
        };
        self.say_life(k, record, Act::Restore, typed::alive(), &held);
    }

    pub(crate) fn say_life(&mut self, k: usize, record: RecordId, act: Act, word: Value, held: &Held) {
        let writes = BTreeMap::from([(LIFE, Write::of(word))]);
        self.act(
            k,
            Deed {
                act,
                writes,
                ..self.deed(k, record)
            },
            held.truth,
        );
    }

    /// Puts back what an accepted edit on the screen had replaced; a decision rather than a plain edit, if there is one.
    pub(crate) fn undo(&mut self, k: usize, record: RecordId) {
        let Some(held) = self.living(k, record) else { return };
        let decisions = self.dice.chance(60);
        let log = self.server.memory.log.iter().rev().filter(|item| item.record == record);
        let edits = log.filter_map(|item| item.change()).filter(|(change, verdict)| {
            let known = change.act == Act::Edit && held.truth.holds(change.id);
            known && verdict.kind == VerdictKind::Accepted
        });
        let found = edits.filter_map(|(change, verdict)| {
            let least = if decisions { 2 } else { 1 };
            let writes = self.put_back(k, record, verdict, least);
            (!writes.is_empty()).then_some((change.id, writes))
        });
        let Some((of, writes)) = found.into_iter().next() else {
            return;
        };
        self.act(
            k,
            Deed {
                act: Act::Undo,
                writes,
                of: Some(of),
                ..self.deed(k, record)
            },
            held.truth,
        );
    }

    /// What a verdict took away, as its author's history holds it; nothing where some of it may not be held.
    fn put_back(&self, k: usize, record: RecordId, verdict: &Verdict, least: usize) -> BTreeMap<FieldKey, Write> {
        let hidden = &self.server.people[&person(k)].hidden;
        let effects = verdict
            .effects
            .iter()
            .filter(|(field, _)| **field != LIFE && !hidden.contains(*field));
        let mut writes = BTreeMap::new();
        for (field, effect) in effects {
            let back: Vec<Standing> = effect
                .gone
                .iter()
                .filter_map(|key| self.in_history(record, field, key))
                .collect();
            let whole =
                back.len() == effect.gone.len() && back.iter().all(|standing| standing.value != Value::Redacted);
            if whole && back.len() >= least {
                writes.insert(
                    field.clone(),
                    Write {
                        back,
                        ..Write::default()
                    },
                );
            }
        }
        writes
    }

    fn in_history(&self, record: RecordId, field: &FieldKey, key: &(Option<ChangeId>, Value)) -> Option<Standing> {
        let log = self
            .server
            .memory
            .log
            .iter()
            .filter(|item| item.record == record)
            .filter_map(|item| item.change());
        let mut added = log
            .filter_map(|(_, verdict)| verdict.effects.get(field))
            .flat_map(|effect| &effect.added);
        added.find(|standing| standing.key() == (key.0, &key.1)).cloned()
    }

    /// Takes over, or does not take over, the first proposal on the screen.
    pub(crate) fn review(&mut self, k: usize, record: RecordId, yes: bool) {
        let Some(held) = self.view(k, record) else { return };
        let Some((of, proposal)) = held.record.proposals.first_key_value() else {
            return;
        };
        let readable = |write: &Write| !matches!(write.value, Value::Redacted | Value::Withheld);
        let mut writes = proposal.writes.clone();
        writes.retain(|field, write| *field != LIFE && readable(write));
        let act = if yes && proposal.act == Act::Edit && !writes.is_empty() {
            Act::Adopt
        } else {
            Act::Dismiss
        };
        if act == Act::Dismiss {
            writes.clear();
        }
        self.act(
            k,
            Deed {
                act,
                writes,
                of: Some(*of),
                ..self.deed(k, record)
            },
            held.truth,
        );
    }

    /// The fields of a record that wait for a decision, its life among them.
    pub(crate) fn contested(&self, record: &Record) -> Vec<FieldKey> {
        let open = record
            .registers
            .keys()
            .filter(|field| record.contested(&self.server.schema, field.as_str()));
        open.cloned().collect()
    }
}
