//! Gestures: what one click did, however many records.

use crate::{StoreError, batch::Batch, outbox, store::Inner};
use model::{Change, GestureId};
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

/// One line of the list of recent acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GestureLine {
    /// What one click did.
    pub gesture: GestureId,
    /// The words of a bulk gesture; empty for a gesture of one change, whose words follow from the change.
    pub words: String,
    /// When, by this device's wall clock, ms since 1970.
    pub at: i64,
    /// How many changes.
    pub changes: u64,
    /// Whether it was undone.
    pub undone: bool,
    /// The change, for a gesture of one.
    pub change: Option<Change>,
}

/// A bulk gesture while it is written.
pub(crate) struct Bulk {
    pub(crate) id: GestureId,
    pub(crate) words: String,
    pub(crate) at: i64,
    pub(crate) first: u64,
}

pub(crate) fn add_bulk(batch: &mut Batch, bulk: &Bulk, last: u64, changes: u64) {
    batch.push("INSERT INTO gesture (id, words, at, first, last, changes) VALUES (?, ?, ?, ?, ?, ?);");
    batch.bind(bulk.id.to_bytes().to_vec());
    batch.bind(bulk.words.clone());
    batch.bind(bulk.at);
    batch.bind(bulk.first as i64);
    batch.bind(last as i64);
    batch.bind(changes as i64);
}

pub(crate) fn add_undone(batch: &mut Batch, gesture: GestureId, by: GestureId) {
    batch.push("INSERT OR REPLACE INTO undone (gesture, by) VALUES (?, ?);");
    batch.bind(gesture.to_bytes().to_vec());
    batch.bind(by.to_bytes().to_vec());
}

/// All changes of a gesture, in order.
pub(crate) async fn changes(
    connection: &mut SqliteConnection,
    inner: &Inner,
    gesture: GestureId,
) -> Result<Vec<Change>, StoreError> {
    let id = gesture.to_bytes().to_vec();
    let range = sqlx::query("SELECT first, last FROM gesture WHERE id = ?")
        .bind(&id)
        .fetch_optional(&mut *connection)
        .await?;
    let (first, last) = match range {
        Some(row) => (row.try_get::<i64, _>(0)?, row.try_get::<i64, _>(1)?),
        // A gesture of one change has that change's id.
        None => match sqlx::query_scalar::<_, i64>("SELECT n FROM pending WHERE id = ?")
            .bind(&id)
            .fetch_optional(&mut *connection)
            .await?
        {
            Some(n) => (n, n),
            None => return Ok(Vec::new()),
        },
    };
    let changes = outbox::between(connection, inner, first as u64, last as u64).await?;
    Ok(changes.into_iter().filter(|change| change.gesture == gesture).collect())
}

/// The words of those of some gestures that were bulk gestures.
pub(crate) async fn words(
    connection: &mut SqliteConnection,
    gestures: &[GestureId],
) -> Result<HashMap<GestureId, String>, StoreError> {
    let mut words = HashMap::new();
    for gesture in gestures {
        let id = gesture.to_bytes().to_vec();
        let row = sqlx::query_scalar("SELECT words FROM gesture WHERE id = ?").bind(id);
        words.extend(
            row.fetch_optional(&mut *connection)
                .await?
                .map(|words| (*gesture, words)),
        );
    }
    Ok(words)
}

/// The most recent gestures, newest first.
pub(crate) async fn recent(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<GestureLine>, StoreError> {
    let rows = sqlx::query(
        "SELECT g.id, g.words, g.at, g.changes, u.by IS NOT NULL, NULL, g.last AS n FROM gesture g LEFT JOIN undone u ON u.gesture = g.id \
         UNION ALL SELECT * FROM (SELECT p.id, '', 0, 1, u.by IS NOT NULL, p.body, p.n FROM pending p LEFT JOIN undone u ON u.gesture = p.id \
         WHERE p.gesture = p.id ORDER BY p.n DESC LIMIT ?1) ORDER BY n DESC LIMIT ?1",
    )
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let line = |row: &sqlx::sqlite::SqliteRow| {
        let unreadable = StoreError::Unreadable { what: "change" };
        let body: Option<&[u8]> = row.try_get(5)?;
        let change: Option<Change> = body.map(serde_json::from_slice).transpose().map_err(|_| unreadable)?;
        let gesture = GestureId::from_slice(row.try_get(0)?).ok_or(StoreError::Unreadable { what: "gesture" })?;
        let at = change.as_ref().map_or(row.try_get(2)?, |change| change.at.ms);
        let changes = u64::try_from(row.try_get::<i64, _>(3)?).unwrap_or_default();
        Ok(GestureLine {
            gesture,
            words: row.try_get(1)?,
            at,
            changes,
            undone: row.try_get(4)?,
            change,
        })
    };
    rows.iter().map(line).collect()
}
