//! Taking in a page of records as the server has them. How far the first sync is goes to the database with the rows.
//!
//! Its rows are new ones for the most part, thousands of them: the indexes of their tables are taken away with the first
//! page and made anew with the last, and their words come into the search indexes behind it all (`unworded.rs`).

use super::{Tx, room::Away};
use crate::{
    StoreError, acts,
    batch::Batch,
    journal::json,
    past, rows,
    settled::unsigned,
    snapshot::{self, Progress},
    tables::{TABLES, Table, table},
};
use model::{KindKey, Record, RecordId};
use sqlx::Row;
use std::collections::{BTreeMap, HashSet};

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// How far the first sync is with this page.
    pub progress: Progress,
    /// The position at which it was read.
    pub as_of: u64,
    /// Its records, in the order of their ids.
    pub records: Vec<(RecordId, Record)>,
    /// Places of those that are ahead of the position from which the log is followed.
    pub ahead: Vec<u64>,
    /// Nothing follows.
    pub end: bool,
}

/// What a page does besides its rows.
#[derive(Default)]
pub(super) struct Paged {
    /// `Some`: this transaction takes a page, and this is how far it is then; within it `None`: at its end.
    progress: Option<Option<Progress>>,
    /// Pages are to come from the next step on.
    beginning: Option<Progress>,
    /// The last page of what was fetched anew: the log before it is not whole here any more, and is proven from here on.
    is_whole_anew: bool,
    ahead: Vec<(RecordId, u64)>,
    /// Records as they came: id, position, JSON.
    began: Vec<(RecordId, u64, String)>,
    /// New rows without words: number of the kind, first and last row.
    unworded: BTreeMap<i64, (i64, i64)>,
}

impl Paged {
    /// New rows get their words later.
    pub(super) fn is_on(&self) -> bool {
        self.progress.is_some()
    }

    pub(super) fn leave(&mut self, table: &Table, row: i64) {
        let rows = self.unworded.entry(table.number).or_insert((row, row));
        *rows = (rows.0.min(row), rows.1.max(row));
    }

    /// Indexes stay away until the last page.
    pub(super) fn goes_on(&self) -> bool {
        matches!(self.progress, Some(Some(_)))
    }

    /// Nothing has come yet of what is fetched anew.
    pub(super) fn begins(&mut self, progress: Progress) {
        self.beginning = Some(progress);
    }

    pub(super) fn plan(&mut self, batch: &mut Batch) {
        if let Some(progress) = self.beginning.take() {
            snapshot::plan(batch, Some(&progress));
        }
        if let Some(progress) = &self.progress {
            snapshot::plan(batch, progress.as_ref());
        }
        if std::mem::take(&mut self.is_whole_anew) {
            batch.push("DELETE FROM tip;");
        }
        for (id, at, record) in std::mem::take(&mut self.began) {
            past::plan(batch, id, at, record);
        }
        snapshot::plan_ahead(batch, &std::mem::take(&mut self.ahead));
        for (kind, (first, last)) in std::mem::take(&mut self.unworded) {
            batch.push(
                "INSERT INTO unworded (kind, first, last) VALUES (?, ?, ?) ON CONFLICT (kind) DO UPDATE SET \
                 first = min(first, excluded.first), last = max(last, excluded.last);",
            );
            batch.bind(kind);
            batch.bind(first);
            batch.bind(last);
        }
    }
}

