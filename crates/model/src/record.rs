//! A record: registers of standing values, and what is remembered so that later changes can be judged.

use crate::{
    Policy, Schema, Value,
    change::{Base, Change, Stamp},
    id::{ChangeId, DeviceId, FieldKey, KindKey, PersonId},
    may::Role,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The register that says whether a record is alive.
pub const LIFE: FieldKey = FieldKey::of("life");
/// `LIFE` of a record that is there.
pub(crate) const ALIVE: &str = "alive";
/// `LIFE` of a record that was deleted.
pub(crate) const DELETED: &str = "deleted";

/// One standing value of a register. More than one distinct value: the field is contested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The value.
    #[serde(rename = "v")]
    pub value: Value,
    /// The writes it is made of: one, or several after a text merge; the last is the one that put it here.
    #[serde(rename = "p")]
    pub parts: Vec<Arc<Stamp>>,
    /// Who wrote it.
    pub by: PersonId,
    /// In which role.
    #[serde(rename = "o")]
    pub role: Role,
    /// When, in milliseconds since 1970, as fixed at first acceptance; estimated while pending.
    #[serde(rename = "w")]
    pub when: i64,
}

impl Standing {
    /// The change that put the value here.
    #[must_use]
    pub fn writer(&self) -> Option<ChangeId> {
        self.parts.last().map(|stamp| stamp.id)
    }

    /// The identity of a standing value: who put it here, and what it is.
    #[must_use]
    pub fn key(&self) -> (Option<ChangeId>, &Value) {
        (self.writer(), &self.value)
    }

    /// True if the author of `base` saw every write that this value is made of.
    #[must_use]
    pub fn seen_from(&self, base: &Base) -> bool {
        self.parts.iter().all(|part| base.saw(part))
    }
}

/// A redaction that a register remembers.
pub type Redaction = Arc<Stamp>;

/// The state of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its kind.
    pub kind: KindKey,
    /// Register → its standing values, in the order of their keys.
    pub registers: BTreeMap<FieldKey, Vec<Standing>>,
    /// Device → the stamp of its last write here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub touched: BTreeMap<DeviceId, Arc<Stamp>>,
    /// Register → the redaction that emptied it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub redacted: BTreeMap<FieldKey, Redaction>,
    /// Edits from outside the record's scope that wait for its owner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub proposals: BTreeMap<ChangeId, Change>,
}

impl Record {
    /// A record before its first change.
    #[must_use]
    pub fn empty(kind: KindKey) -> Self {
        Self {
            kind,
            registers: BTreeMap::new(),
            touched: BTreeMap::new(),
            redacted: BTreeMap::new(),
            proposals: BTreeMap::new(),
        }
    }

    /// The standing values of a register.
    #[must_use]
    pub fn standing(&self, field: &str) -> &[Standing] {
        self.registers.get(field).map_or(&[], Vec::as_slice)
    }

    /// The standing value that is on the screen. For a contested one: a provisional choice, the same everywhere.
    #[must_use]
    pub fn shown(&self, schema: &Schema, field: &str) -> Option<&Standing> {
        shown(schema.policy(&self.kind, field), self.standing(field))
    }

    /// The value on the screen, where it is one that can be read.
    #[must_use]
    pub fn value(&self, schema: &Schema, field: &str) -> Option<&Value> {
        self.shown(schema, field)
            .map(|standing| &standing.value)
            .filter(|value| value.is_some())
    }

    /// True while two distinct values wait for a decision.
    #[must_use]
    pub fn contested(&self, schema: &Schema, field: &str) -> bool {
        schema.policy(&self.kind, field).contests() && distinct(self.standing(field)) > 1
    }

    /// True unless every standing word about its life says that it was deleted.
    #[must_use]
    pub fn alive(&self) -> bool {
        let life = self.standing(LIFE.as_str());
        life.is_empty() || life.iter().any(|s| s.value.as_text() != Some(DELETED))
    }

    /// The elements of a `Union` field that are there, in order.
    pub fn elements<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.registers.iter().filter_map(move |(key, standing)| {
            let element = key.element_name().filter(|_| key.field() == field)?;
            standing.iter().any(|s| s.value == Value::Flag(true)).then_some(element)
        })
    }
}

/// How many distinct values stand.
pub(crate) fn distinct(values: &[Standing]) -> usize {
    if values.len() < 2 {
        return values.len();
    }
    values.iter().map(|s| &s.value).collect::<BTreeSet<_>>().len()
}

/// The order among values that `Latest`, `FieldFirst` and the provisional choice go by.
pub(crate) fn rank(policy: Policy, standing: &Standing) -> (bool, i64, Option<ChangeId>) {
    (
        policy == Policy::FieldFirst && standing.role == Role::Field,
        standing.when,
        standing.writer(),
    )
}

pub(crate) fn shown(policy: Policy, values: &[Standing]) -> Option<&Standing> {
    if policy == Policy::Union {
        return values
            .iter()
            .find(|s| s.value == Value::Flag(true))
            .or_else(|| values.first());
    }
    values.iter().max_by_key(|s| rank(policy, s))
}
