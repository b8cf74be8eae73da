//! The outbox: this device's changes with their first bytes, single or in compressed runs.

use crate::{StoreError, batch::Batch};
use model::{Change, GestureId};
use sqlx::{Row, SqliteConnection};

/// Changes in one run of a bulk gesture.
pub(crate) const RUN: usize = 2048;
const LEVEL: i32 = 7;
/// A run is decompressed only up to this size.
const RUN_BYTES_MAX: usize = 256 << 20;

/// A change that waits to be written, with its frozen bytes.
pub(crate) struct Frozen {
    pub(crate) n: u64,
    pub(crate) id: [u8; 16],
    pub(crate) gesture: GestureId,
    pub(crate) body: Vec<u8>,
}

impl Frozen {
    pub(crate) fn of(change: &Change) -> Result<Self, StoreError> {
        let body = serde_json::to_vec(change).map_err(|_| StoreError::Unreadable { what: "change" })?;
        Ok(Self {
            n: change.n,
            id: change.id.to_bytes(),
            gesture: change.gesture,
            body,
        })
    }
}

/// Adds single changes to a batch.
pub(crate) fn add(batch: &mut Batch, changes: &[Frozen]) {
    for change in changes {
        batch.push("INSERT INTO pending (n, id, gesture, body) VALUES (?, ?, ?, ?);");
        batch.bind(change.n as i64);
        batch.bind(change.id.to_vec());
        batch.bind(change.gesture.to_bytes().to_vec());
        batch.bind(change.body.clone());
    }
}

/// Adds one run of a bulk gesture to a batch.
pub(crate) fn add_run(batch: &mut Batch, changes: &[Frozen]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return Ok(());
    };
    let lines: Vec<&[u8]> = changes.iter().map(|c| c.body.as_slice()).collect();
    let body = zstd::bulk::compress(&lines.join(&b'\n'), LEVEL).map_err(|_| StoreError::Unreadable { what: "run" })?;
    batch.push("INSERT INTO pending_run (first, last, gesture, body) VALUES (?, ?, ?, ?);");
    batch.bind(first.n as i64);
    batch.bind(last.n as i64);
    batch.bind(first.gesture.to_bytes().to_vec());
    batch.bind(body);
    Ok(())
}

fn parse(body: &[u8]) -> Result<Change, StoreError> {
    serde_json::from_slice(body).map_err(|_| StoreError::Unreadable { what: "change" })
}

/// The changes from `skip` on, at most `take`: only those are parsed.
fn parse_run(body: &[u8], skip: u64, take: u64) -> Result<Vec<Change>, StoreError> {
    let unreadable = |_| StoreError::Unreadable { what: "run of changes" };
    let size = zstd::zstd_safe::get_frame_content_size(body)
        .ok()
        .flatten()
        .and_then(|size| usize::try_from(size).ok());
    let size = size.filter(|size| *size <= RUN_BYTES_MAX).unwrap_or(RUN_BYTES_MAX);
    let lines = zstd::bulk::decompress(body, size).map_err(unreadable)?;
    let lines = lines.split(|byte| *byte == b'\n');
    let (skip, take) = (skip as usize, usize::try_from(take).unwrap_or(usize::MAX));
    lines.skip(skip).take(take).map(parse).collect()
}

/// This device's changes with the counters from `first` to `last`, in order.
pub(crate) async fn between(
    connection: &mut SqliteConnection,
    first: u64,
    last: u64,
) -> Result<Vec<Change>, StoreError> {
    let (first_n, last_n) = (first as i64, last as i64);
    let singles: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM pending WHERE n BETWEEN ? AND ? ORDER BY n")
        .bind(first_n)
        .bind(last_n)
        .fetch_all(&mut *connection)
        .await?;
    let mut changes = singles.iter().map(|body| parse(body)).collect::<Result<Vec<_>, _>>()?;
    // Runs do not overlap, so the one before `first` is the only earlier one that can reach into the range.
    let runs = sqlx::query(
        "SELECT body, first FROM pending_run WHERE last >= ?1 AND first <= ?2 AND first >= \
         coalesce((SELECT max(first) FROM pending_run WHERE first <= ?1), 0) ORDER BY first",
    )
    .bind(first_n)
    .bind(last_n)
    .fetch_all(&mut *connection)
    .await?;
    for run in runs {
        // A run is dense, so the line of a counter is known.
        let begins = run.try_get::<i64, _>(1)? as u64;
        let from = first.max(begins);
        let count = last.saturating_sub(from).saturating_add(1);
        changes.extend(parse_run(run.try_get(0)?, from - begins, count)?);
    }
    changes.sort_by_key(|change| change.n);
    Ok(changes)
}

/// Single changes by their counters, in order.
pub(crate) async fn numbered(connection: &mut SqliteConnection, numbers: &[u64]) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::with_capacity(numbers.len());
    for n in numbers {
        changes.extend(between(connection, *n, *n).await?);
    }
    Ok(changes)
}

/// The last single change.
pub(crate) async fn last_single(connection: &mut SqliteConnection) -> Result<Option<Change>, StoreError> {
    let body: Option<Vec<u8>> = sqlx::query_scalar("SELECT body FROM pending ORDER BY n DESC LIMIT 1")
        .fetch_optional(connection)
        .await?;
    body.map(|body| parse(&body)).transpose()
}

/// How many changes wait.
pub(crate) async fn waiting(connection: &mut SqliteConnection) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM pending) + (SELECT coalesce(sum(last - first + 1), 0) FROM pending_run)",
    )
    .fetch_one(connection)
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
