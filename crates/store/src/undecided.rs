//! What waits for a person's decision: contested fields, a contested delete, proposed changes.
//!
//! Contested values lie in the packed provenance, where no statement finds them. So whatever is open in a record is said once
//! more in a small table, in the write that makes or settles it, with what its line in the inbox needs: 5,000 of them are read
//! without unpacking a record. What hangs on other records (a person's open deals, the next task) is asked when it is read.
//!
//! The one thing not to do here: decide whose decision it is, or which comes first. `app` does.

use crate::{
    StoreError,
    batch::Batch,
    journal::json,
    names::ids_json,
    rows,
    settled::unsigned,
    store::Store,
    tables::{self, TABLES, Table},
};
use model::{FieldKey, KindKey, Money, Record, RecordId, Schema};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::{HashMap, HashSet};

/// Fields whose amount is at stake in a record.
const AMOUNT: &str = "amount";
/// Fields that name whose a record is.
const WHOSE: [&str; 3] = ["owner", "assignee", "approver"];
/// Fields that say when a record is due, by itself or as a part of a group.
const DUE: [(&str, Option<&str>); 4] = [
    ("next_due", None),
    ("next_follow_up", None),
    ("due", None),
    ("clock", Some("resolve_by")),
];
/// Rows that are looked through at once.
const AT_ONCE: i64 = 2_000;

/// What is open in a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// What the record is called.
    #[serde(rename = "t")]
    pub title: String,
    /// The contested registers, `life` for a contested delete.
    #[serde(rename = "f", default)]
    pub fields: Vec<FieldKey>,
    /// How many changes wait to be taken over.
    #[serde(rename = "p", default)]
    pub proposals: u32,
    /// Whom it belongs to or is assigned to; where that is contested, all of them.
    #[serde(rename = "o", default)]
    pub whose: Vec<RecordId>,
    /// What is at stake in the record itself: a decimal and its currency; where that is contested, the greatest.
    #[serde(rename = "a", default)]
    pub amount: Option<(String, String)>,
    /// When it is due, in the kept form; where that is contested, the earliest.
    #[serde(rename = "d", default)]
    pub due: Option<String>,
}

/// A record in which something waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: KindKey,
    /// When the latest of the values that compete was written, ms since 1970.
    pub since: i64,
    /// What is open in it.
    pub open: Open,
}

/// What hangs on records with something undecided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HangsOn {
    /// Amounts of the open deals of a person or a company: a decimal and its currency each.
    pub amounts: HashMap<RecordId, Vec<(String, String)>>,
    /// When the next task about a record is due, in the kept form.
    pub tasks: HashMap<RecordId, String>,
}

/// What is open in a record, and since when; `None` where nothing is.
pub(crate) fn of(schema: &Schema, record: &Record) -> Option<(i64, Open)> {
    // Nearly every register holds one value: that is asked first.
    let several = record.registers.values().any(|values| values.len() > 1);
    if (!several && record.proposals.is_empty()) || !record.alive() {
        return None;
    }
    let contested = record.registers.iter().filter(|(_, values)| values.len() > 1);
    let contested = contested.filter(|(field, _)| record.contested(schema, field.as_str()));
    let fields: Vec<FieldKey> = contested.map(|(field, _)| field.clone()).collect();
    if fields.is_empty() && record.proposals.is_empty() {
        return None;
    }
    let written = fields.iter().flat_map(|field| record.standing(field.as_str()));
    let written = written.map(|standing| standing.when);
    let proposed = record.proposals.values().map(|change| change.at.ms);
    let since = written.chain(proposed).max().unwrap_or_default();
    let named = schema
        .kind(record.kind.as_str())
        .and_then(|kind| record.value(schema, kind.title));
    let standing = |field: &str| record.standing(field).iter().map(|standing| &standing.value);
    let whose = WHOSE.iter().flat_map(|field| standing(field));
    let money = standing(AMOUNT).filter_map(Money::from_value);
    let due = DUE.iter().flat_map(|(field, part)| {
        standing(field).filter_map(move |value| part.map_or(Some(value), |part| value.part(part))?.as_text())
    });
    let open = Open {
        title: named
            .and_then(model::Value::as_text)
            .unwrap_or_default()
            .chars()
            .take(160)
            .collect(),
        proposals: u32::try_from(record.proposals.len()).unwrap_or(u32::MAX),
        whose: whose.filter_map(|value| value.as_text()?.parse().ok()).collect(),
        amount: money
            .max_by_key(|money| money.amount)
            .map(|money| (money.amount.to_string(), money.currency)),
        due: due.min().map(str::to_owned),
        fields,
    };
    Some((since, open))
}

/// Says what is open in a record now.
pub(crate) fn plan(batch: &mut Batch, id: RecordId, table: &Table, now: Option<(i64, Open)>) -> Result<(), StoreError> {
    match now {
        Some((since, open)) => {
            batch.push("INSERT OR REPLACE INTO undecided (id, kind, since, body) VALUES (?, ?, ?, ?);");
            batch.bind(id.to_bytes().to_vec());
            batch.bind(table.number);
            batch.bind(since);
            batch.bind(json(&open)?);
        }
        None => {
            batch.push("DELETE FROM undecided WHERE id = ?;");
            batch.bind(id.to_bytes().to_vec());
        }
    }
    Ok(())
}

