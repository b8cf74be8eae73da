//! The outbox: this device's changes with their first bytes, single or in compressed runs.
//!
//! A run need not hold the bytes of a change that made a record: while the record is as it was made, they follow from its
//! row (`crate::imprint`). The record's first later change keeps them.

mod run;

use crate::{
    StoreError,
    authors::Authors,
    batch::Batch,
    rows::{self, Found},
    store::Inner,
    tables,
};
use model::{Change, GestureId};
use run::Entry;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::BTreeMap;

/// Changes in one run of a bulk gesture.
pub(crate) const RUN: usize = 2048;

/// A change that waits to be written.
pub(crate) struct Frozen {
    pub(crate) n: u64,
    pub(crate) id: [u8; 16],
    pub(crate) gesture: GestureId,
    pub(crate) body: Body,
    /// The first bytes of the change that made the record, where this is the first change after it and the run of the
    /// other does not hold them.
    pub(crate) kept: Option<Vec<u8>>,
}

/// What the outbox holds of a change.
pub(crate) enum Body {
    /// Its frozen bytes.
    Whole(Vec<u8>),
    /// The row from which they follow.
    Named { table: i64, row: i64 },
}

impl Frozen {
    pub(crate) fn of(change: &Change, kept: Option<Vec<u8>>) -> Result<Self, StoreError> {
        Ok(Self {
            n: change.n,
            id: change.id.to_bytes(),
            gesture: change.gesture,
            body: Body::Whole(bytes_of(change)?),
            kept,
        })
    }
}

/// A change's bytes, as they are frozen.
pub(crate) fn bytes_of(change: &Change) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(change).map_err(|_| StoreError::Unreadable { what: "change" })
}

/// Adds single changes to a batch.
pub(crate) fn add(batch: &mut Batch, changes: Vec<Frozen>) {
    for change in changes {
        let Body::Whole(body) = change.body else {
            continue; // only a run names rows
        };
        batch.push("INSERT INTO pending (n, id, gesture, body, kept) VALUES (?, ?, ?, ?, ?);");
        batch.bind(change.n as i64);
        batch.bind(change.id.to_vec());
        batch.bind(change.gesture.to_bytes().to_vec());
        batch.bind(body);
        batch.bind(change.kept);
    }
}

/// Adds one run of a bulk gesture to a batch.
pub(crate) fn add_run(batch: &mut Batch, changes: &[Frozen]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return Ok(());
    };
    batch.push("INSERT INTO pending_run (first, last, gesture, body) VALUES (?, ?, ?, ?);");
    batch.bind(first.n as i64);
    batch.bind(last.n as i64);
    batch.bind(first.gesture.to_bytes().to_vec());
    batch.bind(run::compress(changes)?);
    Ok(())
}

pub(crate) fn parse(body: &[u8]) -> Result<Change, StoreError> {
    serde_json::from_slice(body).map_err(|_| StoreError::Unreadable { what: "change" })
}

/// Entries of runs with the counters from `first` to `last`.
async fn in_runs(connection: &mut SqliteConnection, first: u64, last: u64) -> Result<Vec<(u64, Entry)>, StoreError> {
    // Runs do not overlap, so the one before `first` is the only earlier one that can reach into the range.
    let runs = sqlx::query(
        "SELECT body, first FROM pending_run WHERE last >= ?1 AND first <= ?2 AND first >= \
         coalesce((SELECT max(first) FROM pending_run WHERE first <= ?1), 0) ORDER BY first",
    )
    .bind(first as i64)
    .bind(last as i64)
    .fetch_all(connection)
    .await?;
    let mut entries = Vec::new();
    for run in runs {
        // A run is dense, so the place of a counter is known.
        let begins = run.try_get::<i64, _>(1)? as u64;
        let from = first.max(begins);
        let count = last.saturating_sub(from).saturating_add(1);
        entries.extend((from..).zip(run::decompress(run.try_get(0)?, from - begins, count)?));
    }
    Ok(entries)
}

/// This device's changes with the counters from `first` to `last`, in order.
///
/// # Errors
/// [`StoreError::NotAsWritten`] where a change that follows from a row is not what was first written.
pub(crate) async fn between(
    connection: &mut SqliteConnection,
    inner: &Inner,
    first: u64,
    last: u64,
) -> Result<Vec<Change>, StoreError> {
    let singles: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM pending WHERE n BETWEEN ? AND ? ORDER BY n")
        .bind(first as i64)
        .bind(last as i64)
        .fetch_all(&mut *connection)
        .await?;
    let mut changes = singles.iter().map(|body| parse(body)).collect::<Result<Vec<_>, _>>()?;
    let mut named: BTreeMap<i64, BTreeMap<i64, u64>> = BTreeMap::new();
    for (n, entry) in in_runs(connection, first, last).await? {
        match entry {
            Entry::Whole(body, _) => changes.push(parse(&body)?),
            Entry::Named(table, row) => drop(named.entry(table).or_default().insert(row, n)),
        }
    }
    for (table, rows) in named {
        let rows: Vec<(i64, u64)> = rows.into_iter().collect();
        for rows in rows.chunks(RUN) {
            follow(connection, inner, table, rows, &mut changes).await?;
        }
    }
    changes.sort_by_key(|change| change.n);
    if inner.authors().settled.has_anew {
        put_anew(connection, (first, last), &mut changes).await?;
    }
    Ok(changes)
}

