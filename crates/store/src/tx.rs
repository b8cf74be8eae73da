//! Writing: one transaction, whether one field was edited or a list of 100,000 people imported.
//!
//! `Tx` collects: a change is judged against the record as it stands here (`preview`), the record is changed in memory, and
//! the row, its search words, the change's frozen bytes and the device's clock go to the database together, in one trip
//! for an edit, in trips of a few hundred records for a bulk gesture, always in one transaction. Dropping a `Tx` leaves
//! nothing behind.

mod anew;
mod answers;
mod besides;
mod flush;
mod hand;
mod leaving;
mod make;
mod quiet;
mod room;
mod snapshot;
mod take;
mod wording;
mod words;

pub(crate) use flush::INDEXES;
pub(crate) use words::Part;

use crate::{
    Committed, Past, Source, StoreError,
    authors::Authors,
    batch::Batch,
    columns::Cell,
    drafts,
    gestures::{self, Bulk},
    imprint::Made,
    journal::Logged,
    living::Counts,
    outbox::Frozen,
    past, rows,
    store::{self, Counters, Inner, Writer},
    tables::{TABLES, Table},
};
use hand::Hand;
use model::{Base, Change, GestureId, Hlc, KindKey, Record, RecordId, Schema};
pub use snapshot::Page;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError},
};
pub use take::Taken;
use tokio::sync::OwnedMutexGuard;

/// Records in memory before a bulk gesture sends them to the database.
const FLUSH: usize = 512;

/// The counter and the moment of a change that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct Numbered {
    /// This device's own counter.
    pub n: u64,
    /// This device's hybrid clock.
    pub at: Hlc,
    /// How far this device's wall clock had jumped by then, ms.
    pub jumps: i64,
}

/// What was committed.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What somebody who fills a field now is looking at.
    pub base: Base,
    /// How many changes.
    pub changes: u64,
    /// How many rows of records were written for them.
    pub rows: u64,
}

/// A transaction in the making. Commit it, or drop it and nothing has happened.
pub struct Tx<'a> {
    inner: &'a Inner,
    hand: Hand,
    schema: Arc<Schema>,
    pub(crate) authors: Authors,
    counters: Counters,
    staged: HashMap<RecordId, Staged>,
    frozen: Vec<Frozen>,
    bulk: Option<Bulk>,
    undone: Vec<(GestureId, GestureId)>,
    /// The draft that this act came from.
    draft: Option<String>,
    pub(crate) kinds: BTreeSet<KindKey>,
    records: Vec<RecordId>,
    pub(crate) changes: u64,
    /// Rows of records that were written.
    written: u64,
    /// By how much the living records of each kind became more.
    living: Counts,
    wall: i64,
    /// A part of a bulk gesture has gone to the database.
    sent: bool,
    /// Imprints of the bulk gesture.
    imprints: Vec<u64>,
    /// Kinds of which many records are to come.
    expected: Vec<(KindKey, i64)>,
    /// Indexes that are made anew at the end.
    away: Vec<room::Away>,
    /// Row numbers before this transaction.
    rows_before: Vec<i64>,
    /// Names of linked records that were looked up in the database: a list names the same ones again and again.
    titles: HashMap<RecordId, String>,
    /// Many records come at once, from the server.
    many: bool,
    /// What goes beside the rows.
    pub(crate) beside: take::Beside,
    /// What a page of a first sync does besides its rows.
    paged: snapshot::Paged,
    /// Own changes that wait, by their records, where this transaction has looked.
    waiting: Option<HashMap<RecordId, Vec<u64>>>,
}

/// A change of a bulk gesture that made a record.
struct OfOne {
    /// Place in `frozen`.
    place: usize,
    imprint: u64,
    at: Hlc,
}

