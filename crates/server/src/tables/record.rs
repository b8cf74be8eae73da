//! Records as they stand.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction, marks, upsert},
};
use model::{Record, RecordId};

const COLUMNS: [&str; 5] = ["org", "id", "kind", "body", "seq"];
/// So many cells at once at most.
const LIST: usize = 4_096;

fn record(mut row: Row) -> Result<(RecordId, Record), ServerError> {
    let id = RecordId::from_bytes(row.fixed()?);
    let body = serde_json::from_slice(&row.bytes()?).map_err(|_| ServerError::Unreadable("a record"))?;
    Ok((id, body))
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
        let body = serde_json::to_vec(record).map_err(|_| ServerError::Unreadable("a record"))?;
        let kind = record.kind.as_str().into();
        rows.push(vec![org.into(), id.to_bytes().into(), kind, body.into(), seq.into()]);
    }
    upsert(to, "record", &COLUMNS, rows).await
}
