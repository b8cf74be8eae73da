//! Reading for boards and clocks: whole records by one condition, many at once, on a snapshot with the token that goes with
//! it. No list order and no page here: a board shows everything that is open.

use crate::{
    Store, StoreError,
    columns::Cell,
    names::ids_json,
    rows,
    tables::{self, TABLES, Table},
};
use model::{Base, FieldType, GestureId, KindKey, Record, RecordId};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which deals a board or a forecast is about.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    /// Of this pipeline.
    pub pipeline: Option<RecordId>,
    /// Those without a pipeline, too: they stand on the first one's board.
    pub homeless: bool,
    /// Of this colleague; of everyone where it is `None`.
    pub owner: Option<RecordId>,
    /// The stages that close a deal.
    pub closing: Vec<String>,
    /// The month of closed deals, `2026-11`; none of them where it is `None`.
    pub closed_in: Option<String>,
}

/// The last word about a record: the day that its note names, or when the note was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastNote {
    /// The latest day that a note says, ISO 8601.
    pub day: Option<String>,
    /// When the latest note without a day was written, ms since 1970.
    pub written: Option<i64>,
}

/// Deals that are asked for their currency.
const LATEST_DEALS: i64 = 500;

/// Which rows are open, or closed in the month, comes from two narrow indexes: what was closed before lies all over the table.
const OF_BOARD: &str = "row IN (SELECT row FROM deal WHERE gone = 0 AND (stage IS NULL OR stage NOT IN (SELECT value FROM json_each(?4))) \
    UNION ALL SELECT row FROM deal WHERE gone = 0 AND close_by IS NOT NULL AND close_by >= ?5 AND close_by < ?5 || '~') \
    AND (?1 IS NULL OR pipeline = ?1 OR (?2 AND pipeline IS NULL)) AND (?3 IS NULL OR owner = ?3)";

const LAST_NOTES: &str = "SELECT about, max(substr(at, 1, 10)), max(CASE WHEN at IS NULL THEN substr(id, 1, 6) END) FROM \
    (SELECT about, at, id FROM note WHERE gone = 0 AND about IN (SELECT unhex(value) FROM json_each(?1)) \
    UNION ALL SELECT about, NULL, id FROM voice_note WHERE gone = 0 AND about IN (SELECT unhex(value) FROM json_each(?1))) \
    GROUP BY about";

