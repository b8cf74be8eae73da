//! The file of the blobs, opened when it is first needed.

use super::{BLOBS, BlobHash, READ, pieces};
use crate::{
    OpenError, RawKey, StoreError,
    connect::{Purpose, connect, header_is_noise, options},
};
use ring::digest::{Context, SHA256};
use sqlx::{Connection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions};
use std::{
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, OnceCell, watch};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/blobs");
/// `user_version` after the last migration.
const NEWEST: i64 = 1;

/// The room's door: opened once.
pub(crate) struct Door {
    path: PathBuf,
    options: SqliteConnectOptions,
    room: OnceCell<Arc<Room>>,
}

/// The open room.
pub(crate) struct Room {
    hand: Mutex<Hand>,
    changes: watch::Sender<u64>,
}

/// The one connection. Transactions are begun and ended by word: where an error has ended one by itself, as a full disk does, sqlx's own
/// count of them is off from then on, and nothing could be begun any more.
struct Hand {
    connection: SqliteConnection,
    /// Something was begun that nobody has committed.
    begun: bool,
}

/// What is written together; given up where it is dropped.
pub(super) struct Writing<'a>(MutexGuard<'a, Hand>);

impl Writing<'_> {
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(&mut self.0.connection).await?;
        self.0.begun = false;
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0.connection
    }
}

impl DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0.connection
    }
}

impl Door {
    /// Beside the database, under its key.
    pub(crate) fn beside(database: &Path, key: &RawKey) -> Self {
        let path = database.with_file_name(BLOBS);
        // The one connection moves its log by itself.
        let options = options(&path, key, Purpose::Write).pragma("wal_autocheckpoint", "1000");
        Self {
            path,
            options,
            room: OnceCell::new(),
        }
    }

    pub(crate) async fn open(&self) -> Result<Arc<Room>, StoreError> {
        let room = self.room.get_or_try_init(|| async {
            let connection = self.opened().await.map_err(of_opening)?;
            Ok::<_, StoreError>(Arc::new(Room {
                hand: Mutex::new(Hand {
                    connection,
                    begun: false,
                }),
                changes: watch::Sender::new(0),
            }))
        });
        Ok(room.await?.clone())
    }

    async fn opened(&self) -> Result<SqliteConnection, OpenError> {
        let is_there = std::fs::metadata(&self.path).is_ok_and(|meta| meta.len() > 0);
        if is_there && !header_is_noise(&self.path)? {
            return Err(OpenError::NotEncrypted);
        }
        let mut connection = connect(&self.options).await?;
        let found: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut connection)
            .await?;
        if found > NEWEST {
            return Err(OpenError::NewerSchema { found });
        }
        if found < NEWEST {
            let run = MIGRATIONS.run_direct(None, &mut connection, false).await;
            run.map_err(|error| OpenError::Database(sqlx::Error::Migrate(Box::new(error))))?;
        }
        Ok(connection)
    }

    /// Closes the room, where it is open. Whoever still holds it gets errors from then on.
    pub(crate) async fn close(&self) {
        let Some(room) = self.room.get() else { return };
        let mut hand = room.hand.lock().await;
        let Ok(nowhere) = SqliteConnection::connect("sqlite::memory:").await else {
            tracing::warn!("the connection of the blobs is closed by the end of the process");
            return;
        };
        if let Err(error) = std::mem::replace(&mut hand.connection, nowhere).close().await {
            tracing::warn!(%error, "the blobs were not closed in order");
        }
    }
}

/// What fails here is told like a failing read: the database itself is open.
fn of_opening(error: OpenError) -> StoreError {
    match error {
        OpenError::DiskFull => StoreError::DiskFull,
        OpenError::ReadOnly => StoreError::ReadOnly,
        OpenError::Database(error) => error.into(),
        OpenError::Io(error) => StoreError::Database(sqlx::Error::Io(error)),
        OpenError::NewerSchema { .. } => StoreError::Unreadable { what: "file of blobs" },
        OpenError::WrongKey | OpenError::Corrupt | OpenError::NotEncrypted | OpenError::Locked => StoreError::Corrupt,
    }
}

impl Room {
    pub(super) async fn connection(&self) -> MappedMutexGuard<'_, SqliteConnection> {
        MutexGuard::map(self.hand().await, |hand| &mut hand.connection)
    }

    pub(super) async fn begin(&self) -> Result<Writing<'_>, StoreError> {
        let mut hand = self.hand().await;
        hand.begun = true;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut hand.connection).await?;
        Ok(Writing(hand))
    }

    async fn hand(&self) -> MutexGuard<'_, Hand> {
        let mut hand = self.hand.lock().await;
        if hand.begun {
            // Where an error has already ended it, there is none to roll back.
            let _none_active = sqlx::query("ROLLBACK").execute(&mut hand.connection).await;
            hand.begun = false;
        }
        hand
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn say(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// The SHA-256 of a blob's first `size` bytes, read piece by piece; others come in between.
    pub(super) async fn hash_of(&self, row: i64, size: u64) -> Result<BlobHash, StoreError> {
        let (mut whole, mut at) = (Context::new(&SHA256), 0);
        while at < size {
            let most = usize::try_from(size - at).unwrap_or(READ).min(READ);
            let bytes = pieces::read(&mut *self.connection().await, row, at, most).await?;
            if bytes.is_empty() {
                return Err(StoreError::Corrupt); // its row says more than there is
            }
            whole.update(&bytes);
            at += bytes.len() as u64;
        }
        super::hash(whole.finish().as_ref())
    }
}
