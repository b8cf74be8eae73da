//! Import of a customer list: a preview with a mapping, a plan that counts before anything is written, and a run that is
//! one gesture in one transaction: all of it or nothing, stoppable, and undone as one.

mod events;
mod judge;
mod links;
mod mapping;
mod plan;
mod preview;
mod report;
mod run;
mod source;

pub(crate) use events::own_uid;
pub use events::{EventAdded, EventsAsk, EventsPlan};

use crate::App;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::sync::PoisonError;

/// Where a column goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Into a field, by key; `note` makes a note about the record.
    Field(String),
    /// Into a new field of the organisation's own, by label.
    NewField(String),
    /// Nowhere.
    Skip,
}

/// The format of a file that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// A table.
    Csv,
    /// Contact cards.
    Vcard,
    /// A calendar.
    Ical,
}

/// What a file holds, before anything is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TablePreview {
    /// Where it is.
    pub path: String,
    /// Its name.
    pub file: String,
    /// What it is.
    pub format: ImportFormat,
    /// How its text is encoded.
    pub encoding: String,
    /// What stands between two cells.
    pub delimiter: String,
    /// Names of its columns.
    pub headers: Vec<String>,
    /// Its first rows.
    pub sample: Vec<Vec<String>>,
    /// How many rows it has.
    pub rows: u32,
    /// What its rows probably are.
    pub suggested_kind: String,
    /// Where its columns probably go.
    pub suggested: Vec<Target>,
}

/// What to do with rows that are here already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// Leave them out.
    Skip,
    /// Take them all the same.
    Add,
}

/// What to import, and how.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct ImportAsk {
    /// The file.
    pub path: String,
    /// What its rows become.
    pub kind: String,
    /// Where its columns go.
    pub mapping: Vec<Target>,
    /// What to do with rows that are here already.
    pub duplicates: Duplicates,
}

/// A row that was not taken, or that is here already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RowReport {
    /// The line of the file.
    pub row: u32,
    /// The record's name, where it has one.
    pub title: String,
    /// Why.
    pub why: String,
    /// The same, where the window has words of its own for it: a field and what is wrong (`contact email email_no_at`), or
    /// `no_name`, `here_already`; otherwise empty.
    pub detail: String,
}

/// Records of one kind that will be added because rows name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct NewLinks {
    /// Their kind.
    pub kind: String,
    /// How many.
    pub count: u32,
    /// The first few of them by name.
    pub names: Vec<String>,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Why {
    pub(crate) words: String,
    pub(crate) detail: String,
}

impl From<String> for Why {
    fn from(words: String) -> Self {
        Self {
            words,
            detail: String::new(),
        }
    }
}

impl RowReport {
    pub(crate) fn of(line: u64, title: String, Why { words, detail }: Why) -> Self {
        Self {
            row: crate::reading::count(line),
            title,
            why: words,
            detail,
        }
    }
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct ImportPlan {
    /// Rows in the file.
    pub total: u32,
    /// Rows that can be taken.
    pub ready: u32,
    /// Records that will be added because rows name them.
    pub new_links: Vec<NewLinks>,
    /// The first rows that are here already.
    pub duplicates: Vec<RowReport>,
    /// All of them.
    pub duplicate_count: u32,
    /// The first rows that cannot be taken.
    pub rejected: Vec<RowReport>,
    /// All of them.
    pub rejected_count: u32,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ImportReport {
    /// Records that were added, linked ones not counted.
    pub added: u32,
    /// Rows that were here already and left out.
    pub duplicates: u32,
    /// The first rows that were not taken.
    pub rejected: Vec<RowReport>,
    /// All of them.
    pub rejected_count: u32,
    /// The person stopped it; nothing was written.
    pub stopped: bool,
    /// What to undo; nothing where nothing was written.
    pub gesture: Option<String>,
}

/// Rows that a report shows; the file with all of them is written on demand.
const SHOWN_MOST: usize = 200;

impl App {
    /// Stops the import that is running. Nothing of it will have been written.
    pub fn stop_import(&self) {
        self.0.stop.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    pub(crate) fn stopped(&self) -> bool {
        self.0.stop.load(std::sync::atomic::Ordering::SeqCst)
    }

    pub(crate) fn remember_report(&self, rows: Vec<RowReport>) {
        *self.0.last_report.lock().unwrap_or_else(PoisonError::into_inner) = rows;
    }
}
