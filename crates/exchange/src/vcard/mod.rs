//! Contact cards: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350) both ways, and the 2.1 that older phones export.
//!
//! [`read`] takes a file of many cards as it comes: folded lines, quoted-printable, CHARSET, groups, lower-case names, a
//! missing END. A property that has no field in [`Card`] is carried in [`Card::rest`], letter for letter, so that
//! a card that goes through here loses nothing. [`write()`] writes what [`read`] reads back as the same cards; what a
//! version cannot express is listed there.
//!
//! Why the `calcard` crate does not read the cards (tried with 0.3.14): a card
//! without END takes the next card with it; properties that are carried come back unescaped or decoded (PHOTO, URLs), so they
//! cannot be written as they were; it wants UTF-8 before it has seen a CHARSET; and it knows no line numbers for the
//! report. It is the second opinion in the tests: what we write, it reads the same way.
//!
//! The one thing not to do here: judge a value. A phone number is text with a label.

mod bad;
mod birthday;
mod card;
mod file;
mod gather;
mod label;
mod read;
mod write;

pub use bad::{BadCard, Why};
pub use card::{Address, Card};
pub use file::{MAX_FILE, is_vcard, read_file};
pub use read::read;
pub use write::{Version, write};