impl Store {
    /// Living deals, open ones and those closed in a month, in the order of arrival; with what somebody who moves one now
    /// is looking at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn deals(&self, ask: &Deals) -> Result<(Base, Vec<(RecordId, Record)>), StoreError> {
        let bytes = |id: Option<RecordId>| id.map(|id| id.to_bytes().to_vec());
        let mut reader = self.reader().await?;
        let mut snapshot = reader.begin().await?;
        let base = self.base_of(&mut snapshot).await?;
        let (table, sql) = select("deal", OF_BOARD)?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(bytes(ask.pipeline))
            .bind(ask.homeless)
            .bind(bytes(ask.owner))
            .bind(serde_json::to_string(&ask.closing).unwrap_or_else(|_| "[]".to_owned()))
            .bind(ask.closed_in.clone())
            .fetch_all(&mut *snapshot)
            .await?;
        let authors = self.authors();
        let found = rows
            .iter()
            .map(|row| rows::found(table, row, &authors).map(|f| (f.id, f.record)));
        Ok((base, found.collect::<Result<_, _>>()?))
    }

    /// The currency of most of the latest deals: of somebody's own where they have some among them, else of everybody's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn currency_of_deals(&self, owner: RecordId) -> Result<Option<String>, StoreError> {
        let mut reader = self.reader().await?;
        let currency = sqlx::query_scalar(
            "SELECT amount_currency FROM (SELECT amount_currency, owner IS ?1 AS own FROM deal \
             WHERE gone = 0 AND amount_currency IS NOT NULL ORDER BY row DESC LIMIT ?2) \
             GROUP BY amount_currency ORDER BY sum(own) DESC, count(*) DESC, amount_currency LIMIT 1",
        )
        .bind(owner.to_bytes().to_vec())
        .bind(LATEST_DEALS)
        .fetch_optional(&mut *reader)
        .await?;
        Ok(currency)
    }

    /// What somebody who fills a field now is looking at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn base(&self) -> Result<Base, StoreError> {
        let mut reader = self.reader().await?;
        self.base_of(&mut reader).await
    }

    /// Those of some records of a kind that are alive.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn living(&self, kind: &KindKey, ids: &[RecordId]) -> Result<Vec<(RecordId, Record)>, StoreError> {
        let mut reader = self.reader().await?;
        let living = "gone = 0 AND id IN (SELECT unhex(value) FROM json_each(?1))";
        let (table, sql) = select(kind.as_str(), living)?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(ids_json(ids))
            .fetch_all(&mut *reader)
            .await?;
        let authors = self.authors();
        let found = rows
            .iter()
            .map(|row| rows::found(table, row, &authors).map(|f| (f.id, f.record)));
        found.collect()
    }

    /// Those of some records that a living record links to which is none of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn linked_from_others(&self, ids: &[RecordId]) -> Result<BTreeSet<RecordId>, StoreError> {
        // Every link of every record would be looked at, to find that none leads to none of them.
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let links = |table: &'static Table| {
            let fields = table
                .kind
                .fields
                .iter()
                .filter(|field| matches!(field.kind, FieldType::Link(_)));
            fields.map(|field| {
                let (kind, key) = (table.kind.key, field.key);
                format!(
                    "SELECT {key} FROM {kind} WHERE gone = 0 AND {key} IN (SELECT unhex(value) FROM json_each(?1)) \
                     AND id NOT IN (SELECT unhex(value) FROM json_each(?1))"
                )
            })
        };
        let asks: Vec<String> = TABLES.iter().flat_map(links).collect();
        let mut reader = self.reader().await?;
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(asks.join(" UNION ")))
            .bind(ids_json(ids))
            .fetch_all(&mut *reader)
            .await?;
        Ok(rows.iter().filter_map(|id| RecordId::from_slice(id)).collect())
    }

    /// The bulk gestures of these words.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn gestures_called(&self, words: &str) -> Result<Vec<GestureId>, StoreError> {
        let mut reader = self.reader().await?;
        let ids: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM gesture WHERE words = ?")
            .bind(words)
            .fetch_all(&mut *reader)
            .await?;
        Ok(ids.iter().filter_map(|id| GestureId::from_slice(id)).collect())
    }

    /// The names of some records of one kind.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn titles_in(&self, kind: &KindKey, ids: &[RecordId]) -> Result<HashMap<RecordId, String>, StoreError> {
        let Some(table) = tables::table(kind.as_str()).filter(|_| !ids.is_empty()) else {
            return Ok(HashMap::new());
        };
        let sql = format!(
            "SELECT id, substr({}, 1, 120) FROM {} WHERE id IN (SELECT unhex(value) FROM json_each(?1))",
            table.kind.title, table.kind.key
        );
        let mut reader = self.reader().await?;
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(ids_json(ids))
            .fetch_all(&mut *reader)
            .await?;
        let mut titles = HashMap::with_capacity(rows.len());
        for row in rows {
            let title: Option<String> = row.try_get(1)?;
            titles.extend(RecordId::from_slice(row.try_get(0)?).map(|id| (id, title.unwrap_or_default())));
        }
        Ok(titles)
    }

    /// The last note, written or spoken, about each of some records; those without one are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last_notes(&self, about: &[RecordId]) -> Result<HashMap<RecordId, LastNote>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query(LAST_NOTES)
            .bind(ids_json(about))
            .fetch_all(&mut *reader)
            .await?;
        let mut notes = HashMap::with_capacity(rows.len());
        for row in rows {
            let written = match rows::cell(&row, 2)? {
                // The first 48 bits of a ULID are its moment.
                Cell::Blob(bytes) => Some(bytes.iter().fold(0, |ms, byte| (ms << 8) | i64::from(*byte))),
                _ => None,
            };
            let day = row.try_get(1)?;
            notes.extend(RecordId::from_slice(row.try_get(0)?).map(|id| (id, LastNote { day, written })));
        }
        Ok(notes)
    }

    /// How many living deals stand in each stage of a pipeline; with `homeless`, those without a pipeline too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn deals_in_stages(
        &self,
        pipeline: RecordId,
        homeless: bool,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query(
            "SELECT coalesce(stage, ''), count(*) FROM deal WHERE gone = 0 AND (pipeline = ?1 OR (?2 AND pipeline IS NULL)) \
             GROUP BY 1",
        )
        .bind(pipeline.to_bytes().to_vec())
        .bind(homeless)
        .fetch_all(&mut *reader)
        .await?;
        let count = |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)?.unsigned_abs()));
        rows.iter().map(count).collect()
    }
}

fn select(kind: &str, condition: &str) -> Result<(&'static Table, String), StoreError> {
    let table = tables::table(kind).ok_or(StoreError::Unreadable { what: "kind" })?;
    Ok((table, format!("{} WHERE {condition} ORDER BY row", table.select)))
}
