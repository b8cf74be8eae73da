//! What somebody has begun to fill in and not saved. A draft travels beside the log: it is no change, has no provenance,
//! never reaches the outbox, and saving one is no news. It goes through the one writing connection like everything else, so
//! it is encrypted and durable when the call returns; the act that it becomes takes it away in that act's transaction.

use crate::{Store, StoreError, batch::Batch};
use model::{KindKey, RecordId};
use sqlx::Row;
use std::collections::BTreeMap;

/// A form that is not saved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which form: the window's name for it.
    pub key: String,
    /// The kind of the record.
    pub kind: KindKey,
    /// The record that is edited; `None` for a new one.
    pub record: Option<RecordId>,
    /// The token of the card that was filled.
    pub base: Option<String>,
    /// Field to text, as typed.
    pub form: BTreeMap<String, String>,
    /// When it was kept, ms since 1970.
    pub at: i64,
}

impl Store {
    /// Keeps a draft, in place of an earlier one of the same key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let form = serde_json::to_string(&draft.form).map_err(|_| StoreError::Unreadable { what: "draft" })?;
        let mut writer = self.inner().writer.lock().await;
        writer.roll_back().await;
        sqlx::query("INSERT OR REPLACE INTO draft (key, kind, record, form, base, at) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(&draft.key)
            .bind(draft.kind.as_str())
            .bind(draft.record.map(|record| record.to_bytes().to_vec()))
            .bind(form)
            .bind(&draft.base)
            .bind(draft.at)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Drops a draft, where it is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.lock().await;
        writer.roll_back().await;
        sqlx::query("DELETE FROM draft WHERE key = ?")
            .bind(key)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// All drafts, the latest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query("SELECT key, kind, record, form, base, at FROM draft ORDER BY at DESC, key")
            .fetch_all(&mut *reader)
            .await?;
        let draft = |row: &sqlx::sqlite::SqliteRow| {
            let record: Option<&[u8]> = row.try_get(2)?;
            let form = serde_json::from_str(row.try_get(3)?);
            Ok(Draft {
                key: row.try_get(0)?,
                kind: KindKey::owned(row.try_get::<String, _>(1)?),
                record: record.and_then(RecordId::from_slice),
                form: form.map_err(|_| StoreError::Unreadable { what: "draft" })?,
                base: row.try_get(4)?,
                at: row.try_get(5)?,
            })
        };
        rows.iter().map(draft).collect()
    }
}

/// The draft that an act came from goes with the act.
pub(crate) fn add_drop(batch: &mut Batch, key: &str) {
    batch.push("DELETE FROM draft WHERE key = ?;");
    batch.bind(key.to_owned());
}
