//! The log, and what was refused.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction, insert, marks},
};
use model::{ChangeId, DeviceId, PersonId, RecordId};
use protocol::{Author, Hash, Judged, judged_bytes, judged_of};

/// One entry of the log.
#[derive(Clone, Debug)]
pub(crate) struct LogRow {
    pub(crate) seq: u64,
    pub(crate) id: ChangeId,
    pub(crate) author: Author,
    pub(crate) n: u64,
    pub(crate) record: RecordId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) judged: Judged,
    pub(crate) written: i64,
    pub(crate) arrived: i64,
    pub(crate) head: Hash,
}

/// One refusal.
#[derive(Clone, Debug)]
pub(crate) struct RefusedRow {
    pub(crate) id: ChangeId,
    pub(crate) author: Author,
    pub(crate) n: u64,
    pub(crate) content: Hash,
    pub(crate) judged: Judged,
    pub(crate) arrived: i64,
}

const LOG: [&str; 12] = [
    "org",
    "seq",
    "id",
    "on_device",
    "n",
    "person",
    "record",
    "bytes",
    "judged",
    "written",
    "arrived",
    "head",
];
const REFUSED: [&str; 8] = ["org", "id", "on_device", "n", "person", "content", "judged", "arrived"];

pub(crate) async fn append(to: &mut dyn Transaction, org: OrgId, rows: &[LogRow]) -> Result<(), ServerError> {
    let cells = rows.iter().map(|row| {
        vec![
            org.into(),
            row.seq.into(),
            row.id.to_bytes().into(),
            row.author.on.to_bytes().into(),
            row.n.into(),
            row.author.by.to_bytes().into(),
            row.record.to_bytes().into(),
            row.bytes.clone().into(),
            judged_bytes(&row.judged).into(),
            row.written.into(),
            row.arrived.into(),
            row.head.into(),
        ]
    });
    insert(to, "log", &LOG, cells.collect()).await
}

pub(crate) async fn refuse(to: &mut dyn Transaction, org: OrgId, rows: &[RefusedRow]) -> Result<(), ServerError> {
    let cells = rows.iter().map(|row| {
        vec![
            org.into(),
            row.id.to_bytes().into(),
            row.author.on.to_bytes().into(),
            row.n.into(),
            row.author.by.to_bytes().into(),
            row.content.into(),
            judged_bytes(&row.judged).into(),
            row.arrived.into(),
        ]
    });
    insert(to, "refused", &REFUSED, cells.collect()).await
}

fn judged(bytes: &[u8]) -> Result<Judged, ServerError> {
    judged_of(bytes).map_err(|_| ServerError::Unreadable("a verdict"))
}

fn log_row(mut row: Row) -> Result<LogRow, ServerError> {
    Ok(LogRow {
        seq: row.uint()?,
        id: ChangeId::from_bytes(row.fixed()?),
        author: Author {
            on: DeviceId::from_bytes(row.fixed()?),
            by: PersonId::from_bytes(row.fixed()?),
        },
        n: row.uint()?,
        record: RecordId::from_bytes(row.fixed()?),
        bytes: row.bytes()?,
        judged: judged(&row.bytes()?)?,
        written: row.int()?,
        arrived: row.int()?,
        head: row.fixed()?,
    })
}

fn refused_row(mut row: Row) -> Result<RefusedRow, ServerError> {
    Ok(RefusedRow {
        id: ChangeId::from_bytes(row.fixed()?),
        author: Author {
            on: DeviceId::from_bytes(row.fixed()?),
            by: PersonId::from_bytes(row.fixed()?),
        },
        n: row.uint()?,
        content: row.fixed()?,
        judged: judged(&row.bytes()?)?,
        arrived: row.int()?,
    })
}

const SELECT_LOG: &str =
    "SELECT seq, id, on_device, person, n, record, bytes, judged, written, arrived, head FROM log WHERE org = $1";
const SELECT_REFUSED: &str = "SELECT id, on_device, person, n, content, judged, arrived FROM refused WHERE org = $1";
/// So many cells at once at most.
const LIST: usize = 4_096;

/// Rows of `select` whose `column` is one of `list`.
async fn among<T>(
    from: &mut dyn Transaction,
    org: OrgId,
    (select, column): (&str, &str),
    list: &[Cell],
    row: fn(Row) -> Result<T, ServerError>,
) -> Result<Vec<T>, ServerError> {
    let mut found = Vec::new();
    for part in list.chunks(LIST) {
        let (marks, list) = marks(1, part);
        let sql = format!("{select} AND {column} IN ({marks})");
        let cells = std::iter::once(org.into()).chain(list).collect();
        for each in from.rows(sql, cells).await? {
            found.push(row(each)?);
        }
    }
    Ok(found)
}

