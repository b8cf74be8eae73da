//! What keeping in step with a server needs of the database.

use super::Store;
use crate::{
    Progress, Server, StoreError,
    journal::{self, Place},
    outbox, rows, server,
    settled::{Run, unsigned},
    tables::TABLES,
    unworded,
};
use model::{Change, KindKey, Record, RecordId, Role};
use ring::digest::{Context, SHA256};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::collections::BTreeMap;

/// A change that the server refused and that nobody has seen to yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The change, as it was made.
    pub change: Change,
    /// The server's code.
    pub code: String,
}

impl Store {
    /// The server that this device is enrolled with.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn server(&self) -> Result<Option<Server>, StoreError> {
        let mut reader = self.reader().await?;
        server::read(&mut reader).await
    }

    /// Enrols this device, signs it in again (another token), or out (none). What waits is left as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enrol(&self, server: &Server) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        server::write(&mut writer.connection, server).await?;
        self.inner().settle(|authors| {
            authors.meets(server);
        });
        Ok(())
    }

    /// Own changes without an answer after a counter, in order; at most about `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unanswered(&self, after: u64, most: u64) -> Result<Vec<Change>, StoreError> {
        let mut reader = self.reader().await?;
        let last: i64 = sqlx::query_scalar(super::reading::LAST_N)
            .fetch_one(&mut *reader)
            .await?;
        let gaps = self.0.authors().settled.unanswered(after, unsigned(last));
        let mut changes = Vec::new();
        for (first, last) in gaps {
            let room = most.saturating_sub(changes.len() as u64);
            if room == 0 {
                break;
            }
            let last = last.min(first.saturating_add(room - 1));
            changes.extend(outbox::between(&mut reader, &self.0, first, last).await?);
        }
        Ok(changes)
    }

    /// This device's last own counter.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last_n(&self) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let last: i64 = sqlx::query_scalar(super::reading::LAST_N)
            .fetch_one(&mut *reader)
            .await?;
        Ok(unsigned(last))
    }

    /// How many own changes have no answer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        let last = self.last_n().await?;
        Ok(self.0.authors().settled.waiting(last))
    }

    /// How far the confirmed state is: epoch and position.
    #[must_use]
    pub fn position(&self) -> (u32, u64) {
        let settled = &self.0.authors().settled;
        (settled.epoch, settled.cursor)
    }

    /// How far a first sync is, where one is under way.
    #[must_use]
    pub fn first_sync(&self) -> Option<Progress> {
        self.0.authors().settled.snapshot
    }

    /// True while records that a first sync brought are not found by their words yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_unworded(&self) -> Result<bool, StoreError> {
        let mut reader = self.reader().await?;
        Ok(unworded::next(&mut reader).await?.is_some())
    }

    /// True where the server has given positions that the confirmed state has not reached.
    #[must_use]
    pub fn is_behind_answers(&self) -> bool {
        self.0.authors().settled.has_uncovered()
    }

    /// What the server said to one of this device's own changes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn standing_of(&self, change: &Change) -> Result<Place, StoreError> {
        let mut reader = self.reader().await?;
        journal::standing(&mut reader, &self.0, change).await
    }

    /// Changes that the server refused and that nobody has seen to, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn refused(&self) -> Result<Vec<Refused>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query("SELECT n, code FROM refused ORDER BY n LIMIT 500")
            .fetch_all(&mut *reader)
            .await?;
        let mut refused = Vec::new();
        for row in rows {
            let n = unsigned(row.try_get(0)?);
            let code: String = row.try_get(1)?;
            let changes = outbox::between(&mut reader, &self.0, n, n).await?;
            refused.extend(changes.into_iter().map(|change| Refused {
                change,
                code: code.clone(),
            }));
        }
        Ok(refused)
    }

    /// Says that own changes stay on this device: no server is ever asked about them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_here(&self, numbers: &[u64]) -> Result<(), StoreError> {
        let mut runs: Vec<Run> = Vec::new();
        let on = self.device().id;
        for n in numbers {
            let kept = Run {
                first: *n,
                last: *n,
                epoch: 0,
                seq: 0,
                on,
            };
            if !runs.last_mut().is_some_and(|run| run.takes(&kept)) {
                runs.push(kept);
            }
        }
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        let mut tx = writer.connection.begin().await?;
        for run in &runs {
            sqlx::query("INSERT INTO answered (first, last, epoch, seq) VALUES (?, ?, 0, 0)")
                .bind(run.first as i64)
                .bind(run.last as i64)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        self.inner()
            .settle(|authors| runs.iter().for_each(|run| authors.answer(*run)));
        Ok(())
    }

    /// A person has seen to a refused change.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn seen_to(&self, n: u64) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        sqlx::query("DELETE FROM refused WHERE n = ?")
            .bind(n as i64)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Who works here, in which role, from what the server said; true from the return on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn works_here(&self, person: model::PersonId, role: Role) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        sqlx::query("UPDATE device SET person = ?, role = ?")
            .bind(person.to_bytes().to_vec())
            .bind(crate::open::role_key(role))
            .execute(&mut writer.connection)
            .await?;
        self.inner().works_here(person, role);
        Ok(())
    }

    /// A hash of every record as the screen shows it, in the order of their ids: equal on replicas that hold the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn replica_hash(&self) -> Result<String, StoreError> {
        let mut reader = self.reader().await?;
        let mut whole = Context::new(&SHA256);
        for table in TABLES.iter() {
            let sql = format!("{} ORDER BY id", table.select);
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *reader).await?;
            for row in &rows {
                let found = rows::found(table, row, &self.0.authors())?;
                whole.update(&found.id.to_bytes());
                whole.update(journal::json(&found.record)?.as_bytes());
            }
        }
        let digest = whole.finish();
        Ok(digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The ids of all records here, by their kinds. Where nothing waits, that is what the server has given out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn held(&self) -> Result<BTreeMap<&'static str, Vec<RecordId>>, StoreError> {
        let mut reader = self.reader().await?;
        let mut held = BTreeMap::new();
        for table in TABLES.iter() {
            let sql = format!("SELECT id FROM {}", table.kind.key);
            let ids: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *reader).await?;
            let ids = ids.iter().filter_map(|id| RecordId::from_slice(id)).collect();
            held.insert(table.kind.key, ids);
        }
        Ok(held)
    }

    /// Every record of a kind as the screen shows it: (id, record).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all_of(&self, kind: &KindKey) -> Result<Vec<(RecordId, Record)>, StoreError> {
        let all = self.records_after(kind, 0, u32::MAX).await?;
        Ok(all.into_iter().map(|(_, id, record)| (id, record)).collect())
    }
}
