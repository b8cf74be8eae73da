//! The open database: one writer, several readers, and the feed.

use crate::{
    Committed, Device, GestureLine, Hit, Listed, Listing, OpenError, RawKey, StoreError,
    authors::Authors,
    feed, gestures, list,
    lock::Lock,
    open::{self, Founding},
    outbox, rows,
    search::{self, Vocabulary},
    tables::TABLES,
    tidy,
    tx::Tx,
};
use model::{Base, Change, CustomField, DeviceId, FieldKey, GestureId, Hlc, KindKey, Record, RecordId, Schema};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, SqlitePool};
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::{Mutex, broadcast, mpsc};

/// The open database of this device. Cheap to clone; closed by [`Store::close`].
#[derive(Clone)]
pub struct Store(Arc<Inner>);

pub(crate) struct Inner {
    path: PathBuf,
    pub(crate) writer: Mutex<Writer>,
    readers: SqlitePool,
    pub(crate) authors: RwLock<Arc<Authors>>,
    pub(crate) schema: RwLock<Arc<Schema>>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) device: Device,
    is_new: bool,
    feed: broadcast::Sender<Committed>,
    commits: mpsc::Sender<()>,
}

/// The one connection that writes, and what only it may hand out.
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    pub(crate) counters: Counters,
    /// A transaction has begun; where its `Tx` was dropped, the next one rolls it back.
    pub(crate) begun: bool,
    /// Given up after the connection is closed, not before.
    lock: Option<Lock>,
}

impl Writer {
    /// Closes the connection for good. What is written after that goes nowhere and fails.
    async fn close(&mut self) {
        match SqliteConnection::connect("sqlite::memory:").await {
            Ok(nowhere) => {
                let closing = std::mem::replace(&mut self.connection, nowhere).close().await;
                if closing.is_ok() {
                    self.lock = None;
                }
            }
            Err(_) => tracing::warn!("the writing connection is closed by the end of the process"),
        }
    }

    pub(crate) async fn roll_back(&mut self) {
        if std::mem::take(&mut self.begun) {
            // Where an error has already ended the transaction, there is none to roll back.
            let _none_active = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
        }
    }
}

/// Numbers that only the writer gives out.
#[derive(Clone, Debug)]
pub(crate) struct Counters {
    /// This device's last own counter.
    pub(crate) n: u64,
    /// This device's hybrid clock.
    pub(crate) clock: Hlc,
    /// The last local row number, for each kind.
    pub(crate) rows: Vec<i64>,
}

/// A record with what its card needs besides.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The record's id.
    pub id: RecordId,
    /// The record, as confirmed and pending changes make it.
    pub record: Record,
    /// What somebody who fills a field now is looking at.
    pub base: Base,
    /// How many of its changes wait in the outbox.
    pub waiting: usize,
}

/// Numbers for the truth line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Changes in the outbox.
    pub waiting: u64,
    /// Wall clock of the last committed act, ms since 1970.
    pub saved_at: Option<i64>,
    /// Living records by kind.
    pub records: BTreeMap<KindKey, u64>,
}

impl Store {
    /// Opens a device's database, or makes it where the folder has none.
    ///
    /// # Errors
    /// [`OpenError`], each cause its own; nothing is changed by failing.
    pub async fn open(folder: &Path, key: &RawKey, founding: Founding) -> Result<Self, OpenError> {
        let mut opened = open::open(folder, key, founding).await?;
        let counters = counters(&mut opened.writer).await?;
        let (commits, news) = mpsc::channel(1024);
        let inner = Arc::new(Inner {
            path: opened.path,
            writer: Mutex::new(Writer {
                connection: opened.writer,
                counters,
                begun: false,
                lock: Some(opened.lock),
            }),
            readers: opened.readers,
            authors: RwLock::new(Arc::new(opened.authors)),
            schema: RwLock::default(),
            vocabulary: Vocabulary::default(),
            device: opened.device,
            is_new: opened.is_new,
            feed: feed::channel(),
            commits,
        });
        let store = Self(inner);
        store.read_schema().await.map_err(|error| match error {
            StoreError::Database(error) => OpenError::from(error),
            _ => OpenError::Corrupt,
        })?;
        tokio::spawn(tidy::run(Arc::downgrade(&store.0), news));
        Ok(store)
    }

    /// Checkpoints and closes. Whoever still holds a clone gets errors from then on.
    pub async fn close(self) {
        let mut writer = self.0.writer.lock().await;
        writer.roll_back().await;
        self.0.readers.close().await;
        tidy::checkpoint(&mut writer, tidy::Log::Cut).await;
        writer.close().await;
    }

