//! What is to be done, and what was said.

use super::*;

/// What a task asks for.
pub const TASK_WHAT: &[(&str, &str)] = &[
    ("todo", "To do"),
    ("call", "Call"),
    ("email", "Email"),
    ("visit", "Visit"),
];

/// How often a task comes again. Doing one moves its due date on; it stays one task with one history.
pub const REPEATS: &[(&str, &str)] = &[
    ("day", "Every day"),
    ("weekday", "Every weekday"),
    ("week", "Every week"),
    ("fortnight", "Every two weeks"),
    ("month", "Every month"),
    ("quarter", "Every three months"),
    ("half_year", "Every six months"),
    ("year", "Every year"),
];

/// How something was said.
pub const NOTE_HOW: &[(&str, &str)] = &[
    ("note", "Note"),
    ("call", "Call"),
    ("email", "Email"),
    ("meeting", "Meeting"),
];

/// How a recording came to its end.
pub const VOICE_ENDED: &[(&str, &str)] = &[
    ("kept", "Stopped and kept"),
    ("recovered", "Recovered after a stop that nobody asked for"),
    ("lost", "The microphone was gone"),
    ("full", "The disk was nearly full"),
];

pub(super) const TASK: Kind = Kind {
    key: "task",
    label: "Task",
    plural: "Tasks",
    title: "title",
    fields: &[
        field("title", "Task", T::Text, Latest).found().needed(),
        field("what", "Kind", T::Choice(TASK_WHAT), Latest),
        field("about", "About", T::Link(None), Latest),
        field("due", "Due", T::Moment, Review),
        ASSIGNEE,
        field("promised_to", "Promised to", T::Link(Some("contact")), Latest),
        field("repeats", "Repeats", T::Choice(REPEATS), Latest),
        field("snoozed", "Not before", T::Moment, Latest),
        field("done", "Done", T::Flag, Review),
        field("detail", "Detail", T::LongText, Merged).found(),
        TAGS,
    ],
};

pub(super) const NOTE: Kind = Kind {
    key: "note",
    label: "Note",
    plural: "Notes",
    title: "body",
    fields: &[
        field("body", "Note", T::LongText, Merged).found().needed(),
        field("about", "About", T::Link(None), Latest),
        field("how", "Kind", T::Choice(NOTE_HOW), Latest),
        field("at", "When", T::Moment, Latest),
        field("minutes", "Minutes", T::Whole, Latest),
        field("pinned", "Pinned", T::Flag, Latest),
    ],
};

/// What was spoken. The sound lies beside the log, as a blob that `audio` names; while it is being recorded there is no name
/// yet. Where the sound is, follows from the blob, and is not kept here.
pub(super) const VOICE_NOTE: Kind = Kind {
    key: "voice_note",
    label: "Voice note",
    plural: "Voice notes",
    title: "title",
    fields: &[
        field("title", "Title", T::Text, Latest).found().needed(),
        field("about", "About", T::Link(None), Latest),
        field("at", "Recorded", T::Moment, Latest),
        field("length_ms", "Length in ms", T::Whole, Latest),
        field("audio", "Sound", T::Text, Latest),
        field("microphone", "Microphone", T::Text, Latest),
        field("ended", "How it ended", T::Choice(VOICE_ENDED), Latest),
        field("markers", "Markers", T::LongText, Merged).found(),
        field("summary", "Summary", T::LongText, Merged).found(),
    ],
};

/// A file that somebody put to a record. Its bytes lie beside the log, as a blob that `content` names. What it is when it is shown, follows
/// from the bytes; `media` is for those who do not have them.
pub(super) const ATTACHMENT: Kind = Kind {
    key: "attachment",
    label: "Attachment",
    plural: "Attachments",
    title: "title",
    fields: &[
        field("title", "Name", T::Text, Latest).found().needed(),
        field("about", "About", T::Link(None), Latest),
        field("media", "Type", T::Text, Latest),
        field("size", "Size in bytes", T::Whole, Latest),
        field("content", "Content", T::Text, Latest),
    ],
};
