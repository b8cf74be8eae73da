//! The record kinds, each declared once. Validation, columns, bindings, CSV columns, the words of the history and
//! `docs/merge-rules.md` all follow from here. Adding a field = a line here, a migration, its place on a screen.

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
const TAGS: Field = field("tags", "Tags", T::Tags, Union).found();

/// Status of a service issue.
pub const ISSUE_STATUS: &[(&str, &str)] = &[
    ("new", "New"),
    ("in_progress", "In progress"),
    ("waiting", "Waiting for customer"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
];
/// Priority of a service issue.
pub const ISSUE_PRIORITY: &[(&str, &str)] = &[
    ("low", "Low"),
    ("normal", "Normal"),
    ("high", "High"),
    ("urgent", "Urgent"),
];

const TRIAGE: &[Field] = &[
    field("status", "Status", T::Choice(ISSUE_STATUS), Review),
    field("priority", "Priority", T::Choice(ISSUE_PRIORITY), Review),
];

const CONTACT: Kind = Kind {
    key: "contact",
    label: "Person",
    plural: "People",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("company", "Company", T::Link(Some("company")), Review).found(),
        field("role", "Role", T::Text, Latest),
        field("mobile", "Mobile", T::Phone, FieldFirst).found().private(),
        field("phone", "Phone", T::Phone, FieldFirst).found().private(),
        field("email", "Email", T::Email, FieldFirst).found().private(),
        field("address", "Address", T::Address, FieldFirst).private(),
        field("best_time", "Best time", T::Text, FieldFirst),
        OWNER,
        field("next_follow_up", "Next follow-up", T::Date, Review),
        field("source", "Source", T::Text, Latest),
        TAGS,
    ],
};

const COMPANY: Kind = Kind {
    key: "company",
    label: "Company",
    plural: "Companies",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("phone", "Phone", T::Phone, FieldFirst).found(),
        field("email", "Email", T::Email, FieldFirst).found(),
        field("website", "Website", T::Url, Latest),
        field("address", "Address", T::Address, FieldFirst),
        field("sector", "Sector", T::Text, Latest),
        field("employees", "Employees", T::Whole, Latest),
        field("revenue", "Revenue", T::Money, Latest),
        field("founded", "Founded", T::Whole, Latest),
        field("parent", "Part of", T::Link(Some("company")), Review),
        OWNER,
        TAGS,
    ],
};

const DEAL: Kind = Kind {
    key: "deal",
    label: "Deal",
    plural: "Deals",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("company", "Company", T::Link(Some("company")), Review).found(),
        field("contact", "Contact", T::Link(Some("contact")), Latest),
        field("pipeline", "Pipeline", T::Link(Some("pipeline")), Review),
        field("stage", "Stage", T::Stage, Review),
        field("amount", "Amount", T::Money, Review),
        OWNER,
        field("opened", "Opened", T::Date, Latest),
        field("close_by", "Close date", T::Date, Review),
        field("product", "Product", T::Text, Latest),
        field("next_action", "Next action", T::Text, FieldFirst),
        TAGS,
    ],
};

const PIPELINE: Kind = Kind {
    key: "pipeline",
    label: "Pipeline",
    plural: "Pipelines",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).needed(),
        field("stages", "Stages", T::Stages, Review),
    ],
};

const TASK: Kind = Kind {
    key: "task",
    label: "Task",
    plural: "Tasks",
    title: "title",
    fields: &[
        field("title", "Task", T::Text, Latest).found().needed(),
        field("about", "About", T::Link(None), Latest),
        field("due", "Due", T::Date, Review),
        field("assignee", "Assigned to", T::Link(Some("colleague")), Review),
        field("done", "Done", T::Flag, Review),
        field("detail", "Detail", T::LongText, Merged).found(),
    ],
};

const NOTE: Kind = Kind {
    key: "note",
    label: "Note",
    plural: "Notes",
    title: "body",
    fields: &[
        field("body", "Note", T::LongText, Merged).found().needed(),
        field("about", "About", T::Link(None), Latest),
        field("pinned", "Pinned", T::Flag, Latest),
    ],
};

const ISSUE: Kind = Kind {
    key: "issue",
    label: "Issue",
    plural: "Issues",
    title: "title",
    fields: &[
        field("title", "Issue", T::Text, Latest).found().needed(),
        field("contact", "Reported by", T::Link(Some("contact")), Latest),
        field("company", "Company", T::Link(Some("company")), Latest),
        field("triage", "Status and priority", T::Group(TRIAGE), Review),
        field("category", "Category", T::Text, Latest),
        field("detail", "Detail", T::LongText, Merged).found(),
        field("assignee", "Assigned to", T::Link(Some("colleague")), Review),
        field("reported", "Reported", T::Date, Latest),
        field("resolution", "Resolution", T::LongText, Merged).found(),
    ],
};

const COLLEAGUE: Kind = Kind {
    key: "colleague",
    label: "Colleague",
    plural: "Colleagues",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).found().needed(),
        field("email", "Email", T::Email, Review),
        field("role", "Role", T::Text, Review),
    ],
};

const CUSTOM_FIELD: Kind = Kind {
    key: "custom_field",
    label: "Custom field",
    plural: "Custom fields",
    title: "label",
    fields: &[
        field("label", "Label", T::Text, Review).needed(),
        field("for_kind", "On", T::Text, Review).needed(),
        field("type", "Type", T::Text, Review).needed(),
    ],
};

/// Every declared kind, in the order of the screens.
pub const KINDS: &[Kind] = &[
    CONTACT,
    COMPANY,
    DEAL,
    TASK,
    NOTE,
    ISSUE,
    PIPELINE,
    COLLEAGUE,
    CUSTOM_FIELD,
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
