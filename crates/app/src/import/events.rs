//! Import of a calendar file: the same look, plan, run and undo as of a list, and a report for every event.
//!
//! Events that share a name (a series and the dates of it that were moved) are taken together or not at all. What would meet
//! another booking is refused as it would be for somebody who books it by hand. A name that is here already is left alone: what was
//! changed here since is nobody's to overwrite.

mod judge;
mod known;
mod wanted;

pub(crate) use known::own_uid;

use super::{ImportFormat, ImportPlan, ImportReport, RowReport, SHOWN_MOST, TablePreview, run::Making};
use crate::{App, Failure, FailureCode, Larger, ProgressOf, acting::gesture_of, calendar::KIND, reading::count};
use exchange::ical::{self, Entry};
use judge::{Booked, Judged, Judging};
use model::{FieldKey, KindKey, Value, Write, occurrence_id};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{fs::File, io::Read, path::Path};
use store::{Source as By, Tx};

/// Which calendar to import, and whose it is.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct EventsAsk {
    /// The file.
    pub path: String,
    /// The resource or colleague whose calendar it is, so that every event takes up their time; empty where it is nobody's.
    pub of: String,
}

/// An event that will be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct EventAdded {
    /// The line of the file.
    pub row: u32,
    /// What it is about.
    pub title: String,
    /// Ms since 1970.
    pub start: i64,
    /// Ms since 1970.
    pub end: i64,
    /// Its rule; empty for what takes place once.
    pub repeats: String,
    /// Whose time it takes up, by name.
    pub of: Vec<String>,
}

/// What an import of a calendar would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct EventsPlan {
    /// In numbers, with what is here already and what cannot be taken.
    pub plan: ImportPlan,
    /// The first events that will be added.
    pub adding: Vec<EventAdded>,
}

/// Whether a file is a calendar.
pub(super) fn is_calendar(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.is_ok() && ical::is_calendar(&head)
}

/// What a calendar holds, before anything is decided.
pub(super) fn preview(path: &str) -> Result<TablePreview, Failure> {
    let entries = ical::read_file(path)?;
    let file = Path::new(path)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(TablePreview {
        path: path.to_owned(),
        file: file.unwrap_or_default(),
        format: ImportFormat::Ical,
        encoding: String::new(),
        delimiter: String::new(),
        headers: Vec::new(),
        sample: Vec::new(),
        rows: count(entries.len() as u64),
        suggested_kind: KIND.to_owned(),
        suggested: Vec::new(),
    })
}

async fn entries(path: &str) -> Result<Vec<Entry>, Failure> {
    let path = path.trim().to_owned();
    Ok(tokio::task::spawn_blocking(move || ical::read_file(path)).await??)
}

impl App {
    /// What an import of a calendar would do, without doing it.
    ///
    /// # Errors
    /// `UnreadableFile`, `NotFound` for somebody who is not here, `Stopped`, or the store's.
    pub async fn plan_events(&self, ask: EventsAsk) -> Result<EventsPlan, Failure> {
        self.0.stop.store(false, std::sync::atomic::Ordering::SeqCst);
        let entries = entries(&ask.path).await?;
        let store = self.store().await?;
        let judging = Judging::begin(self, &store, &ask.of, &entries).await?;
        let judged = judging.judge(&entries, ProgressOf::Reading).await?;
        self.remember_report(judged.rejected.clone());
        let shown = |rows: &[RowReport]| rows.iter().take(SHOWN_MOST).cloned().collect();
        Ok(EventsPlan {
            adding: judged.adding(self, &store).await?,
            plan: ImportPlan {
                total: count(entries.len() as u64),
                ready: count(judged.booked.len() as u64),
                new_links: Vec::new(),
                duplicates: shown(&judged.duplicates),
                duplicate_count: count(judged.duplicates.len() as u64),
                rejected: shown(&judged.rejected),
                rejected_count: count(judged.rejected.len() as u64),
            },
        })
    }

    /// Imports a calendar: one gesture, one transaction, all that can be taken or nothing.
    ///
    /// # Errors
    /// As [`App::plan_events`]. A stop is no error, it is the report.
    pub async fn run_events(&self, ask: EventsAsk) -> Result<ImportReport, Failure> {
        self.0.stop.store(false, std::sync::atomic::Ordering::SeqCst);
        match self.import_events(&ask).await {
            Err(failure) if failure.code == FailureCode::Stopped => Ok(ImportReport {
                added: 0,
                duplicates: 0,
                rejected: Vec::new(),
                rejected_count: 0,
                stopped: true,
                gesture: None,
            }),
            other => other,
        }
    }

    async fn import_events(&self, ask: &EventsAsk) -> Result<ImportReport, Failure> {
        let entries = entries(&ask.path).await?;
        let store = self.store().await?;
        let next = self.fresh_change();
        let mut making = Making::new(self, &store, next);
        // Nobody else writes from here on: what is free stays free.
        let mut tx = store.begin().await;
        let judged = async {
            let judging = Judging::begin(self, &store, &ask.of, &entries).await?;
            let judged = judging.judge(&entries, ProgressOf::Writing).await?;
            tx.bulk(gesture_of(next), told(ask, &judged), self.now());
            for (done, booked) in (1..).zip(&judged.booked) {
                making.book(&mut tx, booked, &judged).await?;
                if done % 64 == 0 {
                    self.progress(done, judged.booked.len() as u64, ProgressOf::Writing)?;
                }
            }
            Ok(judged)
        };
        let judged = match judged.await {
            Ok(judged) => judged,
            Err(failure) => {
                tx.roll_back().await;
                return Err(failure);
            }
        };
        let mut report = ImportReport {
            added: count(judged.booked.len() as u64),
            duplicates: count(judged.duplicates.len() as u64),
            rejected: judged.rejected.iter().take(SHOWN_MOST).cloned().collect(),
            rejected_count: count(judged.rejected.len() as u64),
            stopped: false,
            gesture: None,
        };
        if report.added > 0 {
            tx.commit(By::Import).await?;
            report.gesture = Some(gesture_of(next).to_string());
        }
        self.remember_report(judged.rejected);
        Ok(report)
    }
}

/// For the list of recent acts.
fn told(ask: &EventsAsk, judged: &Judged) -> String {
    let file = Path::new(ask.path.trim()).file_name();
    let file = file.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let added = count(judged.booked.len() as u64);
    Larger::new("imported").count(KIND, added).name(file).kept()
}

impl Making<'_> {
    /// One appointment. A date of a series that was moved has the id that it would have if it had been moved here.
    async fn book(&mut self, tx: &mut Tx<'_>, booked: &Booked, judged: &Judged) -> Result<(), Failure> {
        let mut writes = booked.writes.clone();
        let mut id = Some(booked.id);
        if let Some(at) = booked.instead
            && let Some(series) = judged.booked.get(booked.series)
        {
            id = Some(occurrence_id(series.id, at));
            let of = Value::parts([
                ("series", Value::text(series.id.to_string())),
                ("start", Value::text(at.to_string())),
            ]);
            writes.insert(FieldKey::of("occurrence"), Write::of(of));
        }
        self.create(tx, id, KindKey::of(KIND), writes).await?;
        Ok(())
    }
}
