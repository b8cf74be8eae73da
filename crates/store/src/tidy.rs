//! Tidying in idle moments: checkpoints of the write-ahead log and merges of the search index, both on the one writing
//! connection, both off the path of somebody's save.
//!
//! A save that falls into a merge waits for it, so one step is small. A merge of the index costs as much as it has segments
//! to read, and every save makes one, so a burst of saves without an idle moment is merged as it goes, [`SAVES`] at a time:
//! six hundred at once took 30 ms. The log is moved within a burst only when it has grown beyond [`WAL_MOST`].

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
const WAL_MOST: u64 = 16 << 20;
/// Saves of a burst that are merged together.
const SAVES: u32 = 24;
/// Pages of the search index that one step merges.
const MERGE_PAGES: i64 = 64;

/// Tidies until the store is closed. `commits` says that something was saved.
pub(crate) async fn run(inner: Weak<Inner>, mut commits: mpsc::Receiver<()>) {
    while commits.recv().await.is_some() {
        let mut saves = 1u32;
        while let Ok(more) = tokio::time::timeout(IDLE, commits.recv()).await {
            if more.is_none() {
                return;
            }
            saves += 1;
            if saves.is_multiple_of(SAVES) {
                let Some(inner) = inner.upgrade() else { return };
                merge(&inner, 1).await;
                move_log(&inner, WAL_MOST).await;
            }
        }
        let Some(inner) = inner.upgrade() else { return };
        if saves > 4 {
            merge(&inner, 64).await;
        }
        move_log(&inner, WAL_ENOUGH).await;
    }
}

async fn move_log(inner: &Arc<Inner>, enough: u64) {
    if inner.wal_bytes() > enough {
        checkpoint(&mut *inner.writer.lock().await).await;
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

/// Moves the log into the database file. Failing does no harm: the log stays and is read as before.
pub(crate) async fn checkpoint(writer: &mut Writer) {
    if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut writer.connection)
        .await
    {
        tracing::warn!(code = ?error.as_database_error().and_then(|e| e.code()), "log not moved into the database");
    }
}
