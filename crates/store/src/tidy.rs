//! Tidying in idle moments: checkpoints of the write-ahead log and merges of the search index, both on the one writing
//! connection, both off the path of somebody's save.
//!
//! A save that falls into a merge waits for it, so one step is small. A merge of the index costs as much as it has segments
//! to read, and every save makes one, so a burst of saves without an idle moment is merged as it goes, [`SAVES`] at a time:
//! six hundred at once took 30 ms. Moving the
//! log leaves its file as it is, to be written over: a save into a file that does not grow is cheaper to make durable.

use crate::{
    store::{Inner, Writer},
    tx::INDEXES,
};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::sync::mpsc;

/// This long without a save is an idle moment.
const IDLE: Duration = Duration::from_millis(150);
/// Log size at which the log is cut to nothing, in bytes: a big import has been.
const WAL_MOST: u64 = 32 << 20;
/// Saves of a burst that are merged together.
const SAVES: u32 = 24;
/// Saves after which the log is moved into the database, without waiting for an idle moment.
const MOVED: u32 = 480;
/// Pages of the search index that one step merges.
const MERGE_PAGES: i64 = 64;

/// Tidies until the store is closed. `commits` says that something was saved.
pub(crate) async fn run(inner: Weak<Inner>, mut commits: mpsc::Receiver<()>) {
    let mut unmoved = 0u32;
    while commits.recv().await.is_some() {
        let mut saves = 1u32;
        unmoved += 1;
        while let Ok(more) = tokio::time::timeout(IDLE, commits.recv()).await {
            if more.is_none() {
                return;
            }
            saves += 1;
            unmoved += 1;
            let Some(inner) = inner.upgrade() else { return };
            if saves.is_multiple_of(SAVES) {
                merge(&inner, 1).await;
            }
            if unmoved >= MOVED {
                unmoved = 0;
                checkpoint(&mut *inner.writer.lock().await, Log::Kept).await;
            }
        }
        let Some(inner) = inner.upgrade() else { return };
        if saves > 4 {
            merge(&inner, 64).await;
        }
        if unmoved >= SAVES || inner.wal_bytes() > WAL_MOST {
            unmoved = 0;
            let log = if inner.wal_bytes() > WAL_MOST {
                Log::Cut
            } else {
                Log::Kept
            };
            checkpoint(&mut *inner.writer.lock().await, log).await;
        }
    }
}

/// So many steps for each index, or fewer where there is no more to merge.
async fn merge(inner: &Arc<Inner>, steps: usize) {
    for table in INDEXES {
        for _ in 0..steps {
            let mut writer = inner.writer.lock().await;
            match merge_step(&mut writer, table).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(code = ?error.as_database_error().and_then(|e| e.code()), "search index not merged");
                    break;
                }
            }
        }
    }
}

/// One step; false when there is nothing more to merge (the difference in `total_changes` is below 2, as FTS5 documents).
async fn merge_step(writer: &mut Writer, table: &'static str) -> Result<bool, sqlx::Error> {
    let connection = &mut writer.connection;
    let changes = "SELECT total_changes()";
    let before: i64 = sqlx::query_scalar(changes).fetch_one(&mut *connection).await?;
    let sql = format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(MERGE_PAGES)
        .execute(&mut *connection)
        .await?;
    let after: i64 = sqlx::query_scalar(changes).fetch_one(&mut *connection).await?;
    Ok(after - before >= 2)
}

/// What becomes of the log's file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Written over from its beginning.
    Kept,
    /// Cut to nothing.
    Cut,
}

/// Moves the log into the database file. Failing does no harm: the log stays and is read as before.
pub(crate) async fn checkpoint(writer: &mut Writer, log: Log) {
    let move_it = if log == Log::Cut {
        "PRAGMA wal_checkpoint(TRUNCATE)"
    } else {
        "PRAGMA wal_checkpoint(PASSIVE)"
    };
    if let Err(error) = sqlx::query(move_it).execute(&mut writer.connection).await {
        tracing::warn!(code = ?error.as_database_error().and_then(|e| e.code()), "log not moved into the database");
    }
}
