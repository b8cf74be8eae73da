//! The record kinds, each declared once. Validation, columns, bindings, CSV columns, the words of the history and
//! `docs/merge-rules.md` all follow from here. Adding a field = a line here, a migration, its place on a screen.

mod house;
mod people;
mod schedule;
mod service;
mod trade;
mod work;

pub use people::LEAD;
pub use schedule::{APPOINTMENT_STATUS, RESOURCE_WHAT};
pub use service::{ISSUE_PRIORITY, ISSUE_STATUS, SERVICE_HOURS};
pub use trade::APPROVAL_STATE;
pub use work::{NOTE_HOW, REPEATS, TASK_WHAT, VOICE_ENDED};

use crate::{Field, FieldType as T, Kind, Policy};
use Policy::{FieldFirst, Latest, Review, Text as Merged, Union};

/// Schema version that this program writes into its changes.
pub const VERSION: u32 = 1;

const fn field(key: &'static str, label: &'static str, kind: T, policy: Policy) -> Field {
    Field {
        key,
        label,
        kind,
        policy,
        searched: false,
        sensitive: false,
        required: false,
    }
}

impl Field {
    const fn found(self) -> Self {
        Self { searched: true, ..self }
    }
    const fn private(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }
    const fn needed(self) -> Self {
        Self { required: true, ..self }
    }
}

const OWNER: Field = field("owner", "Owner", T::Link(Some("colleague")), Review);
const ASSIGNEE: Field = field("assignee", "Assigned to", T::Link(Some("colleague")), Review);
const TERRITORY: Field = field("territory", "Territory", T::Link(Some("territory")), Review);
const TAGS: Field = field("tags", "Tags", T::Tags, Union).found();

/// Every declared kind. A kind's place in this list is its number in the search index, so new ones go to the end.
pub const KINDS: &[Kind] = &[
    people::CONTACT,
    people::COMPANY,
    trade::DEAL,
    work::TASK,
    work::NOTE,
    service::ISSUE,
    trade::PIPELINE,
    house::COLLEAGUE,
    house::CUSTOM_FIELD,
    people::TERRITORY_KIND,
    people::RELATION,
    service::SERVICE_LEVEL,
    trade::APPROVAL,
    trade::APPROVAL_RULE,
    house::SAVED_VIEW,
    schedule::APPOINTMENT,
    schedule::RESOURCE,
    schedule::SERVICE,
    schedule::CLOSURE,
    work::VOICE_NOTE,
    work::ATTACHMENT,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_names_its_records_by_a_required_field_and_no_key_occurs_twice() {
        for kind in KINDS {
            assert!(kind.field(kind.title).is_some_and(|f| f.required), "{}", kind.key);
            let keys: BTreeSet<_> = kind.fields.iter().map(|f| f.key).collect();
            assert_eq!(keys.len(), kind.fields.len(), "{}", kind.key);
            assert!(
                !keys.contains("life")
                    && keys
                        .iter()
                        .all(|key| !key.starts_with("x_") && !key.contains(['/', '.']))
            );
        }
    }

    #[test]
    fn a_field_with_union_or_merged_text_has_the_type_that_goes_with_it() {
        for field in KINDS.iter().flat_map(|kind| kind.fields) {
            assert_eq!(field.policy == Union, field.kind == T::Tags, "{}", field.key);
            assert_eq!(field.policy == Merged, field.kind == T::LongText, "{}", field.key);
        }
    }

    #[test]
    fn every_link_leads_to_a_declared_kind() {
        for field in KINDS.iter().flat_map(|kind| kind.fields) {
            if let T::Link(Some(kind)) = field.kind {
                assert!(KINDS.iter().any(|k| k.key == kind), "{}", field.key);
            }
        }
    }
}
