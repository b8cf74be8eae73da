//! Records as they stand. A row's body is a page of one record (`protocol/src/page.rs`), or JSON in rows that the first
//! version of this server wrote; both are read, pages are written.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction, marks, upsert},
};
use model::{Record, RecordId};
use protocol::{record_bytes, record_of};

const COLUMNS: [&str; 5] = ["org", "id", "kind", "body", "seq"];
/// So many cells at once at most.
const LIST: usize = 4_096;

fn record(mut row: Row) -> Result<(RecordId, Record), ServerError> {
    let id = RecordId::from_bytes(row.fixed()?);
    let record = record_of(&row.bytes()?).map_err(|_| ServerError::Unreadable("a record"))?;
    Ok((id, record))
}

pub(crate) async fn find(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
) -> Result<Vec<(RecordId, Record)>, ServerError> {
    let mut found = Vec::new();
    for part in ids.chunks(LIST) {
        let list: Vec<Cell> = part.iter().map(|id| id.to_bytes().into()).collect();
        let (marks, list) = marks(1, &list);
        let sql = format!("SELECT id, body FROM record WHERE org = $1 AND id IN ({marks})");
        let cells = std::iter::once(org.into()).chain(list).collect();
        for row in from.rows(sql, cells).await? {
            found.push(record(row)?);
        }
    }
    Ok(found)
}

/// The organisation's custom fields.
pub(crate) async fn custom_fields(
    from: &mut dyn Transaction,
    org: OrgId,
) -> Result<Vec<(RecordId, Record)>, ServerError> {
    let sql = "SELECT id, body FROM record WHERE org = $1 AND kind = 'custom_field'";
    let rows = from.rows(sql.to_owned(), vec![org.into()]).await?;
    rows.into_iter().map(record).collect()
}

/// Keeps records as they stand now: id, record, position of its last change.
pub(crate) async fn keep<'a>(
    to: &mut dyn Transaction,
    org: OrgId,
    records: impl Iterator<Item = (RecordId, &'a Record, u64)>,
) -> Result<(), ServerError> {
    let mut rows = Vec::new();
    for (id, record, seq) in records {
        let body = record_bytes(id, record);
        let kind = record.kind.as_str().into();
        rows.push(vec![org.into(), id.to_bytes().into(), kind, body.into(), seq.into()]);
    }
    upsert(to, "record", &COLUMNS, rows).await
}

/// A record as it is kept, and the position of its last change.
pub(crate) struct Kept {
    pub(crate) id: RecordId,
    pub(crate) body: Vec<u8>,
    pub(crate) seq: u64,
}

/// Records that have changed since a position, in the order of their ids.
pub(crate) async fn page(
    from: &mut dyn Transaction,
    org: OrgId,
    (since, after): (u64, Option<RecordId>),
    most: usize,
) -> Result<Vec<Kept>, ServerError> {
    let sql = "SELECT id, body, seq FROM record WHERE org = $1 AND id > $2 AND seq > $3 ORDER BY id LIMIT $4";
    // No id is shorter than this one.
    let after = after.map_or_else(Vec::new, |id| id.to_bytes().to_vec());
    let cells = vec![org.into(), after.into(), since.into(), (most as u64).into()];
    let kept = |mut row: Row| {
        Ok(Kept {
            id: RecordId::from_bytes(row.fixed()?),
            body: row.bytes()?,
            seq: row.uint()?,
        })
    };
    from.rows(sql.to_owned(), cells).await?.into_iter().map(kept).collect()
}

/// How many records have changed since a position.
pub(crate) async fn count(from: &mut dyn Transaction, org: OrgId, since: u64) -> Result<u64, ServerError> {
    let sql = "SELECT count(*) FROM record WHERE org = $1 AND seq > $2";
    let mut rows = from.rows(sql.to_owned(), vec![org.into(), since.into()]).await?;
    rows.pop().ok_or(ServerError::Unreadable("a number"))?.uint()
}
