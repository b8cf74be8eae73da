//! The open database: one writer, several readers, and the feed.

mod reading;
mod syncing;

pub(crate) use reading::LAST_N;

pub use syncing::Refused;

use crate::{
    Committed, Device, OpenError, RawKey, StoreError,
    authors::Authors,
    blobs,
    clock::Watched,
    feed,
    living::Living,
    lock::Lock,
    open::{self, Founding},
    outbox,
    search::Vocabulary,
    tables::TABLES,
    tidy::{self, Saves},
    tx::Tx,
    unindexed::Left,
    whole::Shapes,
};
use model::{Base, CustomField, DeviceId, FieldKey, Hlc, KindKey, PersonId, Record, RecordId, Role, Schema};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, SqlitePool};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::{Mutex, broadcast};

/// The open database of this device. Cheap to clone; closed by [`Store::close`].
#[derive(Clone)]
pub struct Store(Arc<Inner>);

pub(crate) struct Inner {
    path: PathBuf,
    pub(crate) writer: Arc<Mutex<Writer>>,
    readers: SqlitePool,
    pub(crate) authors: RwLock<Arc<Authors>>,
    pub(crate) watched: Watched,
    pub(crate) schema: RwLock<Arc<Schema>>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) left: Left,
    pub(crate) living: Living,
    pub(crate) blobs: blobs::Door,
    device: RwLock<Arc<Device>>,
    is_new: bool,
    feed: broadcast::Sender<Committed>,
    pub(crate) saves: Saves,
}

/// The one connection that writes, and what only it may hand out.
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    pub(crate) counters: Counters,
    pub(crate) shapes: Shapes,
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
        if self.begun {
            // Where an error has already ended the transaction, there is none to roll back.
            let _none_active = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
            // Where the caller of a commit went away, it may have happened all the same: its numbers are not given out again.
            match counters(&mut self.connection).await {
                Ok(counters) => self.counters = counters,
                Err(error) => tracing::warn!(%error, "the counters were not read anew"),
            }
            self.begun = false;
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
    /// Sum of the jumps of the wall clock by now, ms.
    pub(crate) jumps: i64,
    /// The last local row number, for each kind.
    pub(crate) rows: Vec<i64>,
}

impl Counters {
    /// The wall clock has jumped so far by now: this device's clock goes along.
    pub(crate) fn notice(&mut self, jumps: i64) {
        self.clock = self.clock.jumped(jumps.saturating_sub(self.jumps));
        self.jumps = jumps;
    }
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
        let (saves, woken) = Saves::new();
        let watched = Watched::since(counters.jumps);
        let inner = Arc::new(Inner {
            blobs: blobs::Door::beside(&opened.path, key),
            path: opened.path,
            writer: Arc::new(Mutex::new(Writer {
                connection: opened.writer,
                counters,
                shapes: Shapes::default(),
                begun: false,
                lock: Some(opened.lock),
            })),
            readers: opened.readers,
            authors: RwLock::new(Arc::new(opened.authors)),
            watched,
            schema: RwLock::default(),
            vocabulary: Vocabulary::default(),
            left: Left::default(),
            living: Living::default(),
            device: RwLock::new(Arc::new(opened.device)),
            is_new: opened.is_new,
            feed: feed::channel(),
            saves,
        });
        let store = Self(inner);
        let unreadable = |error| match error {
            StoreError::Database(error) => OpenError::from(error),
            _ => OpenError::Corrupt,
        };
        store.read_schema().await.map_err(unreadable)?;
        store.sift().await.map_err(unreadable)?;
        let interrupted = store.is_unworded().await.map_err(unreadable)?;
        tokio::spawn(tidy::run(Arc::downgrade(&store.0), woken));
        if interrupted {
            store.0.saves.add(); // an idle moment goes on with it
        }
        Ok(store)
    }

    /// Checkpoints and closes. Whoever still holds a clone gets errors from then on.
    pub async fn close(self) {
        let mut writer = self.0.writer.lock().await;
        writer.roll_back().await;
        self.0.blobs.close().await;
        self.0.readers.close().await;
        tidy::checkpoint(&mut writer, tidy::Log::Cut).await;
        writer.close().await;
    }

    /// True where opening made the database.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.0.is_new
    }

    /// This device as of now: who works here, and in which role, may change when it joins an organisation.
    #[must_use]
    pub fn device(&self) -> Arc<Device> {
        self.0.device()
    }

    /// The declarations with the organisation's custom fields.
    #[must_use]
    pub fn schema(&self) -> Arc<Schema> {
        self.0.schema()
    }

    /// Bytes of the database on the disk, its log included.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.0.path).map_or(0, |meta| meta.len()) + self.0.wal_bytes()
    }

    /// What every commit from now on changed.
    #[must_use]
    pub fn feed(&self) -> broadcast::Receiver<Committed> {
        self.0.feed.subscribe()
    }

    /// Begins to write. One at a time; the next waits here.
    pub async fn begin(&self) -> Tx<'_> {
        let mut writer = self.0.writer.clone().lock_owned().await;
        writer.roll_back().await;
        Tx::new(&self.0, writer, self.schema())
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    async fn read_schema(&self) -> Result<(), StoreError> {
        let mut writer = self.0.writer.lock().await;
        let schema = read_schema(&mut writer.connection).await?;
        *self.0.schema.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(schema);
        Ok(())
    }
}

