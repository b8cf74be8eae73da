//! What went wrong at a customer's, and how soon it has to be right.

use super::*;

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
/// When a service level's clock runs.
pub const SERVICE_HOURS: &[(&str, &str)] = &[("always", "Round the clock"), ("weekdays", "Weekdays, 08:00 to 17:00")];

const TRIAGE: &[Field] = &[
    field("status", "Status", T::Choice(ISSUE_STATUS), Review),
    field("priority", "Priority", T::Choice(ISSUE_PRIORITY), Review),
];

/// The clock that was promised. It stands in the record, not in a server's memory, so it means the same over an outage:
/// it starts when the issue was reported, stops while the customer is waited for, and goes on from there.
const CLOCK: &[Field] = &[
    field("respond_by", "Respond by", T::Moment, Review),
    field("resolve_by", "Resolve by", T::Moment, Review),
    field("responded", "Responded", T::Moment, Review),
    field("paused", "Clock stopped", T::Moment, Review),
];

pub(super) const ISSUE: Kind = Kind {
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
        ASSIGNEE,
        field("reported", "Reported", T::Moment, Latest),
        field("clock", "Service clock", T::Group(CLOCK), Review),
        field("resolution", "Resolution", T::LongText, Merged).found(),
        TAGS,
    ],
};

pub(super) const SERVICE_LEVEL: Kind = Kind {
    key: "service_level",
    label: "Service level",
    plural: "Service levels",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).needed(),
        field("priority", "Priority", T::Choice(ISSUE_PRIORITY), Review),
        field("respond", "Respond within minutes", T::Whole, Review),
        field("resolve", "Resolve within minutes", T::Whole, Review),
        field("hours", "The clock runs", T::Choice(SERVICE_HOURS), Review),
    ],
};
