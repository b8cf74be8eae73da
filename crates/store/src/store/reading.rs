//! Reading the open database. Every answer is read on a connection that cannot write.

use super::{Store, Stored, Summary};
use crate::{
    GestureLine, Hit, ListPage, Listed, Listing, Past, StoreError, gestures, journal::Logged, list, names, outbox,
    past, rows, search, settled::unsigned, tables::TABLES,
};
use model::{Base, Change, GestureId, KindKey, Record, RecordId};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use std::collections::HashMap;

/// The last own counter: of the last single change in the outbox, or what a bulk gesture left.
pub(crate) const LAST_N: &str = "SELECT max(n, coalesce((SELECT max(n) FROM pending), 0)) FROM device";

/// The wall clock of the last committed act.
async fn saved_at(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let left: Option<i64> = sqlx::query_scalar("SELECT saved_at FROM device")
        .fetch_one(&mut *connection)
        .await?;
    let last = outbox::last_single(connection).await?;
    Ok(left.max(last.map(|change| change.at.ms)))
}

impl Store {
    /// A record with what its card needs.
    ///
    /// # Errors
    /// [`StoreError`]; `Ok(None)` where the device does not have it.
    pub async fn record(&self, id: RecordId) -> Result<Option<Stored>, StoreError> {
        let mut reader = self.reader().await?;
        // One snapshot, so that the token does not claim more than the row holds.
        let settled = self.0.authors().settled.clone();
        let mut snapshot = reader.begin().await?;
        let n: i64 = sqlx::query_scalar(LAST_N).fetch_one(&mut *snapshot).await?;
        let Some((table, row)) = rows::fetch(&mut snapshot, None, id).await? else {
            return Ok(None);
        };
        let found = rows::found(table, &row, &self.0.authors())?;
        let base = settled.base_of(id, unsigned(n));
        let acts = crate::acts::unpack(&found.acts);
        let waiting = acts.iter().filter(|n| settled.answer(**n).is_none()).count();
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
    pub async fn list(&self, listing: &Listing) -> Result<ListPage, StoreError> {
        let mut reader = self.reader().await?;
        let reading = &mut list::Reading {
            connection: &mut reader,
            inner: &self.0,
            schema: &self.schema(),
        };
        reading.list(listing).await
    }

    /// A living record as a row of its list, with its kind.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn listed(&self, id: RecordId) -> Result<Option<(KindKey, Listed)>, StoreError> {
        let mut reader = self.reader().await?;
        let Some((table, row)) = rows::fetch(&mut reader, None, id).await? else {
            return Ok(None);
        };
        if row.try_get::<i64, _>(2)? != 0 {
            return Ok(None);
        }
        Ok(Some((KindKey::of(table.kind.key), list::listed(table, &row)?)))
    }

    /// Living records of a kind whose links lead to any of some others, the latest arrival first, at most so many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn linked(
        &self,
        kind: &KindKey,
        links: &[&str],
        to: &[RecordId],
        most: u32,
    ) -> Result<Vec<(RecordId, Record)>, StoreError> {
        let Some(table) = crate::tables::table(kind.as_str()) else {
            return Ok(Vec::new());
        };
        let links = links.iter().filter(|link| table.kind.field(link).is_some());
        let asks: Vec<String> = links
            .map(|link| format!("SELECT row FROM {kind} WHERE {link} IN (SELECT unhex(value) FROM json_each(?1))"))
            .collect();
        if asks.is_empty() || to.is_empty() {
            return Ok(Vec::new());
        }
        let asks = asks.join(" UNION ");
        let sql = format!(
            "{} WHERE gone = 0 AND row IN ({asks}) ORDER BY row DESC LIMIT ?2",
            table.select
        );
        let mut reader = self.reader().await?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(names::ids_json(to))
            .bind(most)
            .fetch_all(&mut *reader)
            .await?;
        let authors = self.0.authors();
        rows.iter()
            .map(|row| rows::found(table, row, &authors).map(|found| (found.id, found.record)))
            .collect()
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
        names::titles(&mut reader, ids).await
    }

    /// Names of the living records of a kind in the order of arrival, after the local row number `after`: the number to go
    /// on from, the record, its name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn titles_after(
        &self,
        kind: &KindKey,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, RecordId, String)>, StoreError> {
        let Some(table) = crate::tables::table(kind.as_str()) else {
            return Ok(Vec::new());
        };
        let mut reader = self.reader().await?;
        names::titles_after(&mut reader, table, after, limit).await
    }

    /// Records that match what was typed, best first: names before bodies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let mut reader = self.reader().await?;
        search::search(&mut reader, &self.0, text, None, limit).await
    }

    /// The same among the records of one kind.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_kind(&self, kind: &KindKey, text: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let Some(table) = crate::tables::table(kind.as_str()) else {
            return Ok(Vec::new());
        };
        let mut reader = self.reader().await?;
        search::search(&mut reader, &self.0, text, Some(table), limit).await
    }

    /// The changes of a record that stand in it: the log in its order, then what waits.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_of(&self, id: RecordId) -> Result<Vec<Logged>, StoreError> {
        Ok(self.past_of(id).await?.changes)
    }

    /// What this device can tell of a record's past.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn past_of(&self, id: RecordId) -> Result<Past, StoreError> {
        let mut reader = self.reader().await?;
        let Some((table, row)) = rows::fetch(&mut reader, None, id).await? else {
            return Ok(Past::default());
        };
        let found = rows::found(table, &row, &self.0.authors())?;
        past::of(&mut reader, &self.0, &found).await
    }

    /// All changes of a gesture, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_in(&self, gesture: GestureId) -> Result<Vec<Change>, StoreError> {
        let mut reader = self.reader().await?;
        gestures::changes(&mut reader, &self.0, gesture).await
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
        outbox::between(&mut reader, &self.0, first, first.saturating_add(most)).await
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
        let n: i64 = sqlx::query_scalar(LAST_N).fetch_one(&mut *reader).await?;
        let waiting = self.0.authors().settled.waiting(unsigned(n));
        let saved_at = saved_at(&mut reader).await?;
        let counts = self.0.living.counts(&mut reader).await?;
        let kinds = TABLES.iter().map(|table| KindKey::of(table.kind.key));
        let counts = counts.into_iter().map(|count| u64::try_from(count).unwrap_or_default());
        let records = kinds.zip(counts).collect();
        Ok(Summary {
            waiting,
            saved_at,
            records,
        })
    }

    /// What somebody who fills a field now is looking at, as a snapshot has it.
    pub(crate) async fn base_of(&self, snapshot: &mut SqliteConnection) -> Result<Base, StoreError> {
        let n: i64 = sqlx::query_scalar(LAST_N).fetch_one(snapshot).await?;
        Ok(self.0.authors().settled.base(unsigned(n)))
    }

    pub(crate) fn authors(&self) -> std::sync::Arc<crate::authors::Authors> {
        self.0.authors()
    }

    pub(crate) async fn reader(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.0.readers.acquire().await?)
    }
}
