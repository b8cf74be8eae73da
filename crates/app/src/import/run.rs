//! The import itself: rows become records, in one transaction. One thread reads and judges, another writes, so a file is
//! read once and never held whole; what it cannot take is known at the end.

use super::{
    Duplicates, ImportAsk, ImportReport, RowReport, SHOWN_MOST, Why,
    judge::{Columns, Known, Planned},
    links::{Linking, tidy},
    plan::{Looked, STEP, known, title},
};
use crate::{
    App, Failure, FailureCode, Larger, ProgressOf, Surroundings,
    acting::{Intent, gesture_of},
    reading::count,
};
use model::{ChangeId, FieldKey, GestureId, KindKey, RecordId, Value, Write, typed::Reading};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use store::{Source as By, Store, Tx};
use tokio::sync::mpsc;

/// Batches of rows that the reading thread is ahead at most.
const AHEAD: usize = 4;

impl App {
    /// Imports a file: one gesture, one transaction, all or nothing.
    ///
    /// # Errors
    /// `UnreadableFile`, `Invalid` for a mapping that does not work, or the store's. A stop is no error, it is the report.
    pub async fn run_import(&self, ask: ImportAsk) -> Result<ImportReport, Failure> {
        self.0.stop.store(false, std::sync::atomic::Ordering::SeqCst);
        match self.import(&ask).await {
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

    async fn import(&self, ask: &ImportAsk) -> Result<ImportReport, Failure> {
        let store = self.store().await?;
        let columns = Arc::new(self.columns(&store, ask)?);
        let known = match ask.duplicates {
            Duplicates::Skip => Some(known(&store, &ask.kind).await?),
            Duplicates::Add => None,
        };
        let (path, look) = (ask.path.trim().to_owned(), columns.clone());
        let looked = tokio::task::spawn_blocking(move || Looked::at(Path::new(&path), &look)).await??;
        let next = self.fresh_change();
        let mut writing = Writing {
            making: Making::new(self, &store, next),
            ask,
            linking: Linking::default(),
        };
        let mut tx = store.begin().await;
        let taken = match writing.write(&mut tx, looked, columns, known).await {
            Ok(taken) => taken,
            Err(failure) => {
                tx.roll_back().await;
                return Err(failure);
            }
        };
        let mut report = ImportReport {
            added: taken.added,
            duplicates: taken.duplicates,
            rejected: taken.rejected.iter().take(SHOWN_MOST).cloned().collect(),
            rejected_count: count(taken.rejected.len() as u64),
            stopped: false,
            gesture: None,
        };
        let gesture = writing.making.gesture;
        if taken.added > 0 {
            tx.commit(By::Import).await?;
            report.gesture = Some(gesture.to_string());
        }
        self.remember_report(taken.rejected);
        Ok(report)
    }
}

/// Some rows of the file, in order.
#[derive(Default)]
struct Batch {
    rows: Vec<Planned>,
    rejected: Vec<RowReport>,
    duplicates: u32,
}

impl Batch {
    fn len(&self) -> u64 {
        (self.rows.len() + self.rejected.len()) as u64 + u64::from(self.duplicates)
    }
}

/// What became of the rows.
#[derive(Default)]
struct Taken {
    added: u32,
    duplicates: u32,
    rejected: Vec<RowReport>,
}

/// An import that is being written.
struct Writing<'a> {
    making: Making<'a>,
    ask: &'a ImportAsk,
    linking: Linking,
}

/// The records of one import, made one after the other.
pub(super) struct Making<'a> {
    app: &'a App,
    store: &'a Store,
    gesture: GestureId,
    next: ChangeId,
}

impl<'a> Making<'a> {
    pub(super) fn new(app: &'a App, store: &'a Store, next: ChangeId) -> Self {
        Self {
            app,
            store,
            gesture: gesture_of(next),
            next,
        }
    }

    pub(super) async fn create(
        &mut self,
        tx: &mut Tx<'_>,
        id: Option<RecordId>,
        kind: KindKey,
        writes: BTreeMap<FieldKey, Write>,
    ) -> Result<RecordId, Failure> {
        let change = self.next;
        self.next = change.following();
        let record = id.unwrap_or_else(|| RecordId::from_ulid(change.ulid()));
        let intent = Intent::create(change, self.gesture, record, kind, writes);
        self.app.make(self.store, tx, intent).await?;
        Ok(record)
    }
}

