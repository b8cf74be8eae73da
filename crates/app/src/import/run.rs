//! The second pass: rows become records, in one transaction. One thread reads, another writes.

use super::{
    Duplicates, ImportAsk, ImportReport, RowReport, SHOWN_MOST,
    judge::{Known, Planned},
    plan::{Judged, STEP, known},
};
use crate::{
    App, Failure, FailureCode, ProgressOf,
    acting::{Intent, gesture_of},
    reading::count,
};
use model::{ChangeId, FieldKey, GestureId, KindKey, RecordId, Value, Write, typed::Reading};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use store::{Source as By, Store, Tx};
use tokio::sync::mpsc;

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
        let judged = self.judge(&store, ask).await?;
        let known = known(&store, &ask.kind).await?;
        self.remember_report(judged.rejected.clone());
        let duplicates = if ask.duplicates == Duplicates::Skip {
            judged.plan.duplicate_count
        } else {
            0
        };
        let mut report = ImportReport {
            added: 0,
            duplicates,
            rejected: judged.plan.rejected.clone(),
            rejected_count: judged.plan.rejected_count,
            stopped: false,
            gesture: None,
        };
        if judged.plan.ready == 0 {
            return Ok(report);
        }
        let next = self.fresh_change();
        let mut writing = Writing {
            app: self,
            store: &store,
            gesture: gesture_of(next),
            next,
            kind: ask.kind.clone(),
            rejected: Vec::new(),
        };
        let mut tx = store.begin().await;
        let written = writing.write(&mut tx, judged, ask, known).await;
        let added = match written {
            Ok(added) => added,
            Err(failure) => {
                tx.roll_back().await;
                return Err(failure);
            }
        };
        let gesture = writing.gesture;
        report.rejected.extend(writing.rejected.iter().cloned());
        report.rejected.truncate(SHOWN_MOST);
        report.rejected_count += count(writing.rejected.len() as u64);
        tx.commit(By::Import).await?;
        report.added = added;
        report.gesture = Some(gesture.to_string());
        Ok(report)
    }
}

/// An import that is being written.
struct Writing<'a> {
    app: &'a App,
    store: &'a Store,
    gesture: GestureId,
    next: ChangeId,
    kind: String,
    rejected: Vec<RowReport>,
}

impl Writing<'_> {
    async fn write(&mut self, tx: &mut Tx<'_>, judged: Judged, ask: &ImportAsk, known: Known) -> Result<u32, Failure> {
        let (total, mut links) = (u64::from(judged.plan.ready), judged.links);
        let file = Path::new(ask.path.trim())
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        tx.bulk(
            self.gesture,
            words(&self.kind, judged.plan.ready, &file),
            self.app.now(),
        );
        for (label, id) in &judged.columns.new_fields {
            let form = [
                ("label", label.as_str()),
                ("for_kind", self.kind.as_str()),
                ("type", "text"),
            ];
            self.create(
                tx,
                Some(*id),
                "custom_field",
                form.map(|(key, text)| (FieldKey::of(key), Write::of(Value::text(text))))
                    .into(),
            )
            .await?;
        }
        let missing: Vec<(&'static str, String)> =
            links.missing().map(|(kind, name, _)| (kind, name.to_owned())).collect();
        let mut ids = Vec::with_capacity(missing.len());
        for (kind, name) in missing {
            let title = model::declare::KINDS
                .iter()
                .find(|k| k.key == kind)
                .map_or("name", |k| k.title);
            let writes = BTreeMap::from([(FieldKey::of(title), Write::of(Value::text(name)))]);
            ids.push(self.create(tx, None, kind, writes).await?);
        }
        links
            .missing()
            .zip(ids)
            .for_each(|((_, _, place), id)| *place = Some(id));
        let mut rows = self.rows(&judged.source, &judged.columns, judged.dates, ask, known);
        let mut added = 0u32;
        while let Some(batch) = rows.recv().await {
            for (line, planned) in batch? {
                let title = planned.title.clone();
                match planned.resolved(&links) {
                    Ok((writes, note)) => {
                        let kind = self.kind.clone();
                        let record = self.create(tx, None, &kind, writes).await?;
                        self.note(tx, record, note).await?;
                        added += 1;
                    }
                    Err(why) => self.rejected.push(RowReport {
                        row: count(line),
                        title,
                        why,
                    }),
                }
            }
            self.app.progress(u64::from(added), total, ProgressOf::Writing)?;
        }
        Ok(added)
    }

    async fn create(
        &mut self,
        tx: &mut Tx<'_>,
        id: Option<RecordId>,
        kind: &str,
        writes: BTreeMap<FieldKey, Write>,
    ) -> Result<RecordId, Failure> {
        let change = self.next;
        self.next = change.following();
        let record = id.unwrap_or_else(|| RecordId::from_ulid(change.ulid()));
        let kind = KindKey::owned(kind);
        let intent = Intent::create(change, self.gesture, record, kind, writes);
        self.app.make(self.store, tx, intent).await?;
        Ok(record)
    }

    async fn note(&mut self, tx: &mut Tx<'_>, about: RecordId, note: String) -> Result<(), Failure> {
        if !note.is_empty() {
            let about = Write::of(Value::Text(about.to_string()));
            let writes = BTreeMap::from([
                (FieldKey::of("about"), about),
                (FieldKey::of("body"), Write::of(Value::Text(note))),
            ]);
            self.create(tx, None, "note", writes).await?;
        }
        Ok(())
    }

    /// Rows that are to be taken, read on a thread of their own, a few batches ahead.
    fn rows(
        &self,
        source: &Arc<super::source::Source>,
        columns: &Arc<super::judge::Columns>,
        dates: super::judge::Dates,
        ask: &ImportAsk,
        mut known: Known,
    ) -> mpsc::Receiver<Result<Vec<(u64, Planned)>, Failure>> {
        let (send, receive) = mpsc::channel(4);
        let (source, columns, ask) = (source.clone(), columns.clone(), ask.clone());
        let surroundings = self.app.0.surroundings.clone();
        tokio::task::spawn_blocking(move || {
            let reading = Reading {
                dates: dates.order(),
                ..surroundings.reading()
            };
            let rows = match source.rows() {
                Ok(rows) => rows,
                Err(failure) => return drop(send.blocking_send(Err(failure))),
            };
            let mut batch = Vec::new();
            for row in rows.filter_map(Result::ok) {
                let Ok(planned) = columns.row(&row.cells, reading) else {
                    continue;
                };
                if known.add(&planned.keys(&ask.kind)) && ask.duplicates == Duplicates::Skip {
                    continue;
                }
                batch.push((row.line, planned));
                if batch.len() as u64 == STEP && send.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
                    return; // the writer has stopped
                }
            }
            drop(send.blocking_send(Ok(batch)));
        });
        receive
    }
}

fn words(kind: &str, rows: u32, file: &str) -> String {
    let declared = model::declare::KINDS.iter().find(|declared| declared.key == kind);
    let what = declared
        .map_or("records", |k| if rows == 1 { k.label } else { k.plural })
        .to_lowercase();
    format!("Imported {rows} {what} from {file}")
}
