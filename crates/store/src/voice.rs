//! What voice notes need of the database besides their records: which of them have no sound yet, and the outlines of sounds.
//! The sounds are blobs.

use crate::{BlobHash, Store, StoreError};
use model::RecordId;
use sqlx::Row;

/// Voice notes that no sound was put to, in the order of their coming.
pub(crate) const SOUNDLESS: &str = "SELECT id FROM voice_note WHERE gone = 0 AND audio IS NULL ORDER BY row";

impl Store {
    /// Living voice notes that name no sound: they are being recorded, here or elsewhere, or were when a process ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn soundless(&self) -> Result<Vec<RecordId>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query(SOUNDLESS).fetch_all(&mut *reader).await?;
        let id = |row: &sqlx::sqlite::SqliteRow| {
            let id = RecordId::from_slice(row.try_get(0)?);
            id.ok_or(StoreError::Unreadable { what: "voice note" })
        };
        rows.iter().map(id).collect()
    }

    /// How loud a sound is where, as it was kept; `None` where nobody has looked yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outline(&self, sound: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reader = self.reader().await?;
        let strokes = sqlx::query_scalar("SELECT strokes FROM outline WHERE blob = ?").bind(sound.to_vec());
        Ok(strokes.fetch_optional(&mut *reader).await?)
    }

    /// Keeps how loud a sound is where.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_outline(&self, sound: BlobHash, strokes: &[u8]) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.lock().await;
        writer.roll_back().await;
        sqlx::query("INSERT OR REPLACE INTO outline (blob, strokes) VALUES (?, ?)")
            .bind(sound.to_vec())
            .bind(strokes.to_vec())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }
}
