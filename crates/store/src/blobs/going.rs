//! Blobs on their way to the server.

use super::{BlobHash, Blobs, hash};
use crate::{StoreError, settled::unsigned};
use sqlx::Row;

/// A blob that goes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Going {
    /// Its name.
    pub name: BlobHash,
    /// Its bytes.
    pub size: u64,
}

impl Blobs {
    /// The next blob to bring to the server, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_up(&self) -> Result<Option<Going>, StoreError> {
        let mut room = self.0.connection().await;
        let row = sqlx::query("SELECT name, here FROM blob WHERE state = 'waiting' ORDER BY made, row LIMIT 1")
            .fetch_optional(&mut *room)
            .await?;
        row.map(|row| {
            Ok(Going {
                name: hash(row.try_get(0)?)?,
                size: unsigned(row.try_get(1)?),
            })
        })
        .transpose()
    }

    /// The server has taken so many bytes of a blob that waits.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reached(&self, name: BlobHash, offset: u64) -> Result<(), StoreError> {
        let sql = "UPDATE blob SET sent = ? WHERE name = ? AND state = 'waiting'";
        let bound = sqlx::query(sql).bind(offset as i64).bind(name.to_vec());
        self.alter(bound).await
    }

    /// The server holds a blob: its receipt was verified.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_on_server(&self, name: BlobHash, epoch: u32, receipt: &str) -> Result<(), StoreError> {
        let sql = "UPDATE blob SET state = 'on_server', sent = here, epoch = ?, receipt = ? WHERE name = ? AND state = 'waiting'";
        let bound = sqlx::query(sql).bind(epoch).bind(receipt).bind(name.to_vec());
        self.alter(bound).await
    }

    /// The server does not take a blob, and will not another time either.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_refused(&self, name: BlobHash, code: &str) -> Result<(), StoreError> {
        let sql = "UPDATE blob SET state = 'refused', sent = 0, code = ? WHERE name = ? AND state = 'waiting'";
        let bound = sqlx::query(sql).bind(code).bind(name.to_vec());
        self.alter(bound).await
    }

    /// The server is in this epoch. What it held in another one it may have lost: it is asked again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn meet_epoch(&self, epoch: u32) -> Result<(), StoreError> {
        let sql =
            "UPDATE blob SET state = 'waiting', sent = 0, receipt = NULL WHERE state = 'on_server' AND epoch <> ?";
        self.alter(sqlx::query(sql).bind(epoch)).await
    }

    pub(super) async fn alter(
        &self,
        query: sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<(), StoreError> {
        let mut room = self.0.connection().await;
        let altered = query.execute(&mut *room).await?.rows_affected();
        drop(room);
        if altered > 0 {
            self.0.say();
        }
        Ok(())
    }
}
