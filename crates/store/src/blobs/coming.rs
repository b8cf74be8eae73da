//! Blobs that are wanted here and come from the server.

use super::{BlobHash, Blobs, SELECT, hash, kept, pieces};
use crate::{StoreError, settled::unsigned};
use sqlx::Row;

/// A blob that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: BlobHash,
    /// Bytes that are here.
    pub here: u64,
    /// Bytes of the whole, where that is known.
    pub size: Option<u64>,
}

impl Blobs {
    /// Says that a blob is wanted here; one that this device knows is as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn want(&self, name: BlobHash, now: i64) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO blob (name, state, here, sent, made) VALUES (?, 'absent', 0, 0, ?)";
        self.alter(sqlx::query(sql).bind(name.to_vec()).bind(now)).await
    }

    /// What is wanted and not here, in the order in which it was wanted; at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn wanted(&self, most: u32) -> Result<Vec<Wanted>, StoreError> {
        let mut room = self.0.connection().await;
        let rows = sqlx::query("SELECT name, here, size FROM blob WHERE state = 'absent' ORDER BY made, row LIMIT ?")
            .bind(most)
            .fetch_all(&mut *room)
            .await?;
        let wanted = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Wanted {
                name: hash(row.try_get(0)?)?,
                here: unsigned(row.try_get(1)?),
                size: row.try_get::<Option<i64>, _>(2)?.map(unsigned),
            })
        };
        rows.iter().map(wanted).collect()
    }

    /// How many bytes of a wanted blob are here; `None` where it is not wanted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn wanted_here(&self, name: BlobHash) -> Result<Option<u64>, StoreError> {
        let blob = self.find(name).await?.filter(|blob| blob.state == "absent");
        Ok(blob.map(|blob| blob.here))
    }

    /// Takes a piece in of a blob that is wanted, of `size` bytes in all; durable when the call returns. `false`: it does not
    /// begin where this device is, or reaches beyond the end; nothing is kept.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the blob is not wanted; else the database's.
    pub async fn receive(&self, name: BlobHash, at: u64, bytes: &[u8], size: u64) -> Result<bool, StoreError> {
        let mut tx = self.0.begin().await?;
        let sql = format!("{SELECT} WHERE name = ? AND state = 'absent'");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(name.to_vec())
            .fetch_optional(&mut *tx)
            .await?;
        let blob = kept(&row.ok_or(StoreError::NotFound)?)?;
        let fits = at == blob.here && blob.size.is_none_or(|known| known == size);
        if !fits || size.saturating_sub(at) < bytes.len() as u64 {
            return Ok(false);
        }
        pieces::insert(&mut tx, blob.row, at, bytes).await?;
        sqlx::query("UPDATE blob SET size = ? WHERE row = ?")
            .bind(size as i64)
            .bind(blob.row)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.0.say();
        Ok(true)
    }

    /// All of a blob has come from a server in this epoch: it is here, if it hashes to its name. `false`: it does not, what
    /// came is thrown away, and it is wanted still.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the blob is not wanted; else the database's.
    pub async fn received(&self, name: BlobHash, epoch: u32) -> Result<bool, StoreError> {
        let blob = self.find(name).await?.filter(|blob| blob.state == "absent");
        let blob = blob.ok_or(StoreError::NotFound)?;
        let is_it = self.0.hash_of(blob.row, blob.here).await? == name;
        let mut tx = self.0.begin().await?;
        if !is_it {
            pieces::clear(&mut tx, blob.row).await?;
        }
        let sql = if is_it {
            "UPDATE blob SET state = 'on_server', size = here, sent = here, epoch = ? WHERE row = ?"
        } else {
            "UPDATE blob SET size = NULL, epoch = ? WHERE row = ?"
        };
        sqlx::query(sql).bind(epoch).bind(blob.row).execute(&mut *tx).await?;
        tx.commit().await?;
        self.0.say();
        Ok(is_it)
    }
}
