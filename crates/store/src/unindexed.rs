//! Words of recent single saves that are not in the search indexes yet.
//!
//! Putting one record into three FTS5 indexes touches a dozen pages, most of them for bookkeeping; each page is encrypted,
//! signed and written. A save therefore leaves its words in one small row here, in its own transaction, and an idle moment
//! (or a burst's every few hundredth save) folds them into the indexes together. Until then a search looks here first:
//! these rows are read before the indexes are asked, and what an index says of them is left out.
//!
//! Most searches happen while there are none, and need not look: the writer keeps in memory whether there can be any.

use crate::{StoreError, batch::Batch, tx::INDEXES};
use sqlx::{Row, SqliteConnection};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether there can be such words. Only who holds the writer says so: that there are some before their commit, that there
/// are none after the commit of a fold.
pub(crate) struct Left(AtomicBool);

impl Default for Left {
    /// After a start nobody knows.
    fn default() -> Self {
        Self(AtomicBool::new(true))
    }
}

impl Left {
    pub(crate) fn say(&self, some: bool) {
        self.0.store(some, Ordering::SeqCst);
    }

    /// Everything that is not in the indexes yet.
    pub(crate) async fn all(&self, connection: &mut SqliteConnection) -> Result<Unindexed, StoreError> {
        if self.0.load(Ordering::SeqCst) {
            all(connection).await
        } else {
            Ok(Unindexed::new())
        }
    }
}

/// A record's words by index, in the order of [`INDEXES`]; `None` where the index already has them.
pub(crate) type Words = [Option<String>; 3];

/// Rowids of the indexes, with the words that stand there from now on.
pub(crate) type Unindexed = BTreeMap<i64, Words>;

/// Everything that is not in the indexes yet.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Unindexed, StoreError> {
    let rows = sqlx::query("SELECT row, name, number, text FROM unindexed")
        .fetch_all(connection)
        .await?;
    let words =
        |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, [row.try_get(1)?, row.try_get(2)?, row.try_get(3)?]));
    rows.iter().map(words).collect()
}

/// Adds a save's words to its batch.
pub(crate) fn leave(batch: &mut Batch, row: i64, words: Words) {
    batch.push(
        "INSERT INTO unindexed (row, name, number, text) VALUES (?, ?, ?, ?) ON CONFLICT (row) DO UPDATE SET \
         name = coalesce(excluded.name, name), number = coalesce(excluded.number, number), text = coalesce(excluded.text, text);",
    );
    batch.bind(row);
    words.into_iter().for_each(|words| batch.bind(words));
}

/// Adds the folding of everything to a batch, which has to be a transaction. False where there is nothing to fold.
pub(crate) async fn fold(connection: &mut SqliteConnection, batch: &mut Batch) -> Result<bool, StoreError> {
    let all = all(connection).await?;
    if all.is_empty() {
        return Ok(false);
    }
    for (row, words) in all {
        for (index, words) in INDEXES.into_iter().zip(words) {
            if let Some(words) = words {
                replace(batch, index, row, words);
            }
        }
    }
    batch.push("DELETE FROM unindexed;");
    Ok(true)
}

/// Words of a record that is in the index already, or was.
pub(crate) fn replace(batch: &mut Batch, index: &str, row: i64, words: String) {
    if words.is_empty() {
        batch.push(&format!("DELETE FROM {index} WHERE rowid = ?;"));
        batch.bind(row);
    } else {
        batch.push(&format!("INSERT OR REPLACE INTO {index} (rowid, words) VALUES (?, ?);"));
        batch.bind(row);
        batch.bind(words);
    }
}
