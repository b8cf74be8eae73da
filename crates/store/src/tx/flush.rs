//! From what is staged to statements.

use super::{Staged, Tx, words::Part};
use crate::{
    StoreError,
    batch::Batch,
    calendar,
    columns::Cell,
    imprint::{Made, hash},
    outbox::{self, Body, RUN},
    pack::{Packed, pack, pack_made},
    rows,
    tables::Table,
    undecided, unindexed,
};
use model::{Record, RecordId};
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
    /// Adds everything that is staged to a batch, after which it serves for names only; `all`: nothing follows. `begin`: it begins the transaction, where it has not
    /// begun.
    pub(super) async fn plan(&mut self, batch: &mut Batch, all: bool, begin: bool) -> Result<(), StoreError> {
        self.stage_dependents().await?;
        if begin && !self.sent {
            self.begin(batch, all).await?;
        }
        let mut dirty: Vec<RecordId> = self
            .staged
            .iter()
            .filter(|(_, s)| s.dirty || s.reindex)
            .map(|(id, _)| *id)
            .collect();
        dirty.sort_by_key(|id| self.staged.get(id).map(|s| (s.table.number, s.row)));
        let mut inserts: Vec<(&'static Table, Row)> = Vec::new();
        let mut fresh = Fresh::default();
        for id in dirty {
            let Some(mut staged) = self.staged.remove(&id) else {
                continue;
            };
            self.plan_words(&staged, &mut fresh, batch).await?;
            self.count(&staged);
            self.plan_undecided(id, &staged, batch)?;
            if staged.dirty && staged.table.kind.key == "appointment" {
                calendar::plan(batch, id, staged.before.as_ref(), staged.record.as_ref(), &self.schema);
            }
            if let Some(row) = self.row(id, &mut staged).filter(|_| staged.dirty) {
                self.written += 1;
                match staged.stored.take() {
                    Some(stored) => update(batch, staged.table, row, &stored),
                    None => inserts.push((staged.table, row)),
                }
            } else if staged.record.is_none() && staged.stored.take().is_some() {
                self.forget(&staged, batch);
            }
            staged.dirty = false;
            staged.reindex = false;
            self.staged.insert(id, staged);
        }
        let bulk = self.in_bulk();
        insert(batch, inserts, bulk);
        for (index, rows) in INDEXES.into_iter().zip(fresh.0) {
            index_new(batch, index, rows, bulk);
        }
        self.authors.store(batch)?;
        self.plan_beside(batch)?;
        self.plan_outbox(batch, all)
    }

    /// The beginning of a bulk gesture.
    async fn begin(&mut self, batch: &mut Batch, all: bool) -> Result<(), StoreError> {
        let writer = self.hand.writer().await?;
        writer.begun = true;
        batch.push("BEGIN IMMEDIATE;");
        if !all && !self.paged.is_on() {
            room_for_words(batch, WORDS_BULK);
        }
        // A bulk gesture writes to the indexes itself: nothing older may come after it.
        unindexed::fold(&mut writer.connection, batch).await?;
        self.make_room(batch).await
    }

    /// A record that came to life, or is gone.
    fn count(&mut self, staged: &Staged) {
        let alive = |record: &Option<Record>| i64::from(record.as_ref().is_some_and(Record::alive));
        let number = usize::try_from(staged.table.number).unwrap_or(usize::MAX);
        if let Some(count) = self.living.get_mut(number) {
            *count += alive(&staged.record) - alive(&staged.before);
        }
    }

    /// Says what waits for a decision in a record, where that is not as it was.
    fn plan_undecided(&self, id: RecordId, staged: &Staged, batch: &mut Batch) -> Result<(), StoreError> {
        let open = |record: &Option<Record>| undecided::of(&self.schema, record.as_ref()?);
        let now = open(&staged.record);
        if open(&staged.before) == now {
            return Ok(());
        }
        undecided::plan(batch, id, staged.table, now)
    }

    /// Single changes at once; those of a bulk gesture when there are enough for a run, and the rest at its end.
    fn plan_outbox(&mut self, batch: &mut Batch, all: bool) -> Result<(), StoreError> {
        if self.bulk.is_none() {
            outbox::add(batch, std::mem::take(&mut self.frozen));
        } else if all || self.frozen.len() >= RUN || self.frozen.iter().any(|change| change.kept.is_some()) {
            // What keeps first bytes goes with its row: this transaction may ask for them.
            let frozen = std::mem::take(&mut self.frozen);
            frozen.chunks(RUN).try_for_each(|run| outbox::add_run(batch, run))?;
        }
        Ok(())
    }

    fn row(&mut self, id: RecordId, staged: &mut Staged) -> Option<Row> {
        let record = staged.record.as_ref()?;
        let packed = match self.name(staged) {
            Some(packed) => packed,
            None => pack(staged.table, id, record, &self.schema, &mut self.authors),
        };
        staged.of_one = None;
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

    /// Lets the change that made a record follow from its row, where it does.
    fn name(&mut self, staged: &Staged) -> Option<Packed> {
        let (of_one, record) = (staged.of_one.as_ref()?, staged.record.as_ref()?);
        let imprint = self.authors.imprint(of_one.imprint)?;
        let frozen = self.frozen.get_mut(of_one.place)?;
        let Body::Whole(bytes) = &frozen.body else { return None };
        let made = Made {
            imprint: of_one.imprint,
            at: of_one.at,
            hash: hash(bytes),
        };
        let packed = pack_made(staged.table, record, &self.schema, imprint, made)?;
        frozen.body = Body::Named {
            table: staged.table.number,
            row: staged.row,
        };
        Some(packed)
    }

    /// A record of which nothing is left: its Create was refused.
    fn forget(&self, staged: &Staged, batch: &mut Batch) {
        batch.push(&format!("DELETE FROM {} WHERE row = ?;", staged.table.kind.key));
        batch.bind(staged.row);
        let row = staged.table.found_row(staged.row);
        if self.in_bulk() {
            INDEXES
                .into_iter()
                .for_each(|index| unindexed::replace(batch, index, row, String::new()));
        } else {
            self.inner.left.say(true);
            unindexed::leave(batch, row, [const { Some(String::new()) }; 3]);
        }
    }

    async fn plan_words(&mut self, staged: &Staged, fresh: &mut Fresh, batch: &mut Batch) -> Result<(), StoreError> {
        let Some(record) = &staged.record else {
            return Ok(());
        };
        if self.paged.is_on() && staged.before.is_none() {
            self.paged.leave(staged.table, staged.row);
            return Ok(());
        }
        let row = staged.table.found_row(staged.row);
        let mut later = unindexed::Words::default();
        for (at, (index, part)) in INDEXES.into_iter().zip(Part::ALL).enumerate() {
            let reindex = staged.reindex && part == Part::Name;
            if !reindex && !self.differs(part, staged.table, staged.before.as_ref(), record) {
                continue;
            }
            let words = self.words(part, staged.table, record).await?;
            if part == Part::Name {
                self.inner.vocabulary.learn(&words);
            }
            if staged.before.is_none() && words.is_empty() {
                continue;
            }
            if !self.in_bulk() {
                later.get_mut(at).map(|later| later.insert(words));
            } else if staged.before.is_some() {
                unindexed::replace(batch, index, row, words);
            } else if let Some(fresh) = fresh.0.get_mut(at) {
                fresh.push((row, words));
            }
        }
        if later.iter().any(Option::is_some) {
            self.inner.left.say(true);
            unindexed::leave(batch, row, later);
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
                let sql = format!("SELECT id FROM {} WHERE {column} = ?1 AND gone = 0", dependent.kind.key);
                let ids: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(sql))
                    .bind(id.to_bytes().to_vec())
                    .fetch_all(&mut self.hand.writer().await?.connection)
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
            && let Some((table, row)) =
                rows::fetch(&mut self.hand.writer().await?.connection, Some(table.kind.key), id).await?
        {
            let found = rows::found(table, &row, &self.authors)?;
            self.keep(found);
        }
        if let Some(staged) = self.staged.get_mut(&id) {
            staged.reindex = true;
        }
        self.titles.clear();
        Ok(())
    }

    /// True where a record has another name than in the database.
    fn renamed(&self, staged: &Staged) -> bool {
        let title = |record: &Option<Record>| {
            let value = record.as_ref()?.value(&self.schema, staged.table.kind.title)?;
            value.as_text().map(str::to_owned)
        };
        title(&staged.record) != title(&staged.before)
    }
}

/// The search indexes, in the order of [`Part::ALL`].
pub(crate) const INDEXES: [&str; 3] = ["found_name", "found_number", "found_text"];

/// Words of new records, by index.
#[derive(Default)]
struct Fresh([Vec<(i64, String)>; 3]);

/// Bytes of words that an index collects before it writes them: usually, and for a bulk gesture, where it would else write
/// many small pieces that hold the same words again and again.
pub(super) const WORDS_USUAL: i64 = 1 << 20;
pub(super) const WORDS_BULK: i64 = 24 << 20;

pub(super) fn room_for_words(batch: &mut Batch, bytes: i64) {
    for index in INDEXES {
        batch.push(&format!("INSERT INTO {index} ({index}, rank) VALUES ('hashsize', ?);"));
        batch.bind(bytes);
    }
}

/// A row a statement: one statement with many rows is a savepoint of its own, and at a savepoint the index writes what it has
/// collected, as one more segment that every search has to ask. (Rows of the tables go many to a statement, and `OR ROLLBACK`
/// makes that no savepoint: a failing import fails whole.)
fn index_new(batch: &mut Batch, index: &str, rows: Vec<(i64, String)>, bulk: bool) {
    for group in groups(rows) {
        for (row, words) in group {
            batch.push(&format!("INSERT INTO {index} (rowid, words) VALUES (?, ?);"));
            batch.bind(row);
            batch.bind(words);
        }
        if bulk {
            batch.cut();
        }
    }
}

/// The same for rows that may be in the index already.
pub(super) fn index_again(batch: &mut Batch, index: &str, rows: Vec<(i64, String)>) {
    for group in groups(rows) {
        for (row, words) in group {
            unindexed::replace(batch, index, row, words);
        }
        batch.cut();
    }
}

fn insert(batch: &mut Batch, rows: Vec<(&'static Table, Row)>, bulk: bool) {
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
                "INSERT OR ROLLBACK INTO {} (row,id,origin,acts,{}) VALUES ",
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
            if bulk {
                batch.cut();
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