    /// True where opening made the database.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.0.is_new
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.0.device
    }

    /// The declarations with the organisation's custom fields.
    #[must_use]
    pub fn schema(&self) -> Arc<Schema> {
        self.0.schema.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What every commit from now on changed.
    #[must_use]
    pub fn feed(&self) -> broadcast::Receiver<Committed> {
        self.0.feed.subscribe()
    }

    /// Begins to write. One at a time; the next waits here.
    pub async fn begin(&self) -> Tx<'_> {
        let mut writer = self.0.writer.lock().await;
        writer.roll_back().await;
        Tx::new(&self.0, writer, self.schema())
    }

    /// A record with what its card needs.
    ///
    /// # Errors
    /// [`StoreError`]; `Ok(None)` where the device does not have it.
    pub async fn record(&self, id: RecordId) -> Result<Option<Stored>, StoreError> {
        let mut reader = self.reader().await?;
        // One snapshot, so that the token does not claim more than the row holds.
        let mut snapshot = reader.begin().await?;
        let n: i64 = sqlx::query_scalar(LAST_N).fetch_one(&mut *snapshot).await?;
        let Some((table, row)) = rows::fetch(&mut snapshot, None, id).await? else {
            return Ok(None);
        };
        let found = rows::found(table, &row, &self.0.authors())?;
        let base = base(self.0.device.id, n as u64);
        let waiting = crate::acts::unpack(&found.acts).len();
        Ok(Some(Stored {
            id,
            record: found.record,
            base,
            waiting,
        }))
    }

    /// Records of a kind in the order of arrival, after the local row number `after`; with the number to go on from.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn records_after(
        &self,
        kind: &KindKey,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, RecordId, Record)>, StoreError> {
        let Some(table) = crate::tables::table(kind.as_str()) else {
            return Ok(Vec::new());
        };
        let mut reader = self.reader().await?;
        let sql = format!("{} WHERE row > ? AND gone = 0 ORDER BY row LIMIT ?", table.select);
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *reader)
            .await?;
        let authors = self.0.authors();
        rows.iter()
            .map(|row| rows::found(table, row, &authors).map(|f| (f.row, f.id, f.record)))
            .collect()
    }

    /// One page of a list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, listing: &Listing) -> Result<(u64, Vec<Listed>), StoreError> {
        let mut reader = self.reader().await?;
        list::list(&mut reader, listing, &self.0.vocabulary).await
    }

    /// The names of records, with their kinds, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn titles(&self, ids: &[RecordId]) -> Result<Vec<(RecordId, KindKey, String)>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut reader = self.reader().await?;
        list::titles(&mut reader, ids).await
    }

    /// Living records of a kind whose title, folded, is one of these: (folded title, id).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn by_title(&self, kind: &KindKey, folded: &[String]) -> Result<Vec<(String, RecordId)>, StoreError> {
        let mut reader = self.reader().await?;
        list::by_title(&mut reader, kind, folded).await
    }

    /// Records that match what was typed, best first: names before bodies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let mut reader = self.reader().await?;
        search::search(&mut reader, &self.0.vocabulary, text, None, limit).await
    }

    /// This device's changes of a record, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_of(&self, id: RecordId) -> Result<Vec<Change>, StoreError> {
        let mut reader = self.reader().await?;
        let Some((table, row)) = rows::fetch(&mut reader, None, id).await? else {
            return Ok(Vec::new());
        };
        let found = rows::found(table, &row, &self.0.authors())?;
        let mut changes = outbox::numbered(&mut reader, &crate::acts::unpack(&found.acts)).await?;
        changes.retain(|change| change.record == id);
        Ok(changes)
    }

    /// All changes of a gesture, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_in(&self, gesture: GestureId) -> Result<Vec<Change>, StoreError> {
        let mut reader = self.reader().await?;
        gestures::changes(&mut reader, gesture).await
    }

    /// The words of those of some gestures that were bulk gestures.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn words_of(&self, gestures: &[GestureId]) -> Result<HashMap<GestureId, String>, StoreError> {
        let mut reader = self.reader().await?;
        gestures::words(&mut reader, gestures).await
    }

    /// The outbox from a counter on, in order; at most `most` counters.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outbox(&self, first: u64, most: u64) -> Result<Vec<Change>, StoreError> {
        let mut reader = self.reader().await?;
        outbox::between(&mut reader, first, first.saturating_add(most)).await
    }

    /// The most recent gestures, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recent_gestures(&self, limit: u32) -> Result<Vec<GestureLine>, StoreError> {
        let mut reader = self.reader().await?;
        gestures::recent(&mut reader, limit).await
    }

    /// Numbers for the truth line.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn summary(&self) -> Result<Summary, StoreError> {
        let mut reader = self.reader().await?;
        let waiting = outbox::waiting(&mut reader).await?;
        let saved_at = saved_at(&mut reader).await?;
        let counts: Vec<String> = TABLES
            .iter()
            .map(|t| format!("SELECT {}, count(*) FROM {} WHERE gone = 0", t.number, t.kind.key))
            .collect();
        let mut records = BTreeMap::new();
        for row in sqlx::query(AssertSqlSafe(counts.join(" UNION ALL ")))
            .fetch_all(&mut *reader)
            .await?
        {
            if let Some(table) = crate::tables::by_number(row.try_get(0)?) {
                let count: i64 = row.try_get(1)?;
                records.insert(KindKey::of(table.kind.key), u64::try_from(count).unwrap_or_default());
            }
        }
        Ok(Summary {
            waiting,
            saved_at,
            records,
        })
    }

    pub(crate) async fn reader(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.0.readers.acquire().await?)
    }

    async fn read_schema(&self) -> Result<(), StoreError> {
        let mut writer = self.0.writer.lock().await;
        let schema = read_schema(&mut writer.connection).await?;
        *self.0.schema.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(schema);
        Ok(())
    }
}

