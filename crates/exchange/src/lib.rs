//! Files in and out: bytes on one side, rows of text on the other.
//!
//! This room reads and writes CSV ([`table`]), vCard ([`vcard`]) and iCalendar ([`ical`]), writes JSON ([`json`]), and guesses which
//! column means which field ([`mapping`]).
//!
//! The one thing not to do here: know a record kind. A cell is text here and nothing else. What a phone number or a
//! date is, is the `model`'s business, and which row becomes which record is the `app`'s.

mod content;
mod encoding;
mod foreign;
pub mod ical;
pub mod json;
pub mod mapping;
mod source;
pub mod table;
mod unreadable;
pub mod vcard;

pub use encoding::Encoding;
pub use foreign::Foreign;
pub use unreadable::Unreadable;
