//! What a device holds is what its person may see: records that come into that, and records that leave it.
//!
//! A record that leaves takes its row with it, its search words, its place in every list, what others wrote to it and where
//! people met in it. What this device has not sent yet stays in the outbox, sealed, and goes to the server like everything
//! else; there it waits for whoever has the record now. What this device itself wrote and sent stays in the outbox, too, of
//! which no screen shows it once the row is gone.
//!
//! The one thing not to do here: take a change out of the outbox.

use super::Tx;
use crate::{
    Progress, StoreError,
    batch::Batch,
    tables::{TABLES, table},
};
use model::{KindKey, Record, RecordId};
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

impl Tx<'_> {
    /// A record comes as it stands at a position; changes of the log at or below that are in it already. To be called when
    /// this device's own position has been said.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn come_in(&mut self, id: RecordId, as_of: u64, record: Record) -> Result<(), StoreError> {
        let Some(table) = table(record.kind.as_str()) else {
            return Ok(()); // of a newer peer's kind: nothing here could show it
        };
        self.kinds.insert(record.kind.clone());
        self.says(id);
        self.stage(Some(table.kind.key), id).await?;
        if self.is_staged(id) {
            self.show(id, Some(record)).await?;
            self.comes(id);
        } else {
            self.lay(id, record).await?;
        }
        self.is_ahead_at(id, as_of);
        self.changes += 1;
        self.flush_if_full().await
    }

    /// A record is no longer to be here; `kind`: where that is known. What waits of this device's own stays in the outbox.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn leave(&mut self, kind: Option<&str>, id: RecordId) -> Result<(), StoreError> {
        self.stage(kind, id).await?;
        let Some(kind) = self.kind_of(id) else {
            return Ok(());
        };
        self.kinds.insert(KindKey::of(kind));
        self.says(id);
        self.show(id, None).await?;
        self.beside.left.push(id);
        self.changes += 1;
        self.flush_if_full().await
    }

    /// All that this device holds is to be fetched anew, by pages.
    pub fn fetch_anew(&mut self, progress: Progress) {
        self.authors.paged(Some(progress));
        self.paged.begins(progress);
        self.changes += 1;
    }

    /// Between two records of a page, and up to its last, nothing else is to be here: ids after `after`, up to `last`.
    pub(super) async fn leave_between(
        &mut self,
        (after, last): (RecordId, Option<RecordId>),
        stay: &HashSet<RecordId>,
    ) -> Result<(), StoreError> {
        let last = last.unwrap_or_else(|| RecordId::from_bytes([0xff; 16]));
        for table in TABLES.iter() {
            let sql = format!("SELECT id FROM {} WHERE id > ? AND id <= ?", table.kind.key);
            let ids: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(after.to_bytes().to_vec())
                .bind(last.to_bytes().to_vec())
                .fetch_all(&mut self.hand.writer().await?.connection)
                .await?;
            let here = ids.iter().filter_map(|id| RecordId::from_slice(id));
            for id in here.filter(|id| !stay.contains(id)) {
                self.leave(Some(table.kind.key), id).await?;
            }
        }
        Ok(())
    }
}

/// Forgets what lies beside the rows of records that left.
pub(super) fn plan(batch: &mut Batch, left: &[RecordId]) {
    for id in left {
        for sql in [
            "DELETE FROM journal WHERE record = ?;",
            "DELETE FROM began WHERE id = ?;",
            "DELETE FROM by_rule WHERE record = ?;",
            "DELETE FROM ahead WHERE id = ?;",
        ] {
            batch.push(sql);
            batch.bind(id.to_bytes().to_vec());
        }
    }
}
