//! Bytes that are too large for the database: a recording, a picture. They lie in an encrypted file of their own, under the
//! same key, so that the database stays small and a save does not wait for them. What is written is there when the call
//! returns; what was being written when the process ended is found, and can be finished.
//!
//! A blob is named by the SHA-256 of its content once it is finished, and never altered after that. It is read and
//! written in pieces: no blob is ever in memory as a whole.
//!
//! One connection does everything, so the log is never checkpointed beside another writer.
//!
//! The one thing not to do here: say that a server holds something without its receipt.

mod coming;
mod going;
mod pieces;
mod room;

pub use coming::Wanted;
pub use going::Going;
pub(crate) use room::Door;
use room::Room;

use crate::{Store, StoreError, settled::unsigned};
use pieces::{copied, insert};
use sqlx::{Row, sqlite::SqliteRow};
use std::sync::Arc;
use tokio::sync::watch;

/// The file's name in the device's folder.
pub const BLOBS: &str = "outpost-blobs.db";
/// Bytes that are read at once at most.
pub const READ: usize = 1 << 20;

/// A blob's name: the SHA-256 of its bytes.
pub type BlobHash = [u8; 32];
/// Whoever writes a blob names it by this until it is finished: a fresh ULID, or that of the record it is for.
pub type BlobId = [u8; 16];

/// Where a blob is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// It is being written, or was when the process ended.
    Writing,
    /// All of it is here, and none of it on the server.
    Waiting,
    /// It is on its way up.
    Uploading {
        /// Bytes that the server has taken.
        offset: u64,
    },
    /// The server has signed that it holds it, or gave it.
    OnServer,
    /// It is wanted here and not here yet.
    Absent {
        /// Bytes that are here.
        here: u64,
    },
    /// The server does not take it. It stays here.
    Refused {
        /// The server's code.
        code: String,
    },
}

/// A blob that was begun and not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its writer's id.
    pub id: BlobId,
    /// Bytes that are here.
    pub size: u64,
    /// When it was begun, ms since 1970.
    pub made: i64,
}

/// What stands in the row of a blob.
struct Kept {
    row: i64,
    name: Option<BlobHash>,
    state: String,
    size: Option<u64>,
    here: u64,
    sent: u64,
    code: Option<String>,
}

const SELECT: &str = "SELECT row, name, state, size, here, sent, code FROM blob";

fn kept(row: &SqliteRow) -> Result<Kept, StoreError> {
    let name: Option<&[u8]> = row.try_get(1)?;
    Ok(Kept {
        row: row.try_get(0)?,
        name: name.map(hash).transpose()?,
        state: row.try_get(2)?,
        size: row.try_get::<Option<i64>, _>(3)?.map(unsigned),
        here: unsigned(row.try_get(4)?),
        sent: unsigned(row.try_get(5)?),
        code: row.try_get(6)?,
    })
}

fn hash(bytes: &[u8]) -> Result<BlobHash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Unreadable { what: "blob" })
}

impl Kept {
    fn state(self) -> Result<BlobState, StoreError> {
        Ok(match self.state.as_str() {
            "writing" => BlobState::Writing,
            "waiting" if self.sent == 0 => BlobState::Waiting,
            "waiting" => BlobState::Uploading { offset: self.sent },
            "on_server" => BlobState::OnServer,
            "absent" => BlobState::Absent { here: self.here },
            "refused" => BlobState::Refused {
                code: self.code.unwrap_or_default(),
            },
            _ => return Err(StoreError::Unreadable { what: "blob" }),
        })
    }
}

/// This device's blobs. A clone is the same room; it closes with its [`Store`].
#[derive(Clone)]
pub struct Blobs(Arc<Room>);

impl Store {
    /// This device's blobs. Their file is opened, or made, when it is first asked for.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed by failing.
    pub async fn blobs(&self) -> Result<Blobs, StoreError> {
        Ok(Blobs(self.inner().blobs.open().await?))
    }
}

