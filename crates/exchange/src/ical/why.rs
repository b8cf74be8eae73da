//! Why something in a calendar file was not taken, in words and as a key for which the window has words of its own.

/// What is wrong with a part of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A to-do, a journal entry, somebody's free time.
    #[error("This is not an appointment but a task, a journal entry or the like. It was left out.")]
    NotAnEvent,
    /// No DTSTART.
    #[error("It does not say when it begins.")]
    NoStart,
    /// A date, a time or a duration that is none.
    #[error("One of its times cannot be read.")]
    BadTime,
    /// The file ends before the event does, or the next event begins.
    #[error("It is cut short: its end is missing from the file.")]
    CutShort,
    /// Two RRULE.
    #[error("It comes again by more than one rule, which is not known here.")]
    TwoRules,
    /// RDATE or EXRULE.
    #[error("It comes again on dates of its own, beside a rule. That is not known here.")]
    ExtraDates,
    /// RECURRENCE-ID;RANGE=THISANDFUTURE.
    #[error("It changes a series from one date on, which is not known here.")]
    FromThereOn,
    /// More lines, dates or people than an event has.
    #[error("It is too large to be an appointment.")]
    TooLarge,
    /// More events than a file may hold.
    #[error("The file holds more appointments than are read at once. Split it, and import the rest by itself.")]
    TooMany,
}

impl Why {
    /// The key.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnEvent => "ical_not_an_event",
            Self::NoStart => "ical_no_start",
            Self::BadTime => "ical_bad_time",
            Self::CutShort => "ical_cut_short",
            Self::TwoRules => "ical_two_rules",
            Self::ExtraDates => "ical_extra_dates",
            Self::FromThereOn => "ical_from_there_on",
            Self::TooLarge => "ical_too_large",
            Self::TooMany => "ical_too_many",
        }
    }
}
