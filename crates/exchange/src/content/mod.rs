//! Content lines: what vCard (RFC 6350 §3) and iCalendar (RFC 5545 §3.1) have in common. A line may be folded, and is a property
//! with parameters and an escaped value. Names of components and what a property means are not known here.

pub(crate) mod decode;
pub(crate) mod fold;
pub(crate) mod line;
pub(crate) mod property;
pub(crate) mod text;
