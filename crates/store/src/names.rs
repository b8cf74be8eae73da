//! Names of records: by their ids, and all of a kind.

use crate::{
    StoreError, rows,
    tables::{self, TABLES, Table},
};
use model::{KindKey, RecordId};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

/// Ids as one JSON parameter of hexadecimal texts: one statement, however many.
pub(crate) fn ids_json(ids: &[RecordId]) -> String {
    let hex = |id: &RecordId| format!("\"{:032x}\"", id.ulid().0);
    format!("[{}]", ids.iter().map(hex).collect::<Vec<_>>().join(","))
}

pub(crate) async fn titles(
    connection: &mut SqliteConnection,
    ids: &[RecordId],
) -> Result<Vec<(RecordId, KindKey, String)>, StoreError> {
    let ask = |table: &Table| {
        let (number, title, kind) = (table.number, table.kind.title, table.kind.key);
        format!(
            "SELECT {number}, id, substr({title}, 1, 120) FROM {kind} WHERE id IN (SELECT unhex(value) FROM json_each(?1))"
        )
    };
    let asks: Vec<String> = TABLES.iter().map(ask).collect();
    let rows = sqlx::query(AssertSqlSafe(asks.join(" UNION ALL ")))
        .bind(ids_json(ids))
        .fetch_all(connection)
        .await?;
    let mut titles = Vec::with_capacity(rows.len());
    for row in rows {
        let table = tables::by_number(row.try_get(0)?);
        if let (Some(table), Some(id)) = (table, RecordId::from_slice(row.try_get(1)?)) {
            let title: Option<String> = row.try_get(2)?;
            titles.push((id, KindKey::of(table.kind.key), title.unwrap_or_default()));
        }
    }
    Ok(titles)
}

/// Names of living records in the order of arrival, after a local row number: (row, id, name).
pub(crate) async fn titles_after(
    connection: &mut SqliteConnection,
    table: &Table,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, RecordId, String)>, StoreError> {
    let (title, kind) = (table.kind.title, table.kind.key);
    let sql = format!("SELECT row, id, {title} FROM {kind} WHERE row > ? AND gone = 0 ORDER BY row LIMIT ?");
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let title: Option<String> = row.try_get(2)?;
            Ok((row.try_get(0)?, rows::id_of(row)?, title.unwrap_or_default()))
        })
        .collect()
}