impl Inner {
    /// The authors' numbers as of now. To be asked after a row was read: a commit may have added some since before.
    pub(crate) fn authors(&self) -> Arc<Authors> {
        self.authors.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says what a commit changed. Not called inside a transaction.
    pub(crate) fn say(&self, committed: Committed) {
        // Nobody listening, or a tidying task that is behind, is no error.
        let _nobody_listens = self.feed.send(committed);
        let _task_is_behind = self.commits.try_send(());
    }

    /// Size of the write-ahead log.
    pub(crate) fn wal_bytes(&self) -> u64 {
        let mut wal = self.path.clone().into_os_string();
        wal.push("-wal");
        std::fs::metadata(wal).map_or(0, |meta| meta.len())
    }
}

/// What somebody on this device who fills a field now is looking at. There is no server yet: epoch 0, position 0.
pub(crate) fn base(device: DeviceId, n: u64) -> Base {
    Base {
        epoch: 0,
        log: 0,
        own: if n == 0 { Vec::new() } else { vec![(device, n)] },
    }
}

/// The last own counter: of the last single change in the outbox, or what a bulk gesture left.
const LAST_N: &str = "SELECT max(n, coalesce((SELECT max(n) FROM pending), 0)) FROM device";

/// The wall clock of the last committed act.
async fn saved_at(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let left: Option<i64> = sqlx::query_scalar("SELECT saved_at FROM device")
        .fetch_one(&mut *connection)
        .await?;
    let last = outbox::last_single(connection).await?;
    Ok(left.max(last.map(|change| change.at.ms)))
}

async fn counters(writer: &mut SqliteConnection) -> Result<Counters, OpenError> {
    let row = sqlx::query("SELECT n, clock_ms, clock_count FROM device")
        .fetch_one(&mut *writer)
        .await?;
    let count: i64 = row.try_get(2)?;
    let mut clock = Hlc {
        ms: row.try_get(1)?,
        count: u32::try_from(count).unwrap_or_default(),
    };
    let mut n = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default();
    let last = outbox::last_single(writer).await.map_err(|error| match error {
        StoreError::Database(error) => OpenError::from(error),
        _ => OpenError::Corrupt,
    })?;
    if let Some(last) = last {
        n = n.max(last.n);
        clock = clock.max(last.at);
    }
    let mut rows = Vec::new();
    for table in TABLES.iter() {
        let sql = format!("SELECT coalesce(max(row), 0) FROM {}", table.kind.key);
        rows.push(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *writer).await?);
    }
    Ok(Counters { n, clock, rows })
}

/// The organisation's custom fields, from their records.
pub(crate) async fn read_schema(connection: &mut SqliteConnection) -> Result<Schema, StoreError> {
    let rows = sqlx::query("SELECT id, label, for_kind, type FROM custom_field WHERE gone = 0 ORDER BY row")
        .fetch_all(connection)
        .await?;
    let mut fields = Vec::new();
    for row in rows {
        let id = RecordId::from_slice(row.try_get(0)?).ok_or(StoreError::Unreadable { what: "custom field" })?;
        fields.push(CustomField {
            key: FieldKey::owned(format!("x_{}", id.to_string().to_lowercase())),
            on: KindKey::owned(row.try_get::<Option<String>, _>(2)?.unwrap_or_default()),
            label: row.try_get::<Option<String>, _>(1)?.unwrap_or_default(),
            kind: row.try_get::<Option<String>, _>(3)?.unwrap_or_default(),
        });
    }
    Ok(Schema::with_custom(fields))
}
