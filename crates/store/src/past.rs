//! What this device can tell of a record's past. A record that came by a page begins here as it stood then: what became of
//! it before is on the server. As long as nothing has happened to it since, its row is that beginning; the first change
//! after that keeps it (`began`), in the same transaction.

use crate::{
    StoreError, acts,
    batch::Batch,
    journal::{self, Logged, Place},
    rows::Found,
    settled::unsigned,
    store::Inner,
};
use model::{Record, RecordId};
use sqlx::{Row, SqliteConnection};

/// A record's past, as far as it is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// As the record came; `None`: its changes are here from its making on.
    pub began: Option<Record>,
    /// What became of it since: the log in its order, then what waits.
    pub changes: Vec<Logged>,
}

pub(crate) async fn of(connection: &mut SqliteConnection, inner: &Inner, found: &Found) -> Result<Past, StoreError> {
    if acts::has_come(&found.acts) {
        return Ok(Past {
            began: Some(found.record.clone()),
            changes: Vec::new(),
        });
    }
    let numbers = acts::unpack(&found.acts);
    let mut changes = journal::of_record(&mut *connection, inner, found.id, &numbers).await?;
    let row = sqlx::query("SELECT at, body FROM began WHERE id = ?")
        .bind(found.id.to_bytes().to_vec())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else {
        return Ok(Past { began: None, changes });
    };
    let at = unsigned(row.try_get(0)?);
    changes.retain(|logged| !matches!(logged.standing, Place::Held { seq, .. } if seq <= at));
    let began = serde_json::from_str(row.try_get(1)?).map_err(|_| StoreError::Unreadable { what: "record" })?;
    Ok(Past {
        began: Some(began),
        changes,
    })
}

/// Adds a beginning to a batch: what is at or below a position of the log is in it.
pub(crate) fn plan(batch: &mut Batch, id: RecordId, at: u64, record: String) {
    batch.push("INSERT OR REPLACE INTO began (id, at, body) VALUES (?, ?, ?);");
    batch.bind(id.to_bytes().to_vec());
    batch.bind(at as i64);
    batch.bind(record);
}