impl Writing<'_> {
    async fn write(
        &mut self,
        tx: &mut Tx<'_>,
        looked: Looked,
        columns: Arc<Columns>,
        known: Option<Known>,
    ) -> Result<Taken, Failure> {
        tx.bulk(self.making.gesture, self.told(0).kept(), self.making.app.now());
        tx.expect(KindKey::owned(&self.ask.kind), looked.total);
        let (total, mut done, mut taken) = (looked.total, 0, Taken::default());
        let mut batches = self.read(looked, columns.clone(), known);
        while let Some(batch) = batches.recv().await {
            let batch = batch?;
            done += batch.len();
            taken.duplicates += batch.duplicates;
            taken.rejected.extend(batch.rejected);
            for planned in batch.rows {
                if taken.added == 0 {
                    self.add_fields(tx, &columns).await?;
                }
                self.add(tx, planned).await?;
                taken.added += 1;
            }
            self.making.app.progress(done, total, ProgressOf::Writing)?;
        }
        tx.reword(self.told(taken.added).kept());
        Ok(taken)
    }

    /// The fields of its own that the organisation gets with this import.
    async fn add_fields(&mut self, tx: &mut Tx<'_>, columns: &Columns) -> Result<(), Failure> {
        for (label, id) in &columns.new_fields {
            let form = [
                ("label", label.as_str()),
                ("for_kind", self.ask.kind.as_str()),
                ("type", "text"),
            ];
            let writes = form.map(|(key, text)| (FieldKey::of(key), Write::of(Value::text(text))));
            self.making
                .create(tx, Some(*id), KindKey::of("custom_field"), writes.into())
                .await?;
        }
        Ok(())
    }

    /// A record for a row, and the records that it is the first to name.
    async fn add(&mut self, tx: &mut Tx<'_>, mut planned: Planned) -> Result<(), Failure> {
        for (register, kind, name) in std::mem::take(&mut planned.links) {
            let id = match self.linking.find(self.making.store, kind, &name).await? {
                Some(id) => id,
                None => {
                    let title = model::declare::KINDS
                        .iter()
                        .find(|k| k.key == kind)
                        .map_or("name", |k| k.title);
                    let writes = BTreeMap::from([(FieldKey::of(title), Write::of(Value::text(tidy(&name))))]);
                    let id = self.making.create(tx, None, KindKey::of(kind), writes).await?;
                    self.linking.add(kind, &name, id);
                    id
                }
            };
            let id = Write::of(Value::Text(id.to_string()));
            planned.writes.insert(register, id);
        }
        let kind = KindKey::owned(&self.ask.kind);
        let record = self.making.create(tx, None, kind, planned.writes).await?;
        self.note(tx, record, planned.note).await
    }

    async fn note(&mut self, tx: &mut Tx<'_>, about: RecordId, note: String) -> Result<(), Failure> {
        if !note.is_empty() {
            let about = Write::of(Value::Text(about.to_string()));
            let writes = BTreeMap::from([
                (FieldKey::of("about"), about),
                (FieldKey::of("body"), Write::of(Value::Text(note))),
            ]);
            self.making.create(tx, None, KindKey::of("note"), writes).await?;
        }
        Ok(())
    }

    /// Rows of the file, read and judged on a thread of their own, a few batches ahead.
    fn read(
        &self,
        looked: Looked,
        columns: Arc<Columns>,
        known: Option<Known>,
    ) -> mpsc::Receiver<Result<Batch, Failure>> {
        let (send, receive) = mpsc::channel(AHEAD);
        let mut rows = Rows {
            columns,
            known,
            kind: self.ask.kind.clone(),
            surroundings: self.making.app.0.surroundings.clone(),
        };
        tokio::task::spawn_blocking(move || {
            if let Err(failure) = rows.read(&looked, |batch| send.blocking_send(Ok(batch)).is_ok()) {
                // Where the writer has stopped, nobody wants to know.
                drop(send.blocking_send(Err(failure)));
            }
        });
        receive
    }

    /// For the list of recent acts.
    fn told(&self, rows: u32) -> Larger {
        let file = Path::new(self.ask.path.trim())
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Larger::new("imported").count(&self.ask.kind, rows).name(file)
    }
}

/// The reading thread's part.
struct Rows {
    columns: Arc<Columns>,
    /// What is left out because it is here already; `None` where nothing is.
    known: Option<Known>,
    kind: String,
    surroundings: Surroundings,
}

impl Rows {
    /// Reads to the end, or until `take` wants no more.
    fn read(&mut self, looked: &Looked, mut take: impl FnMut(Batch) -> bool) -> Result<(), Failure> {
        let surroundings = self.surroundings.clone();
        let reading = Reading {
            dates: looked.dates.order(),
            ..surroundings.reading()
        };
        let mut batch = Batch::default();
        for row in looked.source.rows()? {
            match row {
                Ok(row) => match self.columns.row(&row.cells, reading) {
                    Ok(planned) if self.is_here(&planned) => batch.duplicates += 1,
                    Ok(planned) => batch.rows.push(planned),
                    Err(why) => batch.reject(row.line, title(&self.columns, &row.cells), why),
                },
                Err((line, why)) => batch.reject(line, String::new(), why.into()),
            }
            if batch.len() == STEP && !take(std::mem::take(&mut batch)) {
                return Ok(());
            }
        }
        take(batch);
        Ok(())
    }
}

impl Rows {
    fn is_here(&mut self, planned: &Planned) -> bool {
        let kind = &self.kind;
        self.known.as_mut().is_some_and(|known| known.add(&planned.keys(kind)))
    }
}

impl Batch {
    fn reject(&mut self, line: u64, title: String, why: Why) {
        self.rejected.push(RowReport::of(line, title, why));
    }
}
