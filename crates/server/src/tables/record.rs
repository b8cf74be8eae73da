//! Records as they stand. A row's body is a page of one record (`protocol/src/page.rs`), or JSON in rows that the first
//! version of this server wrote; both are read, pages are written.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction, marks, upsert},
};
use model::{Record, RecordId};
use protocol::{record_bytes, record_of};
use std::collections::HashSet;

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

/// Which of these ids are records.
pub(crate) async fn known(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
) -> Result<HashSet<RecordId>, ServerError> {
    let mut known = HashSet::new();
    for part in ids.chunks(LIST) {
        let list: Vec<Cell> = part.iter().map(|id| id.to_bytes().into()).collect();
        let (marks, list) = marks(1, &list);
        let sql = format!("SELECT id FROM record WHERE org = $1 AND id IN ({marks})");
        let cells = std::iter::once(org.into()).chain(list).collect();
        for mut row in from.rows(sql, cells).await? {
            known.insert(RecordId::from_bytes(row.fixed()?));
        }
    }
    Ok(known)
}

/// What holds for records that somebody sees, after so many other cells: a condition, and its cells.
fn seen_by(who: Option<&[[u8; 16]]>, after: usize) -> (String, Vec<Cell>) {
    let Some(who) = who else {
        return (String::new(), Vec::new());
    };
    let list: Vec<Cell> = who.iter().map(|who| (*who).into()).collect();
    let (marks, list) = marks(after, &list);
    let condition = format!(
        " AND EXISTS (SELECT 1 FROM scope_sight s WHERE s.org = record.org AND s.record = record.id
           AND s.until IS NULL AND s.who IN ({marks}))"
    );
    (condition, list)
}

/// Records that have changed since a position, in the order of their ids; `who`: of those that they see.
pub(crate) async fn page(
    from: &mut dyn Transaction,
    org: OrgId,
    (since, after): (u64, Option<RecordId>),
    who: Option<&[[u8; 16]]>,
    most: usize,
) -> Result<Vec<Kept>, ServerError> {
    let (seen, list) = seen_by(who, 3);
    let sql = format!(
        "SELECT id, body, seq FROM record WHERE org = $1 AND id > $2 AND seq > $3{seen} ORDER BY id LIMIT ${}",
        4 + list.len()
    );
    // No id is shorter than this one.
    let after = after.map_or_else(Vec::new, |id| id.to_bytes().to_vec());
    let mut cells = vec![org.into(), after.into(), since.into()];
    cells.extend(list);
    cells.push((most as u64).into());
    let kept = |mut row: Row| {
        Ok(Kept {
            id: RecordId::from_bytes(row.fixed()?),
            body: row.bytes()?,
            seq: row.uint()?,
        })
    };
    from.rows(sql, cells).await?.into_iter().map(kept).collect()
}

/// How many records have changed since a position; `who`: of those that they see.
pub(crate) async fn count(
    from: &mut dyn Transaction,
    org: OrgId,
    since: u64,
    who: Option<&[[u8; 16]]>,
) -> Result<u64, ServerError> {
    let (seen, list) = seen_by(who, 2);
    let sql = format!("SELECT count(*) FROM record WHERE org = $1 AND seq > $2{seen}");
    let cells = [org.into(), since.into()].into_iter().chain(list).collect();
    let mut rows = from.rows(sql, cells).await?;
    rows.pop().ok_or(ServerError::Unreadable("a number"))?.uint()
}