/// Entries by the ids of their changes.
pub(crate) async fn by_id(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[ChangeId],
) -> Result<(Vec<LogRow>, Vec<RefusedRow>), ServerError> {
    let list: Vec<Cell> = ids.iter().map(|id| id.to_bytes().into()).collect();
    let log = among(from, org, (SELECT_LOG, "id"), &list, log_row).await?;
    let refused = among(from, org, (SELECT_REFUSED, "id"), &list, refused_row).await?;
    Ok((log, refused))
}

/// Which change has which number of a device, among `numbers`.
pub(crate) async fn by_number(
    from: &mut dyn Transaction,
    org: OrgId,
    on: DeviceId,
    numbers: &[u64],
) -> Result<Vec<(u64, ChangeId)>, ServerError> {
    let pair = |mut row: Row| Ok::<_, ServerError>((row.uint()?, ChangeId::from_bytes(row.fixed()?)));
    let mut found = Vec::new();
    for table in ["log", "refused"] {
        for part in numbers.chunks(LIST) {
            let list: Vec<Cell> = part.iter().map(|n| (*n).into()).collect();
            let (marks, list) = marks(2, &list);
            let sql = format!("SELECT n, id FROM {table} WHERE org = $1 AND on_device = $2 AND n IN ({marks})");
            let cells = [org.into(), on.to_bytes().into()].into_iter().chain(list).collect();
            for row in from.rows(sql, cells).await? {
                found.push(pair(row)?);
            }
        }
    }
    Ok(found)
}

/// The highest number of a device that is known here, and the change that has it.
pub(crate) async fn highest(
    from: &mut dyn Transaction,
    org: OrgId,
    on: DeviceId,
) -> Result<Option<(u64, ChangeId)>, ServerError> {
    let mut highest = None;
    for table in ["log", "refused"] {
        let sql = format!("SELECT n, id FROM {table} WHERE org = $1 AND on_device = $2 ORDER BY n DESC LIMIT 1");
        for mut row in from.rows(sql, vec![org.into(), on.to_bytes().into()]).await? {
            highest = highest.max(Some((row.uint()?, ChangeId::from_bytes(row.fixed()?))));
        }
    }
    Ok(highest)
}

/// All entries of some records, in order.
pub(crate) async fn of_records(
    from: &mut dyn Transaction,
    org: OrgId,
    records: &[RecordId],
) -> Result<Vec<LogRow>, ServerError> {
    let list: Vec<Cell> = records.iter().map(|id| id.to_bytes().into()).collect();
    let mut rows = among(from, org, (SELECT_LOG, "record"), &list, log_row).await?;
    rows.sort_by_key(|row| row.seq);
    Ok(rows)
}

/// When positions arrived.
pub(crate) async fn arrivals(
    from: &mut dyn Transaction,
    org: OrgId,
    seqs: &[u64],
) -> Result<Vec<(u64, i64)>, ServerError> {
    let list: Vec<Cell> = seqs.iter().map(|seq| (*seq).into()).collect();
    let select = "SELECT seq, arrived FROM log WHERE org = $1";
    let pair = |mut row: Row| Ok((row.uint()?, row.int()?));
    among(from, org, (select, "seq"), &list, pair).await
}

/// Entries after a position, in order; `bytes` of changes end the page early.
pub(crate) async fn page(
    from: &mut dyn Transaction,
    org: OrgId,
    after: u64,
    most: usize,
) -> Result<Vec<LogRow>, ServerError> {
    let sql = format!("{SELECT_LOG} AND seq > $2 ORDER BY seq LIMIT $3");
    let cells = vec![org.into(), after.into(), (most as u64).into()];
    from.rows(sql, cells).await?.into_iter().map(log_row).collect()
}

/// The chain's heads at the positions after one, up to another.
pub(crate) async fn heads_between(
    from: &mut dyn Transaction,
    org: OrgId,
    after: u64,
    to: u64,
) -> Result<Vec<Hash>, ServerError> {
    let sql = "SELECT head FROM log WHERE org = $1 AND seq > $2 AND seq <= $3 ORDER BY seq".to_owned();
    let rows = from.rows(sql, vec![org.into(), after.into(), to.into()]).await?;
    rows.into_iter().map(|mut row| row.fixed()).collect()
}

/// The chain's head at a position.
pub(crate) async fn head_at(from: &mut dyn Transaction, org: OrgId, seq: u64) -> Result<Hash, ServerError> {
    if seq == 0 {
        return Ok([0; 32]);
    }
    let sql = "SELECT head FROM log WHERE org = $1 AND seq = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), seq.into()]).await?;
    rows.into_iter()
        .next()
        .ok_or(ServerError::Unreadable("a position of the log"))?
        .fixed()
}
