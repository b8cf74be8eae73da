//! Reading rows: cells out of the database, and a record's whole row.

use crate::{
    StoreError,
    authors::Authors,
    columns::Cell,
    imprint::Made,
    pack::unpack,
    tables::{FIXED, TABLES, Table},
};
use model::{Record, RecordId};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, TypeInfo, ValueRef, sqlite::SqliteRow};

/// A record with its place in the database.
pub(crate) struct Found {
    pub(crate) table: &'static Table,
    pub(crate) row: i64,
    pub(crate) id: RecordId,
    pub(crate) record: Record,
    /// How it was made, where it is still as its bulk gesture made it.
    pub(crate) made: Option<Made>,
    pub(crate) acts: Vec<u8>,
    /// `gone` and the kind's own cells, as they stand in the database.
    pub(crate) cells: Vec<Cell>,
}

/// One cell of a row, whatever its type.
pub(crate) fn cell(row: &SqliteRow, at: usize) -> Result<Cell, StoreError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    Ok(match raw.type_info().name() {
        "INTEGER" => Cell::Int(row.try_get(at)?),
        "BLOB" => Cell::Blob(row.try_get(at)?),
        _ => Cell::Text(row.try_get_unchecked(at)?),
    })
}

/// The kind's own cells of a row that a table's `select` gave.
pub(crate) fn own_cells(table: &Table, row: &SqliteRow) -> Result<Vec<Cell>, StoreError> {
    (0..table.columns.len()).map(|at| cell(row, FIXED.len() + at)).collect()
}

/// The id of a row that a table's `select` gave.
pub(crate) fn id_of(row: &SqliteRow) -> Result<RecordId, StoreError> {
    RecordId::from_slice(row.try_get(1)?).ok_or(StoreError::Unreadable { what: "id" })
}

/// A whole record from a row that a table's `select` gave.
pub(crate) fn found(table: &'static Table, row: &SqliteRow, authors: &Authors) -> Result<Found, StoreError> {
    let id = id_of(row)?;
    let cells = own_cells(table, row)?;
    let origin: &[u8] = row.try_get(3)?;
    let acts: Vec<u8> = row.try_get(4)?;
    let first = crate::acts::first(&acts);
    let (record, made) = unpack(table, id, first, origin, &cells, authors)?;
    let gone = cell(row, 2)?;
    let cells = std::iter::once(gone).chain(cells).collect();
    Ok(Found {
        table,
        row: row.try_get(0)?,
        id,
        record,
        made,
        acts,
        cells,
    })
}

/// The table that holds a record.
pub(crate) async fn table_of(
    connection: &mut SqliteConnection,
    id: RecordId,
) -> Result<Option<&'static Table>, StoreError> {
    let asks: Vec<String> = TABLES
        .iter()
        .map(|t| format!("SELECT {} FROM {} WHERE id = ?1", t.number, t.kind.key))
        .collect();
    let number: Option<i64> = sqlx::query_scalar(AssertSqlSafe(asks.join(" UNION ALL ")))
        .bind(id.to_bytes().to_vec())
        .fetch_optional(connection)
        .await?;
    Ok(number.and_then(crate::tables::by_number))
}

/// The row of a record by its id; of a known kind where the caller knows it.
pub(crate) async fn fetch(
    connection: &mut SqliteConnection,
    kind: Option<&str>,
    id: RecordId,
) -> Result<Option<(&'static Table, SqliteRow)>, StoreError> {
    let table = match kind.and_then(crate::tables::table) {
        Some(table) => table,
        None => match table_of(connection, id).await? {
            Some(table) => table,
            None => return Ok(None),
        },
    };
    let sql = format!("{} WHERE id = ?1", table.select);
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(id.to_bytes().to_vec())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| (table, row)))
}

/// Ids that are looked for at once: always so many, so that the statement is the same text.
const LOOKED_FOR: usize = 256;

/// The rows of some ids; `what`: the statement up to its condition.
pub(crate) async fn among(
    connection: &mut SqliteConnection,
    what: &str,
    ids: &[RecordId],
) -> Result<Vec<SqliteRow>, StoreError> {
    let marks = vec!["?"; LOOKED_FOR].join(",");
    let sql = format!("{what} WHERE id IN ({marks})");
    let mut rows = Vec::new();
    for part in ids.chunks(LOOKED_FOR) {
        let last = part.last().copied();
        let filled = part.iter().copied().chain(last.into_iter().cycle()).take(LOOKED_FOR);
        let asked = filled.fold(sqlx::query(AssertSqlSafe(sql.clone())), |asked, id| {
            asked.bind(id.to_bytes().to_vec())
        });
        rows.extend(asked.fetch_all(&mut *connection).await?);
    }
    Ok(rows)
}
