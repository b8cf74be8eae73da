//! Names of records by their ids, and ids by names.

use crate::{
    StoreError,
    columns::Cell,
    rows,
    tables::{self, TABLES, Table},
};
use model::{KindKey, RecordId, fold::fold};
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

pub(crate) async fn by_title(
    connection: &mut SqliteConnection,
    kind: &KindKey,
    folded: &[String],
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let Some(table) = tables::table(kind.as_str()) else {
        return Ok(Vec::new());
    };
    // The whole column once: names are compared by their folded form, which the database does not have.
    let wanted: std::collections::HashSet<&str> = folded.iter().map(String::as_str).collect();
    let sql = format!("SELECT {}, id FROM {} WHERE gone = 0", table.kind.title, table.kind.key);
    let mut found = Vec::new();
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await? {
        let (Cell::Text(title), Some(id)) = (rows::cell(&row, 0)?, RecordId::from_slice(row.try_get(1)?)) else {
            continue;
        };
        let title = fold(&title);
        if wanted.contains(title.as_str()) {
            found.push((title, id));
        }
    }
    Ok(found)
}
