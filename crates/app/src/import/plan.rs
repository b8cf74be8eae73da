//! The look at a file before it is imported: every row is read and judged, nothing is written.

use super::{
    Duplicates, ImportAsk, ImportPlan, RowReport, SHOWN_MOST, Why,
    judge::{Columns, Dates, Known, keys_of_record},
    links::Links,
    source::Source,
};
use crate::{App, Failure, FailureCode, News, Progress, ProgressOf, naming::Names, reading::count};
use model::{KindKey, RecordId, Value, typed::Reading};
use std::path::Path;
use store::Store;

/// Rows between two reports of progress.
pub(crate) const STEP: u64 = 512;

/// A file that was looked at, before its rows are judged.
pub(crate) struct Looked {
    pub(crate) source: Source,
    pub(crate) dates: Dates,
    /// How many rows it has.
    pub(crate) total: u64,
}

impl Looked {
    /// Counts the rows and, where there are dates, reads all of them to tell which way round they are.
    ///
    /// # Errors
    /// `UnreadableFile`.
    pub(crate) fn at(path: &Path, columns: &Columns) -> Result<Self, Failure> {
        let source = Source::open(path)?;
        let mut dates = Dates::default();
        if columns.have_dates() {
            for row in source.rows()?.filter_map(Result::ok) {
                columns.note_dates(&row.cells, &mut dates);
            }
        }
        let total = source.count()?;
        Ok(Self { source, dates, total })
    }
}

/// What the rows of a file come to.
struct Judged {
    plan: ImportPlan,
    links: Links,
    rejected: Vec<RowReport>,
}

impl App {
    /// What an import would do, without doing it.
    ///
    /// # Errors
    /// `UnreadableFile`, `Invalid` for a mapping that does not work, `Stopped`, or the store's.
    pub async fn plan_import(&self, ask: ImportAsk) -> Result<ImportPlan, Failure> {
        self.0.stop.store(false, std::sync::atomic::Ordering::SeqCst);
        let store = self.store().await?;
        let columns = self.columns(&store, &ask)?;
        let known = known(&store, &ask.kind).await?;
        let app = self.clone();
        let judged = tokio::task::spawn_blocking(move || {
            let looked = Looked::at(Path::new(ask.path.trim()), &columns)?;
            app.judge(&looked, &columns, &ask, known)
        })
        .await??;
        self.remember_report(judged.rejected);
        let mut plan = judged.plan;
        plan.new_links = judged.links.missing(&store).await?;
        Ok(plan)
    }

    /// The columns of an import, checked, with ids for the fields that it adds.
    pub(crate) fn columns(&self, store: &Store, ask: &ImportAsk) -> Result<Columns, Failure> {
        Columns::read(ask, &store.schema(), || RecordId::from_ulid(self.fresh_change().ulid()))
    }

    fn judge(&self, looked: &Looked, columns: &Columns, ask: &ImportAsk, mut known: Known) -> Result<Judged, Failure> {
        let reading = Reading {
            currency: &self.0.surroundings.currency,
            dates: looked.dates.order(),
            zone: &self.0.surroundings.zone,
        };
        let mut plan = ImportPlan {
            total: count(looked.total),
            ..ImportPlan::default()
        };
        let (mut links, mut rejected) = (Links::default(), Vec::new());
        for (done, row) in (1..).zip(looked.source.rows()?) {
            if done % STEP == 0 {
                self.progress(done, looked.total, ProgressOf::Reading)?;
            }
            let (line, outcome) = match row {
                Ok(row) => (
                    row.line,
                    columns
                        .row(&row.cells, reading)
                        .map_err(|why| (title(columns, &row.cells), why)),
                ),
                Err((line, why)) => (line, Err((String::new(), Why::from(why)))),
            };
            match outcome {
                Err((title, why)) => rejected.push(RowReport::of(line, title, why)),
                Ok(planned) => {
                    let duplicate = known.add(&planned.keys(&ask.kind));
                    if duplicate {
                        plan.duplicate_count += 1;
                        if plan.duplicates.len() < SHOWN_MOST {
                            let why = Why {
                                words: "It is here already.".to_owned(),
                                detail: "here_already".to_owned(),
                            };
                            plan.duplicates.push(RowReport::of(line, planned.title.clone(), why));
                        }
                    }
                    if !duplicate || ask.duplicates == Duplicates::Add {
                        plan.ready += 1;
                        planned.links.iter().for_each(|(_, kind, name)| links.note(kind, name));
                    }
                }
            }
        }
        plan.rejected_count = count(rejected.len() as u64);
        plan.rejected = rejected.iter().take(SHOWN_MOST).cloned().collect();
        Ok(Judged { plan, links, rejected })
    }

    /// Says how far an import has come.
    ///
    /// # Errors
    /// `Stopped`, where the person has asked for it.
    pub(crate) fn progress(&self, done: u64, total: u64, what: ProgressOf) -> Result<(), Failure> {
        if self.stopped() {
            return Err(Failure::new(FailureCode::Stopped, "Stopped. Nothing was imported."));
        }
        // Without a window nobody listens, which is no error.
        drop(self.0.news.send(News::Progress(Progress {
            done: count(done),
            total: count(total),
            what,
        })));
        Ok(())
    }
}

pub(crate) fn title(columns: &Columns, cells: &[String]) -> String {
    cells
        .get(columns.title)
        .map(|title| title.trim().to_owned())
        .unwrap_or_default()
}

/// What is here already.
pub(crate) async fn known(store: &Store, kind: &str) -> Result<Known, Failure> {
    let schema = store.schema();
    let mut known = Known::default();
    let mut after = 0;
    loop {
        let page = store.records_after(&KindKey::owned(kind), after, 2_000).await?;
        let Some((last, ..)) = page.last() else {
            return Ok(known);
        };
        after = *last;
        let company = |record: &model::Record| record.value(&schema, "company").and_then(Value::as_text)?.parse().ok();
        let names = Names::of(store, page.iter().filter_map(|(_, _, record)| company(record))).await?;
        for (_, _, record) in &page {
            let company = company(record).map(|id| names.title(id)).unwrap_or_default();
            known.add(&keys_of_record(kind, record, &schema, &company));
        }
    }
}
