//! The organisation itself: who works here, the fields and views it has added.

use super::*;

pub(super) const COLLEAGUE: Kind = Kind {
    key: "colleague",
    label: "Colleague",
    plural: "Colleagues",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Review).found().needed(),
        field("email", "Email", T::Email, Review),
        field("role", "Role", T::Text, Review),
        field("hours", "Working hours", T::Text, Review),
    ],
};

pub(super) const CUSTOM_FIELD: Kind = Kind {
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

/// A list as somebody likes to see it: filter, order and columns as one JSON line, its maker's or everyone's.
pub(super) const SAVED_VIEW: Kind = Kind {
    key: "saved_view",
    label: "Saved view",
    plural: "Saved views",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).needed(),
        field("for_kind", "On", T::Text, Latest).needed(),
        field("ask", "Shows", T::Text, Latest).needed(),
        field("shared", "For everyone", T::Flag, Latest),
        OWNER,
    ],
};
