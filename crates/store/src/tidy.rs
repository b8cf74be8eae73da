//! Tidying in idle moments: checkpoints of the write-ahead log and merges of the search index, both on the one writing
//! connection, both off the path of somebody's save.
//!
//! A save that falls into one of these waits for it, so a burst without an idle moment has them rarely: its words are
//! folded after [`FOLDED`] saves, in one piece of the index instead of one for each save, and the log is moved after [`MOVED`].
//! Moving the log leaves its file as it is, to be written over: a save into a file that does not grow is cheaper to make
//! durable.

use crate::{
    StoreError,
    batch::Batch,
    store::{Inner, Writer},
    tx::INDEXES,
    unindexed, unworded,
};
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::mpsc, time::sleep};

/// While there are saves, they are looked at this often; so many looks without one are an idle moment.
const LOOK: Duration = Duration::from_millis(50);
const IDLE: u32 = 3;
/// Log size at which the log is cut to nothing, in bytes: a big import has been.
const WAL_MOST: u64 = 32 << 20;
/// Saves of a burst whose words are folded into the search indexes together.
const FOLDED: u64 = 256;
/// Saves after which the log is moved into the database, without waiting for an idle moment.
const MOVED: u64 = 512;
/// Saves that are worth moving in an idle moment.
const WORTH: u64 = 24;
/// Pages of the search index that one step merges.
const MERGE_PAGES: i64 = 64;

/// How many saves there were. Only the first after an idle moment wakes the tidying: waking it for each would be a tenth of
/// what a save costs.
pub(crate) struct Saves {
    count: AtomicU64,
    asleep: AtomicBool,
    wake: mpsc::Sender<()>,
}

impl Saves {
    /// With what the tidying is woken by.
    pub(crate) fn new() -> (Self, mpsc::Receiver<()>) {
        let (wake, woken) = mpsc::channel(1);
        let saves = Self {
            count: AtomicU64::new(0),
            asleep: AtomicBool::new(true),
            wake,
        };
        (saves, woken)
    }

    /// One more.
    pub(crate) fn add(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        if self.asleep.load(Ordering::SeqCst) && self.asleep.swap(false, Ordering::SeqCst) {
            // Full: it is being woken already.
            let _woken = self.wake.try_send(());
        }
    }

    fn count(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// From here on the next save wakes the tidying. One that came after `seen` does so here.
    fn fall_asleep(&self, seen: u64) {
        self.asleep.store(true, Ordering::SeqCst);
        if self.count() != seen && self.asleep.swap(false, Ordering::SeqCst) {
            let _woken = self.wake.try_send(());
        }
    }
}

/// Tidies until the store is closed.
pub(crate) async fn run(inner: Weak<Inner>, mut woken: mpsc::Receiver<()>) {
    let (mut tidied, mut folded, mut moved) = (0, 0, 0);
    while woken.recv().await.is_some() {
        let (mut seen, mut quiet) = (tidied, 0);
        while quiet < IDLE {
            sleep(LOOK).await;
            let Some(inner) = inner.upgrade() else { return };
            let saves = inner.saves.count();
            quiet = if saves == seen { quiet + 1 } else { 0 };
            seen = saves;
            if seen - folded >= FOLDED {
                folded = seen;
                fold(&inner).await;
                merge(&inner, 1).await;
            }
            if seen - moved >= MOVED {
                moved = seen;
                checkpoint(&mut *inner.writer.lock().await, Log::Kept).await;
            }
        }
        let Some(inner) = inner.upgrade() else { return };
        word(&inner).await;
        fold(&inner).await;
        folded = seen;
        if seen - tidied > 4 {
            merge(&inner, 64).await;
        }
        tidied = seen;
        let long = inner.wal_bytes() > WAL_MOST;
        if seen - moved >= WORTH || long {
            moved = seen;
            let log = if long { Log::Cut } else { Log::Kept };
            checkpoint(&mut *inner.writer.lock().await, log).await;
        }
        inner.saves.fall_asleep(seen);
    }
}

/// Brings the words of a first sync's rows into the search indexes. What fails is tried again after the next save.
async fn word(inner: &Arc<Inner>) {
    loop {
        match unworded::step(inner).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "words of a first sync not indexed");
                return;
            }
        }
    }
}

/// Folds the words of recent saves into the search indexes. Failing does no harm: they stay where searches look first.
async fn fold(inner: &Arc<Inner>) {
    let mut writer = inner.writer.lock().await;
    writer.roll_back().await;
    let mut batch = Batch::default();
    batch.push("BEGIN IMMEDIATE;");
    let folded = match unindexed::fold(&mut writer.connection, &mut batch).await {
        Ok(false) => {
            inner.left.say(false);
            return;
        }
        Ok(true) => {
            batch.push("COMMIT;");
            writer.begun = true;
            batch.run(&mut writer.connection, false).await.map_err(StoreError::from)
        }
        Err(error) => Err(error),
    };
    match folded {
        Ok(()) => {
            writer.begun = false;
            inner.left.say(false);
        }
        Err(error) => {
            tracing::warn!(%error, "search words not folded");
            writer.roll_back().await;
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
