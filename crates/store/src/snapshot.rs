//! How far a first sync by pages is, and which of its records are ahead of the log. In memory it is a part of `settled`.

use crate::{StoreError, batch::Batch, settled::unsigned};
use model::RecordId;
use sqlx::{Row, SqliteConnection};
use std::collections::HashMap;

/// How far a first sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The epoch of its positions.
    pub epoch: u32,
    /// The log was followed up to here before; 0: never.
    pub since: u64,
    /// The position of the first page, from which the log is followed afterwards.
    pub follow: u64,
    /// The chain's head there.
    pub head: [u8; 32],
    /// The last record that was taken: they come in the order of their ids.
    pub after: RecordId,
    /// Records so far.
    pub taken: u64,
    /// Records in all, as the server said at the beginning.
    pub whole: u64,
    /// The scope that they are of; 0: everything.
    pub scope: u64,
    /// They come over what is here, and what is not among them leaves.
    pub anew: bool,
}

impl Progress {
    /// What this device holds is to be fetched anew: no page has come yet.
    #[must_use]
    pub fn anew(epoch: u32, scope: u64) -> Self {
        Self {
            epoch,
            since: 0,
            follow: 0,
            head: [0; 32],
            after: RecordId::from_bytes([0; 16]),
            taken: 0,
            whole: 0,
            scope,
            anew: true,
        }
    }
}

/// Records that stand as of a later position than the log is followed from.
pub(crate) type Ahead = HashMap<RecordId, u64>;

pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<(Option<Progress>, Ahead), StoreError> {
    let row = sqlx::query("SELECT epoch, since, follow, head, after, taken, whole, scope, anew FROM snapshot")
        .fetch_optional(&mut *connection)
        .await?;
    let unreadable = || StoreError::Unreadable { what: "first sync" };
    let progress = match row {
        Some(row) => Some(Progress {
            epoch: row.try_get(0)?,
            since: unsigned(row.try_get(1)?),
            follow: unsigned(row.try_get(2)?),
            head: row.try_get::<&[u8], _>(3)?.try_into().map_err(|_| unreadable())?,
            after: RecordId::from_slice(row.try_get(4)?).ok_or_else(unreadable)?,
            taken: unsigned(row.try_get(5)?),
            whole: unsigned(row.try_get(6)?),
            scope: unsigned(row.try_get(7)?),
            anew: row.try_get(8)?,
        }),
        None => None,
    };
    let rows = sqlx::query("SELECT id, as_of FROM ahead").fetch_all(connection).await?;
    let pair = |row: &sqlx::sqlite::SqliteRow| {
        let id = RecordId::from_slice(row.try_get(0)?).ok_or_else(unreadable)?;
        Ok((id, unsigned(row.try_get(1)?)))
    };
    Ok((progress, rows.iter().map(pair).collect::<Result<_, StoreError>>()?))
}

/// Adds how far it is to a batch; `None`: it has come to its end.
pub(crate) fn plan(batch: &mut Batch, progress: Option<&Progress>) {
    let Some(progress) = progress else {
        batch.push("DELETE FROM snapshot;");
        return;
    };
    batch.push(
        "INSERT OR REPLACE INTO snapshot (one, epoch, since, follow, head, after, taken, whole, scope, anew) \
         VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?);",
    );
    batch.bind(progress.epoch);
    batch.bind(progress.since as i64);
    batch.bind(progress.follow as i64);
    batch.bind(progress.head.to_vec());
    batch.bind(progress.after.to_bytes().to_vec());
    batch.bind(progress.taken as i64);
    batch.bind(progress.whole as i64);
    batch.bind(progress.scope as i64);
    batch.bind(i64::from(progress.anew));
}

/// Adds records that are ahead of the log to a batch.
pub(crate) fn plan_ahead(batch: &mut Batch, ahead: &[(RecordId, u64)]) {
    for (id, as_of) in ahead {
        batch.push("INSERT OR REPLACE INTO ahead (id, as_of) VALUES (?, ?);");
        batch.bind(id.to_bytes().to_vec());
        batch.bind(*as_of as i64);
    }
}
