//! From what is staged to statements.

use super::{Staged, Tx, words::Words};
use crate::{
    StoreError,
    batch::Batch,
    columns::Cell,
    outbox::{self, RUN},
    pack::pack,
    rows,
    tables::Table,
};
use model::{RecordId, Value};
use sqlx::AssertSqlSafe;

/// Rows in one multi-row statement.
const ROWS: usize = 64;

/// One row on its way into the database: number, id, provenance, counters, then `gone` and the kind's own cells.
struct Row {
    number: i64,
    id: RecordId,
    origin: Vec<u8>,
    acts: Vec<u8>,
    cells: Vec<Cell>,
}

impl Tx<'_> {
    /// Adds everything that is staged to a batch.
    pub(super) async fn plan(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        self.stage_dependents().await?;
        let mut dirty: Vec<RecordId> = self
            .staged
            .iter()
            .filter(|(_, s)| s.dirty || s.reindex)
            .map(|(id, _)| *id)
            .collect();
        dirty.sort_by_key(|id| self.staged.get(id).map(|s| (s.table.number, s.row)));
        let mut inserts: Vec<(&'static Table, Row)> = Vec::new();
        let (mut names, mut texts) = (Vec::new(), Vec::new());
        for id in dirty {
            let Some(mut staged) = self.staged.remove(&id) else {
                continue;
            };
            self.plan_words(&mut staged, &mut names, &mut texts, batch).await?;
            if let Some(row) = self.row(id, &staged).filter(|_| staged.dirty) {
                let cells = row.cells.clone();
                match staged.stored.replace(cells) {
                    Some(stored) => update(batch, staged.table, row, &stored),
                    None => inserts.push((staged.table, row)),
                }
            }
            staged.dirty = false;
            staged.reindex = false;
            self.staged.insert(id, staged);
        }
        insert(batch, inserts);
        index(batch, "found_name", names);
        index(batch, "found_text", texts);
        self.authors.store(batch);
        self.plan_outbox(batch)
    }

    fn plan_outbox(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let frozen = std::mem::take(&mut self.frozen);
        if self.bulk.is_none() {
            outbox::add(batch, &frozen);
            return Ok(());
        }
        frozen.chunks(RUN).try_for_each(|run| outbox::add_run(batch, run))
    }

    fn row(&mut self, id: RecordId, staged: &Staged) -> Option<Row> {
        let record = staged.record.as_ref()?;
        let packed = pack(staged.table, id, record, &self.schema, &mut self.authors);
        let gone = Cell::Int(i64::from(!record.alive()));
        let cells = std::iter::once(gone).chain(packed.cells).collect();
        Some(Row {
            number: staged.row,
            id,
            origin: packed.origin,
            acts: staged.acts.clone(),
            cells,
        })
    }

    async fn plan_words(
        &mut self,
        staged: &mut Staged,
        names: &mut Vec<(i64, String)>,
        texts: &mut Vec<(i64, String)>,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let Some(record) = staged.record.take() else {
            return Ok(());
        };
        let words = self.words(staged.table, &record).await?;
        staged.record = Some(record);
        let row = staged.table.found_row(staged.row);
        let before = staged.words.replace(words.clone()).unwrap_or_default();
        let Words { name, text } = words;
        if name != before.name {
            self.inner.vocabulary.learn(&name);
            place(batch, "found_name", row, &before.name, name, names);
        }
        if text != before.text {
            place(batch, "found_text", row, &before.text, text, texts);
        }
        Ok(())
    }

    /// Records that are found by the name of a changed one are indexed again.
    async fn stage_dependents(&mut self) -> Result<(), StoreError> {
        let renamed: Vec<(RecordId, &'static Table)> = self
            .staged
            .iter()
            .filter(|(_, s)| s.dirty && s.stored.is_some() && s.table.named_in().next().is_some() && self.renamed(s))
            .map(|(id, s)| (*id, s.table))
            .collect();
        for (id, table) in renamed {
            for (dependent, column) in table.named_in() {
                let sql = format!("SELECT id FROM {} WHERE {column} = ? AND gone = 0", dependent.kind.key);
                let ids: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(sql))
                    .bind(id.to_bytes().to_vec())
                    .fetch_all(&mut self.writer.connection)
                    .await?;
                for found in ids.iter().filter_map(|id| RecordId::from_slice(id)) {
                    self.stage_for_index(dependent, found).await?;
                }
            }
        }
        Ok(())
    }

    async fn stage_for_index(&mut self, table: &'static Table, id: RecordId) -> Result<(), StoreError> {
        if !self.staged.contains_key(&id)
            && let Some((table, row)) = rows::fetch(&mut self.writer.connection, Some(table.kind.key), id).await?
        {
            let found = rows::found(table, &row, &self.authors)?;
            self.keep(found).await?;
        }
        if let Some(staged) = self.staged.get_mut(&id) {
            staged.reindex = true;
            // Its words were built under the old or the new name; write them anew either way.
            staged.words = staged.words.take().map(|words| Words {
                name: format!("{} ", words.name),
                ..words
            });
        }
        self.last_title = None;
        Ok(())
    }

    /// True where the stored words of a record no longer begin with its name.
    fn renamed(&self, staged: &Staged) -> bool {
        let Some(record) = &staged.record else { return false };
        let title = record
            .value(&self.schema, staged.table.kind.title)
            .and_then(Value::as_text)
            .unwrap_or_default();
        let folded = model::fold::fold(title);
        staged.words.as_ref().is_some_and(|words| {
            words
                .name
                .strip_prefix(folded.as_str())
                .is_none_or(|rest| !rest.is_empty() && !rest.starts_with(' '))
        })
    }
}