impl Inner {
    /// The declarations with the organisation's custom fields.
    pub(crate) fn schema(&self) -> Arc<Schema> {
        self.schema.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The authors' numbers as of now. To be asked after a row was read: a commit may have added some since before.
    pub(crate) fn authors(&self) -> Arc<Authors> {
        self.authors.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// This device as of now.
    pub(crate) fn device(&self) -> Arc<Device> {
        self.device.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says who works here from now on. After the database has it, not before.
    pub(crate) fn works_here(&self, person: PersonId, role: Role) {
        let mut device = self.device.write().unwrap_or_else(PoisonError::into_inner);
        let device = Arc::make_mut(&mut device);
        (device.person, device.role) = (person, role);
    }

    /// Says under which id this device goes on. After the database has it, not before.
    pub(crate) fn goes_on_as(&self, id: DeviceId) {
        let mut device = self.device.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut device).id = id;
    }

    /// Says how far this device and its server are.
    pub(crate) fn settle(&self, say: impl FnOnce(&mut Authors)) {
        let mut shared = self.authors.write().unwrap_or_else(PoisonError::into_inner);
        say(Arc::make_mut(&mut shared));
    }

    /// Says what a commit changed. Not called inside a transaction.
    pub(crate) fn say(&self, committed: Committed) {
        // Nobody listening is no error.
        let _nobody_listens = self.feed.send(committed);
        self.saves.add();
    }

    /// Size of the write-ahead log.
    pub(crate) fn wal_bytes(&self) -> u64 {
        let mut wal = self.path.clone().into_os_string();
        wal.push("-wal");
        std::fs::metadata(wal).map_or(0, |meta| meta.len())
    }
}

/// What somebody on a device without a server is looking at: epoch 0, position 0.
pub(crate) fn base(device: DeviceId, n: u64) -> Base {
    Base {
        own: if n == 0 { Vec::new() } else { vec![(device, n)] },
        ..Base::default()
    }
}

async fn counters(writer: &mut SqliteConnection) -> Result<Counters, OpenError> {
    let row = sqlx::query("SELECT n, clock_ms, clock_count, jumps FROM device")
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
    let mut jumps = row.try_get(3)?;
    if let Some(last) = last.filter(|last| last.n > n) {
        // A clock that was put back in between is behind what the row says.
        clock = if last.jumps == jumps {
            clock.max(last.at)
        } else {
            last.at
        };
        (n, jumps) = (last.n, last.jumps);
    }
    let mut rows = Vec::new();
    for table in TABLES.iter() {
        let sql = format!("SELECT coalesce(max(row), 0) FROM {}", table.kind.key);
        rows.push(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *writer).await?);
    }
    Ok(Counters { n, clock, jumps, rows })
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
