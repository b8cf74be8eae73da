//! What is sold: deals in their pipelines, and what needs somebody's yes.

use super::*;

/// Where an approval stands.
pub const APPROVAL_STATE: &[(&str, &str)] = &[("asked", "Asked"), ("approved", "Approved"), ("refused", "Refused")];

const DECISION: &[Field] = &[
    field("state", "State", T::Choice(APPROVAL_STATE), Review),
    field("reason", "Reason", T::Text, Review),
];

pub(super) const DEAL: Kind = Kind {
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
        field("next_due", "Next action by", T::Moment, FieldFirst),
        TAGS,
    ],
};

pub(super) const PIPELINE: Kind = Kind {
    key: "pipeline",
    label: "Pipeline",
    plural: "Pipelines",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).needed(),
        field("stages", "Stages", T::Stages, Review),
    ],
};

pub(super) const APPROVAL: Kind = Kind {
    key: "approval",
    label: "Approval",
    plural: "Approvals",
    title: "title",
    fields: &[
        field("title", "Approval", T::Text, Latest).found().needed(),
        field("about", "About", T::Link(None), Review),
        field("amount", "Amount", T::Money, Review),
        field("detail", "Why", T::LongText, Merged),
        field("approver", "Asked of", T::Link(Some("colleague")), Review),
        field("due", "Due", T::Moment, Review),
        field("decision", "Decision", T::Group(DECISION), Review),
    ],
};

pub(super) const APPROVAL_RULE: Kind = Kind {
    key: "approval_rule",
    label: "Approval rule",
    plural: "Approval rules",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).needed(),
        field("above", "For deals above", T::Money, Review),
        field("approver", "Asked of", T::Link(Some("colleague")), Review),
    ],
};