/// A record that this transaction has read or changed.
struct Staged {
    table: &'static Table,
    row: i64,
    record: Option<Record>,
    acts: Vec<u8>,
    /// How it was made, where its row is still as its bulk gesture made it.
    made: Option<Made>,
    /// The change that made it in this transaction, as long as the record is all of that change.
    of_one: Option<OfOne>,
    /// Its cells in the database, `None` for a new one.
    stored: Option<Vec<Cell>>,
    dirty: bool,
    /// Its search words changed only because another record's name did.
    reindex: bool,
    /// As it stands in the database.
    before: Option<Record>,
    /// As the server has it, where this transaction has looked.
    confirmed: Option<Option<Record>>,
}

impl Staged {
    /// A record that is not in the database yet.
    fn new(table: &'static Table, row: i64) -> Self {
        Self {
            table,
            row,
            record: None,
            acts: Vec::new(),
            made: None,
            of_one: None,
            stored: None,
            dirty: false,
            reindex: false,
            before: None,
            confirmed: None,
        }
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(inner: &'a Inner, writer: OwnedMutexGuard<Writer>, schema: Arc<Schema>) -> Self {
        let counters = writer.counters.clone();
        let rows_before = counters.rows.clone();
        let authors = (*inner.authors()).clone();
        Self {
            inner,
            hand: Hand::Holds(writer),
            schema,
            authors,
            counters,
            staged: HashMap::new(),
            frozen: Vec::new(),
            bulk: None,
            undone: Vec::new(),
            draft: None,
            kinds: BTreeSet::new(),
            records: Vec::new(),
            changes: 0,
            written: 0,
            living: vec![0; TABLES.len()],
            wall: 0,
            sent: false,
            imprints: Vec::new(),
            expected: Vec::new(),
            away: Vec::new(),
            rows_before,
            titles: HashMap::new(),
            many: false,
            beside: take::Beside::default(),
            paged: snapshot::Paged::default(),
            waiting: None,
        }
    }

    /// Says that all changes from here on are one bulk gesture, with the words that the list of recent acts shows.
    pub fn bulk(&mut self, gesture: GestureId, words: String, wall: i64) {
        self.bulk = Some(Bulk {
            id: gesture,
            words,
            at: wall,
            first: self.counters.n + 1,
        });
    }

    /// Says that a gesture was undone by another.
    pub fn mark_undone(&mut self, gesture: GestureId, by: GestureId) {
        self.undone.push((gesture, by));
    }

    /// The next counter and moment, `wall` being the device's clock in ms since 1970.
    pub fn number(&mut self, wall: i64) -> Numbered {
        self.counters.n += 1;
        self.counters.notice(self.inner.watched.sum());
        self.counters.clock = self.counters.clock.tick(wall);
        self.wall = self.wall.max(wall);
        Numbered {
            n: self.counters.n,
            at: self.counters.clock,
            jumps: self.counters.jumps,
        }
    }

    /// What is on the screen if it shows everything up to now.
    #[must_use]
    pub fn base(&self) -> Base {
        self.authors.settled.base(self.counters.n)
    }

    /// The record as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn record(&mut self, kind: Option<&str>, id: RecordId) -> Result<Option<&Record>, StoreError> {
        self.stage(kind, id).await?;
        Ok(self.staged.get(&id).and_then(|staged| staged.record.as_ref()))
    }

