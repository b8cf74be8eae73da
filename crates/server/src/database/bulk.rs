//! Many rows in few statements. A statement's text depends on how many rows it takes, and a database keeps what it has
//! prepared by its text, so the numbers of rows are few.

use super::{Cell, Transaction};
use crate::ServerError;
use std::fmt::Write as _;

/// Rows of one statement, greatest first. Both databases take more than 30,000 cells.
const STEPS: [usize; 4] = [256, 32, 4, 1];

/// Inserts rows of `columns` into `table`.
pub(crate) async fn insert(
    to: &mut dyn Transaction,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), ServerError> {
    put(to, table, columns, "", rows).await
}

/// Inserts rows; where (org, id) is there already, the other columns are set.
pub(crate) async fn upsert(
    to: &mut dyn Transaction,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), ServerError> {
    let others = columns.iter().filter(|column| !["org", "id"].contains(column));
    let sets: Vec<String> = others.map(|column| format!("{column} = excluded.{column}")).collect();
    let tail = format!(" ON CONFLICT (org, id) DO UPDATE SET {}", sets.join(", "));
    put(to, table, columns, &tail, rows).await
}

async fn put(
    to: &mut dyn Transaction,
    table: &str,
    columns: &[&str],
    tail: &str,
    rows: Vec<Vec<Cell>>,
) -> Result<(), ServerError> {
    let mut rows = rows.into_iter();
    for step in STEPS {
        if rows.len() < step {
            continue;
        }
        let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
        for row in 0..step {
            let comma = if row == 0 { "" } else { "," };
            let _infallible = write!(sql, "{comma}({})", numbered(row * columns.len(), columns.len()));
        }
        sql.push_str(tail);
        while rows.len() >= step {
            let cells = rows.by_ref().take(step).flatten().collect();
            to.run(sql.clone(), cells).await?;
        }
    }
    Ok(())
}

fn numbered(after: usize, count: usize) -> String {
    let marks: Vec<String> = (1..=count).map(|mark| format!("${}", after + mark)).collect();
    marks.join(",")
}

/// Marks for a list after `after` other cells, and the list filled up to one of a few lengths with its last item.
pub(crate) fn marks(after: usize, list: &[Cell]) -> (String, Vec<Cell>) {
    let length = [1, 8, 64, 512, 4_096]
        .into_iter()
        .find(|length| *length >= list.len())
        .unwrap_or(list.len());
    let mut filled = list.to_vec();
    if let Some(last) = list.last() {
        filled.resize(length, last.clone());
    }
    (numbered(after, filled.len()), filled)
}