impl Tx<'_> {
    /// Takes a page in. The server's cursor is to be said in the same transaction, with the last one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn snapshot(&mut self, page: Page) -> Result<(), StoreError> {
        let before = self.authors.settled.snapshot;
        let begins = before.is_none();
        let progress = page.progress;
        self.many();
        self.paged.progress = Some((!page.end).then_some(progress));
        self.authors.paged((!page.end).then_some(progress));
        if begins && !page.end && progress.since == 0 {
            for table in TABLES.iter() {
                self.expect(KindKey::of(table.kind.key), progress.whole);
            }
        }
        if page.end {
            self.bring_back().await?;
        }
        for place in &page.ahead {
            let at = usize::try_from(*place).unwrap_or(usize::MAX);
            let (id, _) = page.records.get(at).ok_or(StoreError::Unreadable { what: "page" })?;
            self.paged.ahead.push((*id, page.as_of));
        }
        self.authors.ahead(&self.paged.ahead);
        self.paged.is_whole_anew = page.end && progress.anew;
        if progress.anew {
            let stay: HashSet<RecordId> = page.records.iter().map(|(id, _)| *id).collect();
            let after = before.map_or_else(|| RecordId::from_bytes([0; 16]), |before| before.after);
            let last = page.records.last().map(|(id, _)| *id).filter(|_| !page.end);
            self.leave_between((after, last), &stay).await?;
        }
        // Without changes of its own, a device that never followed the log holds nothing but earlier pages.
        let earlier = progress.taken.saturating_sub(page.records.len() as u64);
        let rows: i64 = self.counters.rows.iter().sum();
        let here = match (progress.since, self.counters.n) {
            (0, 0) if unsigned(rows) == earlier && !progress.anew => HashSet::new(),
            _ => self.here(&page.records).await?,
        };
        for (id, record) in page.records {
            let Some(table) = table(record.kind.as_str()) else {
                continue; // of a newer peer's kind: nothing here could show it
            };
            self.kinds.insert(record.kind.clone());
            self.says(id);
            if here.contains(&id) {
                self.stage(Some(table.kind.key), id).await?;
                self.show(id, Some(record)).await?;
                self.comes(id);
            } else {
                self.lay(id, record).await?;
            }
            self.changes += 1;
            self.flush_if_full().await?;
        }
        Ok(())
    }

    /// A record stands as it came.
    pub(crate) fn comes(&mut self, id: RecordId) {
        if let Some(staged) = self.staged.get_mut(&id) {
            acts::come(&mut staged.acts);
        }
    }

    /// A record that came by a page is about to change: it is kept as it came.
    pub(super) fn touch(&mut self, id: RecordId) -> Result<(), StoreError> {
        let at = self.authors.settled.cursor;
        if let Some(staged) = self.staged.get_mut(&id).filter(|staged| acts::has_come(&staged.acts)) {
            acts::touch(&mut staged.acts);
            if let Some(record) = &staged.record {
                self.paged.began.push((id, at, json(record)?));
            }
        }
        Ok(())
    }

    /// A record is ahead of the log up to a position.
    pub(super) fn is_ahead_at(&mut self, id: RecordId, as_of: u64) {
        if as_of > self.authors.settled.cursor {
            self.authors.ahead(&[(id, as_of)]);
            self.paged.ahead.push((id, as_of));
        }
    }

    /// The kind of a record that this transaction has in memory.
    pub(super) fn kind_of(&self, id: RecordId) -> Option<&'static str> {
        self.staged.get(&id).map(|staged| staged.table.kind.key)
    }

    /// A record that is new here.
    pub(super) async fn lay(&mut self, id: RecordId, record: Record) -> Result<(), StoreError> {
        self.stage_back(&record.kind, id).await?;
        if self.awaits(id) {
            self.show(id, Some(record)).await?;
        } else if let Some(staged) = self.staged.get_mut(&id) {
            (staged.record, staged.dirty) = (Some(record), true);
        }
        self.comes(id);
        Ok(())
    }

    /// Which of these records this device has.
    async fn here(&mut self, records: &[(RecordId, Record)]) -> Result<HashSet<RecordId>, StoreError> {
        let mut by_kind: BTreeMap<&str, Vec<RecordId>> = BTreeMap::new();
        for (id, record) in records {
            by_kind.entry(record.kind.as_str()).or_default().push(*id);
        }
        let mut here = HashSet::new();
        for (kind, ids) in by_kind {
            let Some(table) = table(kind) else { continue };
            let sql = format!("SELECT id FROM {}", table.kind.key);
            for row in &rows::among(&mut self.hand.writer().await?.connection, &sql, &ids).await? {
                here.extend(RecordId::from_slice(row.try_get(0)?));
            }
        }
        Ok(here)
    }

    /// The indexes that the first page took away are made anew at the end of this transaction.
    async fn bring_back(&mut self) -> Result<(), StoreError> {
        let statements: Vec<String> = sqlx::query_scalar("SELECT statement FROM away")
            .fetch_all(&mut self.hand.writer().await?.connection)
            .await?;
        self.away.extend(statements.into_iter().map(Away));
        Ok(())
    }
}