    /// All changes of a gesture that stand in the database, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_in(&mut self, gesture: GestureId) -> Result<Vec<Change>, StoreError> {
        gestures::changes(&mut self.hand.writer().await?.connection, self.inner, gesture).await
    }

    /// The changes of a record that stand in the database: the log in its order, then what waits.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_of(&mut self, id: RecordId) -> Result<Vec<Logged>, StoreError> {
        Ok(self.past_of(id).await?.changes)
    }

    /// What the database can tell of a record's past.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn past_of(&mut self, id: RecordId) -> Result<Past, StoreError> {
        let connection = &mut self.hand.writer().await?.connection;
        let Some((table, row)) = rows::fetch(connection, None, id).await? else {
            return Ok(Past::default());
        };
        let found = rows::found(table, &row, &self.authors)?;
        past::of(connection, self.inner, &found).await
    }

    /// Commits. After that, and only then, the feed says what changed.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of this transaction has happened then.
    pub async fn commit(mut self, source: Source) -> Result<Saved, StoreError> {
        self.inner.living.begin();
        let done = self.write_all().await;
        self.inner.living.end(done.is_ok().then_some(&self.living));
        if let Err(error) = done {
            self.roll_back().await;
            return Err(error);
        }
        self.authors.committed();
        *self.inner.authors.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(self.authors.clone());
        let writer = self.hand.writer().await?;
        writer.counters = self.counters.clone();
        if self.kinds.contains("custom_field") {
            let schema = store::read_schema(&mut writer.connection).await?;
            *self.inner.schema.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(schema);
        }
        let saved = Saved {
            base: self.base(),
            changes: self.changes,
            rows: self.written,
        };
        let Self {
            inner,
            hand,
            kinds,
            records,
            ..
        } = self;
        drop(hand);
        inner.say(Committed::new(kinds, records, source));
        Ok(saved)
    }

    async fn write_all(&mut self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let whole = !self.in_bulk();
        self.plan(&mut batch, true, !whole).await?;
        if self.sent && !self.paged.is_on() {
            flush::room_for_words(&mut batch, flush::WORDS_USUAL);
        }
        if let Some(bulk) = &self.bulk {
            gestures::add_bulk(&mut batch, bulk, self.counters.n, self.changes);
        }
        for (gesture, by) in &self.undone {
            gestures::add_undone(&mut batch, *gesture, *by);
        }
        if let Some(key) = &self.draft {
            drafts::add_drop(&mut batch, key);
        }
        self.close_room(&mut batch);
        self.publish_authors();
        if whole {
            let writer = self.hand.writer().await?;
            writer.begun = true;
            writer.shapes.commit(batch, &mut writer.connection).await?;
            writer.begun = false;
        } else {
            if self.bulk.is_some() {
                self.write_counters(&mut batch);
            }
            batch.push("COMMIT;");
            self.hand.send(batch, false).await?;
            self.hand.writer().await?.begun = false;
        }
        Ok(())
    }

    /// A single change carries its counter and its moment in the outbox, where opening finds the latest; only what goes
    /// there in runs leaves them here. Whatever takes a change out of the outbox has to leave them here too.
    fn write_counters(&self, batch: &mut Batch) {
        batch.push("UPDATE device SET n = ?, clock_ms = ?, clock_count = ?, jumps = ?, saved_at = ?;");
        batch.bind(self.counters.n as i64);
        batch.bind(self.counters.clock.ms);
        batch.bind(i64::from(self.counters.clock.count));
        batch.bind(self.counters.jumps);
        batch.bind(self.wall);
    }

    /// Sends what is staged to the database, inside the transaction. It is being written when this returns.
    async fn flush(&mut self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let sent = match self.plan(&mut batch, false, true).await {
            Ok(()) => {
                self.publish_authors();
                self.hand.send(batch, true).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            self.roll_back().await;
            return Err(error);
        }
        self.sent = true;
        self.keep_titles();
        self.staged.clear();
        Ok(())
    }

    /// Numbers of authors are known to readers before a row that uses them can be read. A number that was given out is
    /// never given to another, so a rollback leaves no harm.
    fn publish_authors(&self) {
        let mut shared = self.inner.authors.write().unwrap_or_else(PoisonError::into_inner);
        // How far the server has got is said after the commit, not before.
        *shared = Arc::new(self.authors.with_settled_of(&shared));
    }

    /// Records come in numbers: they are written in groups, and indexed at once.
    fn in_bulk(&self) -> bool {
        self.bulk.is_some() || self.many
    }

    /// Gives everything up, as dropping does; to be called where the transaction may have begun.
    pub async fn roll_back(&mut self) {
        self.hand.roll_back().await;
    }
}
