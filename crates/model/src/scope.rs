//! Who may see what. A record names people (its owner, whom it is assigned to, who is asked, who comes along), and it is linked
//! to others: a note to whom it is about, a deal to its company, a person to their territory.
//!
//! Somebody whose role is narrowed to their own sees a record that names them, one that is linked with such a record, and one
//! that neither it nor what it is linked with names anybody for. What the organisation has agreed on (pipelines, territories,
//! colleagues, resources, …) everybody sees. So a territory is its owner's, with everybody in it; who owns a deal sees its
//! customer, and who owns the customer the deal.
//!
//! One link, not two: who works on a deal sees whose it is, not all that was ever noted about them.
//!
//! All values of a contested field count, as in [`crate::may`]: both see it and can decide.

use crate::{FieldType, KindKey, Record, RecordId, Role, declare::KINDS, typed::links_of};
use std::collections::BTreeSet;

/// What every member of an organisation sees, whatever their role.
const AGREED: [&str; 10] = [
    "pipeline",
    "colleague",
    "custom_field",
    "territory",
    "service_level",
    "approval_rule",
    "saved_view",
    "resource",
    "service",
    "closure",
];

/// Kinds to which a link says nothing about who sees a record: everything of a kind leads to the same few.
const COMMON: [&str; 4] = ["colleague", "pipeline", "resource", "service"];

/// What a record says about who sees it and what is linked with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// Everybody sees it.
    pub agreed: bool,
    /// The colleagues whom it names.
    pub names: BTreeSet<RecordId>,
    /// The records that it is linked to.
    pub links: BTreeSet<RecordId>,
}

impl Naming {
    /// What a record says.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let mut naming = Self {
            agreed: AGREED.contains(&record.kind.as_str()),
            ..Self::default()
        };
        for (key, kind) in fields(&record.kind) {
            let (names, links) = match kind {
                FieldType::Link(Some("colleague")) | FieldType::Links("colleague") => (true, false),
                FieldType::Link(Some(to)) | FieldType::Links(to) => (false, !COMMON.contains(&to)),
                FieldType::Link(None) => (false, true),
                _ => (false, false),
            };
            let values = record.standing(key).iter().map(|standing| &standing.value);
            let led: BTreeSet<RecordId> = values.filter(|value| value.is_some()).flat_map(links_of).collect();
            if names {
                naming.names.extend(led);
            } else if links {
                naming.links.extend(led);
            }
        }
        naming
    }
}

/// The fields of a kind; those by which any kind names people, where this version does not know it.
fn fields(kind: &KindKey) -> Vec<(&'static str, FieldType)> {
    match KINDS.iter().find(|declared| declared.key == kind.as_str()) {
        Some(declared) => declared.fields.iter().map(|field| (field.key, field.kind)).collect(),
        None => ["owner", "assignee", "approver"]
            .map(|key| (key, FieldType::Link(Some("colleague"))))
            .to_vec(),
    }
}

/// Who sees a record, from whom it names and whom the records name that it is linked with, in either direction; `None`:
/// everybody.
#[must_use]
pub fn seen_by<'a>(
    naming: &Naming,
    linked: impl IntoIterator<Item = &'a BTreeSet<RecordId>>,
) -> Option<BTreeSet<RecordId>> {
    if naming.agreed {
        return None;
    }
    let mut people = naming.names.clone();
    linked.into_iter().for_each(|names| people.extend(names));
    (!people.is_empty()).then_some(people)
}

/// Whether a role can be narrowed to its own. Who decides for others, and who audits, sees everything.
#[must_use]
pub fn can_be_narrowed(role: Role) -> bool {
    matches!(role, Role::Field | Role::Office)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldKey, PersonId, Standing, Value};

    fn id(number: u64) -> RecordId {
        RecordId::from_parts(1, u128::from(number))
    }

    fn record(kind: &'static str, fields: &[(&'static str, &[u64])]) -> Record {
        let mut record = Record::empty(KindKey::of(kind));
        for (field, ids) in fields {
            let standing = |number: &u64| Standing {
                value: Value::Text(id(*number).to_string()),
                parts: Vec::new(),
                by: PersonId::from_bytes([9; 16]),
                role: Role::Office,
                when: 0,
            };
            let values = ids.iter().map(standing).collect();
            record.registers.insert(FieldKey::of(field), values);
        }
        record
    }

    fn set(ids: &[u64]) -> BTreeSet<RecordId> {
        ids.iter().copied().map(id).collect()
    }

    #[test]
    fn what_a_record_says() {
        let says = |kind, fields: &[(&'static str, &[u64])], agreed, names: &[u64], links: &[u64], what| {
            let naming = Naming {
                agreed,
                names: set(names),
                links: set(links),
            };
            assert_eq!(Naming::of(&record(kind, fields)), naming, "{what}");
        };
        says("contact", &[("owner", &[1])], false, &[1], &[], "its owner");
        says(
            "deal",
            &[("owner", &[1, 2])],
            false,
            &[1, 2],
            &[],
            "both of a contested owner",
        );
        let patch: &[(&'static str, &[u64])] = &[("territory", &[7]), ("company", &[8])];
        says(
            "contact",
            patch,
            false,
            &[],
            &[7, 8],
            "a territory and a company are links",
        );
        says("note", &[("about", &[5])], false, &[], &[5], "whom it is about");
        let deal: &[(&'static str, &[u64])] = &[("pipeline", &[6]), ("contact", &[5])];
        says("deal", deal, false, &[], &[5], "not the pipeline that all deals are in");
        says("appointment", &[("people", &[1])], false, &[1], &[], "who comes along");
        says("territory", &[("owner", &[1])], true, &[1], &[], "a territory's owner");
        says("van", &[("owner", &[1])], false, &[1], &[], "what a newer peer made");
    }

    #[test]
    fn who_sees_it() {
        let named = |ids: &[u64]| Naming {
            names: set(ids),
            ..Naming::default()
        };
        let agreed = Naming {
            agreed: true,
            ..named(&[1])
        };
        let linked = [set(&[2]), set(&[])];
        assert_eq!(seen_by(&named(&[1]), &linked), Some(set(&[1, 2])));
        assert_eq!(seen_by(&named(&[]), &linked), Some(set(&[2])));
        assert_eq!(seen_by(&named(&[]), &[]), None, "what names nobody is everybody's");
        assert_eq!(seen_by(&agreed, &linked), None);
    }

    #[test]
    fn every_agreed_kind_is_declared() {
        for key in AGREED.iter().chain(&COMMON) {
            assert!(KINDS.iter().any(|kind| kind.key == *key), "{key}");
        }
    }
}