/// New words are indexed in groups; changed ones replace, emptied ones go.
fn place(batch: &mut Batch, index: &str, row: i64, before: &str, now: String, fresh: &mut Vec<(i64, String)>) {
    if before.is_empty() {
        fresh.push((row, now));
    } else if now.is_empty() {
        batch.push(&format!("DELETE FROM {index} WHERE rowid = ?;"));
        batch.bind(row);
    } else {
        batch.push(&format!("INSERT OR REPLACE INTO {index} (rowid, words) VALUES (?, ?);"));
        batch.bind(row);
        batch.bind(now);
    }
}

fn index(batch: &mut Batch, index: &str, rows: Vec<(i64, String)>) {
    for group in groups(rows) {
        batch.push(&format!("INSERT INTO {index} (rowid, words) VALUES "));
        batch.rows(group.len(), 2);
        batch.push(";");
        for (row, words) in group {
            batch.bind(row);
            batch.bind(words);
        }
    }
}

fn insert(batch: &mut Batch, rows: Vec<(&'static Table, Row)>) {
    let mut by_table: Vec<(&'static Table, Vec<Row>)> = Vec::new();
    for (table, row) in rows {
        match by_table.last_mut().filter(|(last, _)| last.number == table.number) {
            Some((_, rows)) => rows.push(row),
            None => by_table.push((table, vec![row])),
        }
    }
    for (table, rows) in by_table {
        let names: Vec<&str> = columns(table).collect();
        for group in groups(rows) {
            batch.push(&format!(
                "INSERT INTO {} (row,id,origin,acts,{}) VALUES ",
                table.kind.key,
                names.join(",")
            ));
            batch.rows(group.len(), names.len() + 4);
            batch.push(";");
            for row in group {
                batch.bind(row.number);
                batch.bind(row.id.to_bytes().to_vec());
                batch.bind(row.origin);
                batch.bind(row.acts);
                row.cells.into_iter().for_each(|cell| batch.cell(cell));
            }
        }
    }
}

/// Only what changed is set: an index whose column is set is written again, changed or not.
fn update(batch: &mut Batch, table: &Table, row: Row, stored: &[Cell]) {
    batch.push(&format!("UPDATE {} SET origin=?,acts=?", table.kind.key));
    batch.bind(row.origin);
    batch.bind(row.acts);
    for ((name, now), before) in columns(table).zip(row.cells).zip(stored) {
        if now != *before {
            batch.push(&format!(",{name}=?"));
            batch.cell(now);
        }
    }
    batch.push(" WHERE row=?;");
    batch.bind(row.number);
}

/// `gone` and the kind's own columns.
fn columns(table: &Table) -> impl Iterator<Item = &str> {
    std::iter::once("gone").chain(table.columns.iter().map(|column| column.name.as_str()))
}

/// Full groups of [`ROWS`], so that their statements are the same text, and the rest one by one.
fn groups<T>(rows: Vec<T>) -> Vec<Vec<T>> {
    let mut groups = Vec::new();
    let mut rows = rows.into_iter().peekable();
    let mut left = rows.len();
    while rows.peek().is_some() {
        let take = if left >= ROWS { ROWS } else { 1 };
        groups.push(rows.by_ref().take(take).collect());
        left -= take;
    }
    groups
}
