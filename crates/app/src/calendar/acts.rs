//! What the window asks for when somebody books, moves or goes on with an appointment.

use serde::Deserialize;
use specta::Type;

/// A new appointment.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct BookAsk {
    /// What it is about; empty for what the service or the customer is called.
    pub title: String,
    /// When, as typed: a day with a time, in this device's zone unless it names one.
    pub start: String,
    /// How long; 0 for as long as the service takes.
    pub minutes: u32,
    /// How it comes again, as an RFC 5545 rule; empty for once.
    pub repeats: String,
    /// How far it has come already: empty for booked, `arrived` for a walk-in.
    pub status: String,
    /// The customer; empty for none.
    pub contact: String,
    /// Their company; empty for none.
    pub company: String,
    /// The service; empty for none.
    pub service: String,
    /// The resources.
    pub resources: Vec<String>,
    /// The colleagues.
    pub people: Vec<String>,
    /// Where; empty for where the resource is.
    pub place: String,
    /// What is to be known.
    pub notes: String,
}

/// An appointment goes to another time, another resource or another colleague.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct MoveAsk {
    /// The appointment.
    pub appointment: String,
    /// Which occurrence of a series; empty for what takes place once.
    pub original: String,
    /// What its author was looking at.
    pub token: String,
    /// All occurrences from this one on, instead of this one.
    pub following: bool,
    /// When it begins, as typed; empty for as it is.
    pub start: String,
    /// How long it takes; 0 for as it is.
    pub minutes: u32,
    /// The resources; none: as they are.
    pub resources: Option<Vec<String>>,
    /// The colleagues; none: as they are.
    pub people: Option<Vec<String>>,
}

/// An appointment comes a step further, or does not take place.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct StepAsk {
    /// The appointment.
    pub appointment: String,
    /// Which occurrence of a series; empty for what takes place once.
    pub original: String,
    /// What its author was looking at.
    pub token: String,
    /// All occurrences from this one on; of a step, only `cancelled` can be meant so.
    pub following: bool,
    /// The status that it gets, as a key.
    pub status: String,
    /// What came of it; empty for nothing to say.
    pub outcome: String,
}