impl Blobs {
    /// Says whenever a blob's state has changed: after that is durable, not before.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes()
    }

    /// Begins a blob; one that has begun goes on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin(&self, id: BlobId, made: i64) -> Result<(), StoreError> {
        let mut room = self.0.connection().await;
        sqlx::query("INSERT OR IGNORE INTO blob (id, state, here, sent, made) VALUES (?, 'writing', 0, 0, ?)")
            .bind(id.to_vec())
            .bind(made)
            .execute(&mut *room)
            .await?;
        drop(room);
        self.0.say();
        Ok(())
    }

    /// Appends to a blob that is being written; durable when the call returns. Answers with how many bytes are here then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where no such blob is being written; else the database's. Nothing of it is kept then.
    pub async fn append(&self, id: BlobId, bytes: &[u8]) -> Result<u64, StoreError> {
        let mut tx = self.0.begin().await?;
        let sql = format!("{SELECT} WHERE id = ? AND state = 'writing'");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_vec())
            .fetch_optional(&mut *tx)
            .await?;
        let Kept { row, here, .. } = kept(&row.ok_or(StoreError::NotFound)?)?;
        insert(&mut tx, row, here, bytes).await?;
        tx.commit().await?;
        Ok(here + bytes.len() as u64)
    }

    /// Ends a blob: from now on it has a name, its size, and waits for the server. Doing it again answers the same.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such blob, or it is still being appended to; else the database's.
    pub async fn finish(&self, id: BlobId) -> Result<(BlobHash, u64), StoreError> {
        let begun = self.of_writer(id).await?;
        if let (Some(name), Some(size)) = (begun.name, begun.size) {
            return Ok((name, size));
        }
        let name = self.0.hash_of(begun.row, begun.here).await?;
        let mut tx = self.0.begin().await?;
        let sql = format!("{SELECT} WHERE name = ?");
        let same = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(name.to_vec())
            .fetch_optional(&mut *tx)
            .await?;
        match same.as_ref().map(kept).transpose()? {
            // The same content is here already, finished: it stands for both.
            Some(same) if same.state != "absent" => copied(&mut tx, begun.row, (same.row, id)).await?,
            absent => {
                if let Some(absent) = absent {
                    pieces::delete(&mut tx, absent.row).await?;
                }
                let sql = "UPDATE blob SET name = ?, size = here, state = 'waiting' WHERE row = ? AND here = ?";
                let named = sqlx::query(sql)
                    .bind(name.to_vec())
                    .bind(begun.row)
                    .bind(begun.here as i64)
                    .execute(&mut *tx)
                    .await?;
                if named.rows_affected() == 0 {
                    return Err(StoreError::NotFound); // somebody has appended to what was hashed
                }
            }
        }
        tx.commit().await?;
        self.0.say();
        Ok((name, begun.here))
    }

    /// Throws away what is being written: its writer does not want it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where no such blob is being written; else the database's.
    pub async fn discard(&self, id: BlobId) -> Result<(), StoreError> {
        let begun = self.of_writer(id).await?;
        if begun.name.is_some() {
            return Err(StoreError::NotFound);
        }
        let mut tx = self.0.begin().await?;
        pieces::delete(&mut tx, begun.row).await?;
        tx.commit().await?;
        self.0.say();
        Ok(())
    }

    /// What was begun and not finished, the oldest first: after a crash, what can be recovered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, StoreError> {
        let mut room = self.0.connection().await;
        let rows = sqlx::query("SELECT id, here, made FROM blob WHERE state = 'writing' ORDER BY made, row")
            .fetch_all(&mut *room)
            .await?;
        let unfinished = |row: &SqliteRow| {
            let id: &[u8] = row.try_get(0)?;
            Ok(Unfinished {
                id: id.try_into().map_err(|_| StoreError::Unreadable { what: "blob" })?,
                size: unsigned(row.try_get(1)?),
                made: row.try_get(2)?,
            })
        };
        rows.iter().map(unfinished).collect()
    }

    /// Where a blob is; `None` where this device has never heard of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn state_of(&self, name: BlobHash) -> Result<Option<BlobState>, StoreError> {
        self.find(name).await?.map(Kept::state).transpose()
    }

    /// Bytes of the whole of a blob; `None` where this device does not know it, or not how large it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn size_of(&self, name: BlobHash) -> Result<Option<u64>, StoreError> {
        Ok(self.find(name).await?.and_then(|blob| blob.size))
    }

    /// Bytes of a finished blob from a place on: at most `most` and at most [`READ`]; fewer where it ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where it is not here whole; else the database's.
    pub async fn read(&self, name: BlobHash, at: u64, most: usize) -> Result<Vec<u8>, StoreError> {
        let blob = self.find(name).await?.filter(|blob| blob.state != "absent");
        let blob = blob.ok_or(StoreError::NotFound)?;
        let mut room = self.0.connection().await;
        pieces::read(&mut room, blob.row, at, most.min(READ)).await
    }

    async fn of_writer(&self, id: BlobId) -> Result<Kept, StoreError> {
        let sql = format!("{SELECT} WHERE id = ?");
        let mut room = self.0.connection().await;
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_vec())
            .fetch_optional(&mut *room)
            .await?;
        kept(&row.ok_or(StoreError::NotFound)?)
    }

    async fn find(&self, name: BlobHash) -> Result<Option<Kept>, StoreError> {
        let sql = format!("{SELECT} WHERE name = ?");
        let mut room = self.0.connection().await;
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(name.to_vec())
            .fetch_optional(&mut *room)
            .await?;
        row.as_ref().map(kept).transpose()
    }
}