/// Puts what was frozen anew in the place of what was frozen first.
async fn put_anew(
    connection: &mut SqliteConnection,
    (first, last): (u64, u64),
    changes: &mut [Change],
) -> Result<(), StoreError> {
    let anew: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM anew WHERE n BETWEEN ? AND ?")
        .bind(first as i64)
        .bind(last as i64)
        .fetch_all(connection)
        .await?;
    for body in anew {
        let change = parse(&body)?;
        let place = changes.binary_search_by_key(&change.n, |change| change.n);
        if let Some(place) = place.ok().and_then(|at| changes.get_mut(at)) {
            *place = change;
        }
    }
    Ok(())
}

/// Changes that follow from rows of one kind, each row with the counter of the change that made it.
async fn follow(
    connection: &mut SqliteConnection,
    inner: &Inner,
    table: i64,
    rows: &[(i64, u64)],
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    let table = tables::by_number(table).ok_or(StoreError::Unreadable { what: "kind" })?;
    let numbers: Vec<String> = rows.iter().map(|(row, _)| row.to_string()).collect();
    let sql = format!(
        "{} WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row",
        table.select
    );
    let there = sqlx::query(AssertSqlSafe(sql))
        .bind(format!("[{}]", numbers.join(",")))
        .fetch_all(&mut *connection)
        .await?;
    let authors = inner.authors();
    let by_row = there
        .iter()
        .map(|row| Ok((row.try_get(0)?, row)))
        .collect::<Result<BTreeMap<i64, _>, StoreError>>()?;
    for (row, n) in rows {
        let missing = StoreError::NotAsWritten { n: *n };
        let found = match by_row.get(row) {
            Some(there) => rows::found(table, there, &authors)?,
            // The server refused it, and its record is gone.
            None => {
                changes.push(first_bytes(connection, *n).await?.ok_or(missing)?);
                continue;
            }
        };
        changes.push(made(connection, &found, *n, &authors).await?);
    }
    Ok(())
}

/// A change that made a record, where somebody else's word has altered its row since.
async fn first_bytes(connection: &mut SqliteConnection, n: u64) -> Result<Option<Change>, StoreError> {
    let first: Option<Vec<u8>> = sqlx::query_scalar("SELECT body FROM first_bytes WHERE n = ?")
        .bind(n as i64)
        .fetch_optional(connection)
        .await?;
    first.map(|first| parse(&first)).transpose()
}

/// The change that made a record.
async fn made(
    connection: &mut SqliteConnection,
    found: &Found,
    n: u64,
    authors: &Authors,
) -> Result<Change, StoreError> {
    if let Some(made) = found.made {
        return Ok(authors.rebuild(found.id, n, made, &found.record)?.0);
    }
    if let Some(first) = first_bytes(connection, n).await? {
        return Ok(first);
    }
    let acts = crate::acts::unpack(&found.acts);
    let next = acts.get(1).copied().filter(|_| acts.first() == Some(&n));
    let next = next.ok_or(StoreError::NotAsWritten { n })?;
    let kept: Option<Option<Vec<u8>>> = sqlx::query_scalar("SELECT kept FROM pending WHERE n = ?")
        .bind(next as i64)
        .fetch_optional(&mut *connection)
        .await?;
    let kept = match kept {
        Some(kept) => kept,
        None => in_runs(connection, next, next)
            .await?
            .into_iter()
            .find_map(|(_, entry)| match entry {
                Entry::Whole(_, kept) => kept,
                Entry::Named(..) => None,
            }),
    };
    let change = parse(&kept.ok_or(StoreError::NotAsWritten { n })?)?;
    if change.n == n && change.record == found.id {
        Ok(change)
    } else {
        Err(StoreError::NotAsWritten { n })
    }
}

/// Single changes by their counters, in order.
pub(crate) async fn numbered(
    connection: &mut SqliteConnection,
    inner: &Inner,
    numbers: &[u64],
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::with_capacity(numbers.len());
    for n in numbers {
        changes.extend(between(connection, inner, *n, *n).await?);
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
