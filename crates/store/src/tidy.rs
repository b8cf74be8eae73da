//! Tidying in idle moments: checkpoints of the write-ahead log and merges of the search index, both on the one writing
//! connection, both off the path of somebody's save.
//!
//! A save that falls into a merge waits for it, so one step is small. Only when a burst of saves leaves no idle moment for
//! long (the log beyond [`WAL_MOST`]) is the work done between two of them.

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
/// Log size above which an idle moment is used for a checkpoint, in bytes.
const WAL_ENOUGH: u64 = 2 << 20;
/// Log size at which tidying no longer waits for an idle moment, in bytes.
const WAL_MOST: u64 = 48 << 20;
/// Pages of the search index that one step merges.
const MERGE_PAGES: i64 = 64;

/// Tidies until the store is closed. `commits` says that something was saved.
pub(crate) async fn run(inner: Weak<Inner>, mut commits: mpsc::Receiver<()>) {
    let mut unmerged = 0u32;
    while commits.recv().await.is_some() {
        unmerged += 1;
        let mut burst = false;
        // Wait for the burst to end, but not for ever.
        while let Ok(more) = tokio::time::timeout(IDLE, commits.recv()).await {
            if more.is_none() {
                return;
            }
            unmerged += 1;
            let Some(inner) = inner.upgrade() else { return };
            if inner.wal_bytes() > WAL_MOST || unmerged > 600 {
                burst = true;
                break;
            }
        }
        let Some(inner) = inner.upgrade() else { return };
        if burst || unmerged > 4 {
            merge(&inner).await;
            unmerged = 0;
        }
        if inner.wal_bytes() > WAL_ENOUGH {
            checkpoint(&mut *inner.writer.lock().await).await;
        }
    }
}

async fn merge(inner: &Arc<Inner>) {
    for table in INDEXES {
        for _ in 0..64 {
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

/// Moves the log into the database file. Failing does no harm: the log stays and is read as before.
pub(crate) async fn checkpoint(writer: &mut Writer) {
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut writer.connection)
        .await
    {
        tracing::warn!(code = ?error.as_database_error().and_then(|e| e.code()), "log not moved into the database");
    }
}
