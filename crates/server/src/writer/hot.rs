//! What the writer keeps in memory of an organisation. It may be forgotten at any time; where other processes write too, it
//! holds only while the locked row is where this process left it.

use crate::tables::log::LogRow;
use model::{Change, CustomField, DeviceId, FieldKey, KindKey, LIFE, Record, RecordId, Schema, Stamp, VerdictKind};
use protocol::change_of;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Records in memory before the older half is forgotten.
const RECORDS: usize = 20_000;
const ARRIVALS: usize = 50_000;

/// One accepted or proposed change of a record.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) stamp: Arc<Stamp>,
    pub(crate) fields: Vec<FieldKey>,
    pub(crate) when: i64,
    pub(crate) accepted: bool,
}

impl Past {
    pub(crate) fn new(change: &Change, when: i64, kind: VerdictKind) -> Self {
        Self {
            stamp: change.stamp(Vec::new()), // only what its author had seen is asked for
            fields: change.writes.keys().cloned().collect(),
            when,
            accepted: kind == VerdictKind::Accepted,
        }
    }

    pub(crate) fn of(row: &LogRow) -> Option<Self> {
        let change = change_of(&row.bytes, row.author).ok()?;
        Some(Self::new(&change, row.written, row.judged.kind()))
    }
}

/// A record in memory.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// `None`: not known here.
    pub(crate) record: Option<Record>,
    /// Its changes, where they were asked for.
    pub(crate) past: Option<Vec<Past>>,
    /// Position of its last change within this transaction; 0: none.
    pub(crate) seq: u64,
}

impl Held {
    /// A record that nobody knows has no past.
    pub(crate) fn unknown() -> Self {
        Self {
            past: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Whether judging a change has to look at the record's earlier changes: for rule 6, those that its author's own device
    /// made; for rule 1, those that had already seen this one.
    pub(crate) fn asks_for_past(&self, id: RecordId, change: &Change, known_n: u64) -> bool {
        let Some(record) = self.record.as_ref().filter(|_| self.past.is_none()) else {
            return false;
        };
        // A delete leaves no trace but this: its word about the record's life, or that word's replacement.
        let life = record.standing(LIFE.as_str());
        let as_made = life
            .iter()
            .flat_map(|s| &s.parts)
            .all(|part| part.id.to_bytes() == id.to_bytes());
        let own = change.base.own.iter().any(|(on, _)| record.touched.contains_key(on));
        let saw_it = |stamp: &Arc<Stamp>| stamp.base.own.iter().any(|(on, n)| *on == change.on && *n >= change.n);
        !as_made || own || known_n > change.n || record.touched.values().any(saw_it)
    }
}

/// What is kept between transactions.
#[derive(Default)]
pub(crate) struct Hot {
    /// Epoch and position that all of it belongs to.
    pub(crate) at: (u32, u64),
    young: HashMap<RecordId, Held>,
    old: HashMap<RecordId, Held>,
    /// The highest counter of a device.
    pub(crate) known_n: HashMap<DeviceId, u64>,
    pub(crate) arrivals: HashMap<u64, i64>,
    custom: BTreeMap<RecordId, CustomField>,
    pub(crate) schema: Option<Arc<Schema>>,
}

impl Hot {
    /// A record out of memory; it comes back by [`Hot::keep`].
    pub(crate) fn lend(&mut self, id: RecordId) -> Option<Held> {
        self.young.remove(&id).or_else(|| self.old.remove(&id))
    }

    /// Takes records in. Beyond the bound those go that were not touched for longest.
    pub(crate) fn keep(&mut self, records: HashMap<RecordId, Held>) {
        for (id, held) in records {
            if held.record.is_some() {
                self.young.insert(id, Held { seq: 0, ..held });
            }
        }
        if self.young.len() > RECORDS / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        if self.arrivals.len() > ARRIVALS {
            self.arrivals.clear();
        }
    }

    /// A custom field is declared by its record.
    pub(crate) fn declare(&mut self, id: RecordId, record: &Record) {
        let plain = Schema::default();
        let text = |field: &str| {
            let value = record.value(&plain, field).and_then(|value| value.as_text());
            value.unwrap_or_default().to_owned()
        };
        if record.alive() {
            let field = CustomField {
                key: FieldKey::owned(format!("x_{}", id.to_string().to_lowercase())),
                on: KindKey::owned(text("for_kind")),
                label: text("label"),
                kind: text("type"),
            };
            self.custom.insert(id, field);
        } else {
            self.custom.remove(&id);
        }
        self.schema = None;
    }

    /// The declarations and the organisation's custom fields.
    pub(crate) fn schema(&mut self) -> Arc<Schema> {
        let custom = &self.custom;
        self.schema
            .get_or_insert_with(|| Arc::new(Schema::with_custom(custom.values().cloned().collect())))
            .clone()
    }
}
