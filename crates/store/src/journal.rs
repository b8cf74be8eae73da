//! The log as this device knows it: its own changes with what was answered, and what others wrote.

use crate::{StoreError, batch::Batch, outbox, settled::unsigned, store::Inner};
use model::{Change, Judged, RecordId};
use sqlx::{Row, SqliteConnection};

/// A change with its place in the log, where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The change.
    pub change: Change,
    /// What became of it.
    pub standing: Place,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// No server has answered.
    Waiting,
    /// It has a position in the log.
    Held {
        /// The epoch.
        epoch: u32,
        /// The position.
        seq: u64,
        /// The verdict.
        judged: Judged,
    },
    /// The server refused it, with this code.
    Refused {
        /// The code.
        code: String,
    },
}

impl Logged {
    /// The positions that it has.
    #[must_use]
    pub fn places(&self) -> Vec<(u32, u64)> {
        match self.standing {
            Place::Held { epoch, seq, .. } => vec![(epoch, seq)],
            Place::Waiting | Place::Refused { .. } => Vec::new(),
        }
    }
}

/// Adds a change of somebody else.
pub(crate) fn add(batch: &mut Batch, epoch: u32, seq: u64, change: &Change, judged: &Judged) -> Result<(), StoreError> {
    batch.push("INSERT OR REPLACE INTO journal (seq, epoch, record, change, judged) VALUES (?, ?, ?, ?, ?);");
    batch.bind(seq as i64);
    batch.bind(epoch);
    batch.bind(change.record.to_bytes().to_vec());
    batch.bind(json(change)?);
    batch.bind(json(judged)?);
    Ok(())
}

pub(crate) fn json(what: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(what).map_err(|_| StoreError::Unreadable { what: "change" })
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "change" })
}

/// What others wrote to a record.
pub(crate) const OF_RECORD: &str = "SELECT epoch, seq, change, judged FROM journal WHERE record = ? ORDER BY seq";

fn held(row: &sqlx::sqlite::SqliteRow) -> Result<Logged, StoreError> {
    Ok(Logged {
        change: parse(row.try_get(2)?)?,
        standing: Place::Held {
            epoch: row.try_get(0)?,
            seq: unsigned(row.try_get(1)?),
            judged: parse(row.try_get(3)?)?,
        },
    })
}

/// What others wrote, between two positions.
pub(crate) async fn between(connection: &mut SqliteConnection, after: u64, to: u64) -> Result<Vec<Logged>, StoreError> {
    let sql = "SELECT epoch, seq, change, judged FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq";
    let rows = sqlx::query(sql)
        .bind(after as i64)
        .bind(to as i64)
        .fetch_all(connection)
        .await?;
    rows.iter().map(held).collect()
}

/// The changes that stand in a record: those of the log in its order, then what waits, in the order of their counters. What
/// was refused is not among them.
pub(crate) async fn of_record(
    connection: &mut SqliteConnection,
    inner: &Inner,
    id: RecordId,
    acts: &[u64],
) -> Result<Vec<Logged>, StoreError> {
    let rows = sqlx::query(OF_RECORD)
        .bind(id.to_bytes().to_vec())
        .fetch_all(&mut *connection)
        .await?;
    let mut logged = rows.iter().map(held).collect::<Result<Vec<_>, _>>()?;
    for change in outbox::numbered(connection, inner, acts).await? {
        if change.record == id {
            let standing = standing(connection, inner, &change).await?;
            if !matches!(standing, Place::Refused { .. }) {
                logged.push(Logged { change, standing });
            }
        }
    }
    logged.sort_by_key(|logged| match &logged.standing {
        Place::Held { epoch, seq, .. } => (*epoch, *seq, 0),
        Place::Waiting | Place::Refused { .. } => (u32::MAX, u64::MAX, logged.change.n),
    });
    Ok(logged)
}

/// What the server answered to an own change.
pub(crate) async fn standing(
    connection: &mut SqliteConnection,
    inner: &Inner,
    change: &Change,
) -> Result<Place, StoreError> {
    let Some(answer) = inner.authors().settled.answer(change.n) else {
        return Ok(Place::Waiting);
    };
    let row = sqlx::query("SELECT first, body FROM answered WHERE first <= ? ORDER BY first DESC LIMIT 1")
        .bind(change.n as i64)
        .fetch_one(connection)
        .await?;
    let body: Option<&str> = row.try_get(1)?;
    let first = unsigned(row.try_get(0)?);
    let judged = match body {
        Some(body) => {
            let all: Vec<Judged> = parse(body)?;
            let at = usize::try_from(change.n - first).unwrap_or(usize::MAX);
            all.into_iter()
                .nth(at)
                .ok_or(StoreError::Unreadable { what: "verdict" })?
        }
        None => Judged::Plain {
            when: change.at.ms,
            role: inner.device().role,
        },
    };
    Ok(match (answer, judged) {
        (Some((epoch, seq)), judged) => Place::Held { epoch, seq, judged },
        (None, Judged::Whole { verdict }) => Place::Refused {
            code: verdict.code.unwrap_or_default(),
        },
        (None, Judged::Plain { .. }) => Place::Refused { code: String::new() },
    })
}