impl Store {
    /// Everything that waits for a decision, in no order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn undecided(&self) -> Result<Vec<Undecided>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query("SELECT id, kind, since, body FROM undecided")
            .fetch_all(&mut *reader)
            .await?;
        let unreadable = || StoreError::Unreadable { what: "decision" };
        let one = |row: &sqlx::sqlite::SqliteRow| {
            let table = tables::by_number(row.try_get(1)?).ok_or_else(unreadable)?;
            Ok(Undecided {
                id: RecordId::from_slice(row.try_get(0)?).ok_or_else(unreadable)?,
                kind: KindKey::of(table.kind.key),
                since: row.try_get(2)?,
                open: serde_json::from_str(row.try_get(3)?).map_err(|_| unreadable())?,
            })
        };
        rows.iter().map(one).collect()
    }

    /// In how many records something waits for a decision.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn undecided_records(&self) -> Result<u64, StoreError> {
        let mut reader = self.reader().await?;
        let count = sqlx::query_scalar("SELECT count(*) FROM undecided")
            .fetch_one(&mut *reader)
            .await?;
        Ok(unsigned(count))
    }

    /// Which of these records wait for a decision.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn undecided_among(&self, ids: &[RecordId]) -> Result<HashSet<RecordId>, StoreError> {
        let mut reader = self.reader().await?;
        let sql = "SELECT id FROM undecided WHERE id IN (SELECT unhex(value) FROM json_each(?1))";
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(sql)
            .bind(ids_json(ids))
            .fetch_all(&mut *reader)
            .await?;
        Ok(rows.iter().filter_map(|id| RecordId::from_slice(id)).collect())
    }

    /// What hangs on the records that wait for a decision; `closing`: names of stages in which a deal is won or lost.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hangs_on_undecided(&self, closing: &[String]) -> Result<HangsOn, StoreError> {
        let mut reader = self.reader().await?;
        let mut hangs = HangsOn::default();
        let closing = json(&closing)?;
        for (kind, column) in [("contact", "contact"), ("company", "company")] {
            let Some(table) = tables::table(kind) else { continue };
            // What waits is asked first, whatever else there is: CROSS JOIN keeps this order.
            let sql = format!(
                "SELECT u.id, d.amount, coalesce(d.amount_currency, '') FROM undecided u CROSS JOIN deal d ON d.{column} = u.id \
                 WHERE u.kind = ?1 AND d.gone = 0 AND d.amount IS NOT NULL \
                 AND (d.stage IS NULL OR d.stage NOT IN (SELECT value FROM json_each(?2)))"
            );
            let rows = sqlx::query(AssertSqlSafe(sql))
                .bind(table.number)
                .bind(&closing)
                .fetch_all(&mut *reader)
                .await?;
            for row in rows {
                if let Some(id) = RecordId::from_slice(row.try_get(0)?) {
                    let amount = (row.try_get(1)?, row.try_get(2)?);
                    hangs.amounts.entry(id).or_default().push(amount);
                }
            }
        }
        let tasks = "SELECT u.id, min(t.due) FROM undecided u CROSS JOIN task t ON t.about = u.id \
                     WHERE t.gone = 0 AND t.done IS NOT 1 AND t.due IS NOT NULL GROUP BY u.id";
        for row in sqlx::query(tasks).fetch_all(&mut *reader).await? {
            if let Some(id) = RecordId::from_slice(row.try_get(0)?) {
                hangs.tasks.insert(id, row.try_get(1)?);
            }
        }
        Ok(hangs)
    }

    /// Looks through the records of an earlier schema, once.
    pub(crate) async fn sift(&self) -> Result<(), StoreError> {
        let inner = self.inner();
        let mut writer = inner.writer.lock().await;
        let kinds: Vec<i64> = sqlx::query_scalar("SELECT kind FROM unsifted")
            .fetch_all(&mut writer.connection)
            .await?;
        for table in TABLES.iter().filter(|table| kinds.contains(&table.number)) {
            let mut batch = Batch::default();
            sift(&mut writer.connection, table, inner, &mut batch).await?;
            batch.push("DELETE FROM unsifted WHERE kind = ?;");
            batch.bind(table.number);
            batch.run_between(&mut writer.connection).await?;
        }
        Ok(())
    }
}

async fn sift(
    connection: &mut SqliteConnection,
    table: &'static Table,
    inner: &crate::store::Inner,
    batch: &mut Batch,
) -> Result<(), StoreError> {
    let sql = format!("{} WHERE gone = 0 AND row > ? ORDER BY row LIMIT ?", table.select);
    let (schema, authors) = (inner.schema(), inner.authors());
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(after)
            .bind(AT_ONCE)
            .fetch_all(&mut *connection)
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get(0)?;
        for row in &rows {
            let found = rows::found(table, row, &authors)?;
            if let Some(open) = of(&schema, &found.record) {
                plan(batch, found.id, table, Some(open))?;
            }
        }
    }
}

#[cfg(test)]
mod tests;
