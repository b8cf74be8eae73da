//! Who the work is for: people and companies, how they hang together, and whose patch they are in.

use super::*;

/// How far a person has come from a first word to a customer.
pub const LEAD: &[(&str, &str)] = &[
    ("new", "New"),
    ("working", "Working"),
    ("qualified", "Qualified"),
    ("customer", "Customer"),
    ("unqualified", "Not a fit"),
];

pub(super) const CONTACT: Kind = Kind {
    key: "contact",
    label: "Person",
    plural: "People",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("company", "Company", T::Link(Some("company")), Review).found(),
        field("role", "Role", T::Text, Latest),
        field("lead", "Lead status", T::Choice(LEAD), Review),
        field("mobile", "Mobile", T::Phone, FieldFirst).found().private(),
        field("phone", "Phone", T::Phone, FieldFirst).found().private(),
        field("email", "Email", T::Email, FieldFirst).found().private(),
        field("address", "Address", T::Address, FieldFirst).private(),
        field("best_time", "Best time", T::Text, FieldFirst),
        OWNER,
        TERRITORY,
        field("next_follow_up", "Next follow-up", T::Moment, Review),
        field("source", "Source", T::Text, Latest),
        TAGS,
    ],
};

pub(super) const COMPANY: Kind = Kind {
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
        TERRITORY,
        TAGS,
    ],
};

pub(super) const TERRITORY_KIND: Kind = Kind {
    key: "territory",
    label: "Territory",
    plural: "Territories",
    title: "name",
    fields: &[field("name", "Name", T::Text, Review).found().needed(), OWNER],
};

/// Read as a sentence: *one* is `how` *other*, as in "Priya Raman · reports to · Anneke Vos".
pub(super) const RELATION: Kind = Kind {
    key: "relation",
    label: "Relation",
    plural: "Relations",
    title: "how",
    fields: &[
        field("one", "Who", T::Link(None), Review).needed(),
        field("how", "Is", T::Text, Latest).needed(),
        field("other", "To whom", T::Link(None), Review).needed(),
    ],
};
