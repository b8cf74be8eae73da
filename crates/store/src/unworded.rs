//! Words of the rows that a first sync brought: they go into the search indexes behind it, a few thousand rows at a time,
//! each step a transaction of its own that also says how far it is. A save in between waits for one step at most.
//!
//! Not before the last page: a person is found by the company's name too, and the company may come later.

use crate::{
    StoreError,
    store::Inner,
    tables::{self, Table},
    tx::Tx,
};
use sqlx::{Row, SqliteConnection};
use std::sync::Arc;

/// Rows of one step.
const STEP: i64 = 2_000;

/// Rows of one kind without words.
pub(crate) struct Rows {
    pub(crate) table: &'static Table,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

pub(crate) async fn next(connection: &mut SqliteConnection) -> Result<Option<Rows>, StoreError> {
    let row = sqlx::query("SELECT kind, first, last FROM unworded ORDER BY kind LIMIT 1")
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let table = tables::by_number(row.try_get(0)?).ok_or(StoreError::Unreadable { what: "kind" })?;
    let (first, last): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
    Ok(Some(Rows {
        table,
        first,
        last: last.min(first + STEP - 1),
    }))
}

/// One step; false where there is nothing to do, or not yet.
pub(crate) async fn step(inner: &Arc<Inner>) -> Result<bool, StoreError> {
    if inner.authors().settled.snapshot.is_some() {
        return Ok(false);
    }
    let mut writer = inner.writer.clone().lock_owned().await;
    writer.roll_back().await;
    let Some(rows) = next(&mut writer.connection).await? else {
        return Ok(false);
    };
    let schema = inner.schema();
    Tx::new(inner, writer, schema).word(rows).await?;
    Ok(true)
}
