//! Calendars: iCalendar (RFC 5545) both ways, events only.
//!
//! [`read`] takes a file as it comes: folded or broken lines, any zone's name, alarms, a missing END. Each event comes with the line
//! at which it begins, and one that cannot be taken with the reason; a task or a journal entry is such a one. Nothing of a
//! file makes it run long: it is one pass over at most [`MAX_FILE`] bytes, whatever stands in whatever is only counted, rules are
//! not unrolled, and dates, people, lines and events have limits. [`write()`] writes what [`read`] reads back as the same events.
//!
//! Why the `calcard` crate does not read the calendars (looked at: 0.3.14): it knows no line numbers for the report; an END of
//! another component, or a missing one, moves what follows into a wrong component without a word, so an event that is cut short
//! cannot be told from a whole one; a time that cannot be read becomes a text; it makes a value of every component and property
//! there is before anybody can stop it; and it brings a second table of the world's zones, which is no longer kept up, beside the
//! one that reckons here. It is the second opinion in the tests: what we write, it reads the same way.
//!
//! The one thing not to do here: judge a rule or a zone. Both are text; the `model` says what comes again, and `app` which zone is meant.

mod event;
mod file;
mod gather;
mod read;
mod why;
mod write;
mod zone;

pub use event::{At, Clock, Day, Ends, Event, Lasts, Person};
pub use file::{MAX_FILE, is_calendar, read_file};
pub use read::{Entry, MOST_EVENTS, read};
pub use why::Why;
pub use write::{Observance, Zone, write};
pub use zone::candidates;
