//! Who comes when, to whom, and where: the front desk's book.
//!
//! What a desk expects of two people who worked on one appointment without seeing each other: the time, the resources and the
//! people of an appointment are promises to somebody, so two of them are never merged and never overwritten; they stand side by
//! side until the desk decides. The same goes for its status. What was found on site wins over what the office wrote; notes
//! and outcomes are merged.

use super::*;

/// How far an appointment has come.
pub const APPOINTMENT_STATUS: &[(&str, &str)] = &[
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("started", "Started"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("no_show", "No-show"),
];

/// What a resource is.
pub const RESOURCE_WHAT: &[(&str, &str)] = &[
    ("room", "Room"),
    ("bay", "Bay"),
    ("vehicle", "Vehicle"),
    ("equipment", "Equipment"),
];

/// From when to when, by the clock on the wall in the zone where it was made, and how it comes again (RFC 5545). One field:
/// half of an agreed time is nothing.
const SPAN: &[Field] = &[
    field("start", "From", T::Moment, Review),
    field("end", "Until", T::Moment, Review),
    field("repeats", "Repeats", T::Text, Review),
];

/// Of which series an appointment is one that was moved or has come about, and when that one began in the series.
const OCCURRENCE: &[Field] = &[
    field("series", "Of the series", T::Link(Some("appointment")), Review),
    field("start", "Instead of", T::Text, Review),
];

pub(super) const APPOINTMENT: Kind = Kind {
    key: "appointment",
    label: "Appointment",
    plural: "Appointments",
    title: "title",
    fields: &[
        field("title", "Appointment", T::Text, Latest).found().needed(),
        field("span", "When", T::Group(SPAN), Review).needed(),
        field("status", "Status", T::Choice(APPOINTMENT_STATUS), Review),
        field("contact", "Customer", T::Link(Some("contact")), Review).found(),
        field("company", "Company", T::Link(Some("company")), Review).found(),
        field("service", "Service", T::Link(Some("service")), Latest),
        field("resources", "Resources", T::Links("resource"), Review),
        field("people", "Colleagues", T::Links("colleague"), Review),
        field("place", "Place", T::Text, FieldFirst),
        field("notes", "Notes", T::LongText, Merged).found(),
        field("outcome", "Outcome", T::LongText, Merged).found(),
        // Starts of a series that do not take place as the rule says, each a register of its own.
        field("left_out", "Left out", T::Tags, Union),
        field("occurrence", "Of a series", T::Group(OCCURRENCE), Review),
        // Under which name another calendar knows it (RFC 5545, UID). It comes with an import and nobody types it, so there is nothing
        // for a person to decide where two differ.
        field("uid", "Name in other calendars", T::Text, Latest),
        TAGS,
    ],
};

pub(super) const RESOURCE: Kind = Kind {
    key: "resource",
    label: "Resource",
    plural: "Resources",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("what", "Kind", T::Choice(RESOURCE_WHAT), Review),
        field("capacity", "Bookings at once", T::Whole, Review),
        field("buffer", "Minutes between bookings", T::Whole, Review),
        field("hours", "Open", T::Text, Review),
        field("place", "Place", T::Text, Latest),
    ],
};

pub(super) const SERVICE: Kind = Kind {
    key: "service",
    label: "Service",
    plural: "Services",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("minutes", "Minutes", T::Whole, Review),
        field("needs", "Needs a", T::Choice(RESOURCE_WHAT), Review),
    ],
};

/// A holiday of the house, or days on which one resource cannot be had.
pub(super) const CLOSURE: Kind = Kind {
    key: "closure",
    label: "Closed day",
    plural: "Closed days",
    title: "name",
    fields: &[
        field("name", "Name", T::Text, Latest).found().needed(),
        field("begins", "First day", T::Date, Review).needed(),
        field("ends", "Last day", T::Date, Review),
        field("resource", "Only of", T::Link(Some("resource")), Review),
    ],
};
