//! The front desk's book: which appointments touch some days, and what is taken on them.
//!
//! `busy` says which resources and people an appointment takes up on which days of the wall calendar of its zone. It follows
//! from the appointment's row and is written in the same transaction, here and nowhere else. Days, not instants: what a wall clock
//! means may change with a zone's rules, and is reckoned by who asks. Somebody in another zone asks for a day more on both sides.

use crate::{
    Store, StoreError,
    batch::Batch,
    names::ids_json,
    rows,
    tables::{self, Table},
};
use jiff::{Unit, civil::Date};
use model::{Base, Record, RecordId, Schema, Span, Value, typed::links_of};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// Days of one appointment that are entered, at most.
const MOST_DAYS: i32 = 400;
const EPOCH: Date = Date::constant(1970, 1, 1);

/// What comes again: its row numbers first, which an index holds alone.
const SERIES: &str = "row IN (SELECT row FROM appointment WHERE gone = 0 AND (span ->> '$.repeats') IS NOT NULL)";
const OF_DAYS: &str = "gone = 0 AND (id IN (SELECT id FROM busy WHERE day BETWEEN ?1 AND ?2) \
    OR row IN (SELECT row FROM appointment WHERE gone = 0 AND (span ->> '$.repeats') IS NOT NULL))";
const TAKEN: &str = "SELECT DISTINCT busy.id, busy.who, busy.starts, busy.ends FROM json_each(?1) who \
    CROSS JOIN json_each(?2) day CROSS JOIN busy ON busy.day = day.value AND busy.who = unhex(who.value) WHERE busy.holds = 1";

/// Of the statements above, those that an index is there for.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 1] =
    ["SELECT row FROM appointment WHERE gone = 0 AND (span ->> '$.repeats') IS NOT NULL ORDER BY row"];

/// A stretch of time in which a resource or a person is taken; of what takes place once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engaged {
    /// The appointment.
    pub id: RecordId,
    /// The resource or colleague.
    pub of: RecordId,
    /// From when, in the kept form of a moment.
    pub starts: String,
    /// Until when, likewise.
    pub ends: String,
}

/// A day's number: days since 1970-01-01.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    EPOCH.until((Unit::Day, day)).map_or(0, |span| span.get_days())
}

impl Store {
    /// Living appointments that touch some days of the calendar, and everything that comes again; with what somebody who moves one
    /// now is looking at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn appointments(&self, days: RangeInclusive<i32>) -> Result<(Base, Vec<(RecordId, Record)>), StoreError> {
        let mut reader = self.reader().await?;
        let mut snapshot = reader.begin().await?;
        let base = self.base_of(&mut snapshot).await?;
        let table = appointment()?;
        let sql = format!("{} WHERE {OF_DAYS} ORDER BY row", table.select);
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(days.start())
            .bind(days.end())
            .fetch_all(&mut *snapshot)
            .await?;
        let authors = self.authors();
        let found = rows
            .iter()
            .map(|row| rows::found(table, row, &authors).map(|f| (f.id, f.record)));
        Ok((base, found.collect::<Result<_, _>>()?))
    }

    /// The appointments that come again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn series(&self) -> Result<Vec<(RecordId, Record)>, StoreError> {
        let mut reader = self.reader().await?;
        let table = appointment()?;
        let sql = format!("{} WHERE {SERIES} ORDER BY row", table.select);
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *reader).await?;
        let authors = self.authors();
        let found = rows
            .iter()
            .map(|row| rows::found(table, row, &authors).map(|f| (f.id, f.record)));
        found.collect()
    }

    /// When some resources and people are taken on some days, by appointments that take place once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn engaged(&self, of: &[RecordId], days: &BTreeSet<i32>) -> Result<Vec<Engaged>, StoreError> {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        let mut reader = self.reader().await?;
        let rows = sqlx::query(TAKEN)
            .bind(ids_json(of))
            .bind(format!("[{}]", days.join(",")))
            .fetch_all(&mut *reader)
            .await?;
        let id = |row: &sqlx::sqlite::SqliteRow, at: usize| {
            RecordId::from_slice(row.try_get(at)?).ok_or(StoreError::Unreadable { what: "id" })
        };
        let engaged = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Engaged {
                id: id(row, 0)?,
                of: id(row, 1)?,
                starts: row.try_get(2)?,
                ends: row.try_get(3)?,
            })
        };
        rows.iter().map(engaged).collect()
    }
}

fn appointment() -> Result<&'static Table, StoreError> {
    tables::table("appointment").ok_or(StoreError::Unreadable { what: "kind" })
}

/// What an appointment takes up.
#[derive(Debug, PartialEq, Eq)]
struct Busy {
    days: RangeInclusive<i32>,
    who: BTreeSet<Vec<u8>>,
    starts: String,
    ends: String,
    holds: bool,
}

impl Busy {
    fn of(record: Option<&Record>, schema: &Schema) -> Option<Self> {
        let record = record.filter(|record| record.alive())?;
        let span = record.value(schema, "span").and_then(Span::from_value)?;
        if span.repeats.is_some() {
            return None;
        }
        let mut who: BTreeSet<Vec<u8>> = ["resources", "people"]
            .iter()
            .filter_map(|field| record.value(schema, field))
            .flat_map(links_of)
            .map(|id| id.to_bytes().to_vec())
            .collect();
        if who.is_empty() {
            who.insert(Vec::new());
        }
        let status = record.value(schema, "status").and_then(Value::as_text);
        let (from, to) = (day_number(span.start.date), day_number(span.end.date));
        Some(Self {
            days: from..=to.min(from.saturating_add(MOST_DAYS)),
            who,
            starts: span.start.to_string(),
            ends: span.end.to_string(),
            holds: !matches!(status, Some("cancelled" | "no_show")),
        })
    }

    fn keys(&self) -> impl Iterator<Item = (i32, &Vec<u8>)> {
        self.days
            .clone()
            .flat_map(move |day| self.who.iter().map(move |who| (day, who)))
    }
}

/// Brings `busy` in line with a record of the kind `appointment` that is about to be written.
pub(crate) fn plan(batch: &mut Batch, id: RecordId, before: Option<&Record>, after: Option<&Record>, schema: &Schema) {
    let (before, after) = (Busy::of(before, schema), Busy::of(after, schema));
    if before == after {
        return;
    }
    for (day, who) in before.iter().flat_map(|busy| busy.keys()) {
        batch.push("DELETE FROM busy WHERE day = ? AND who = ? AND id = ?;");
        batch.bind(day);
        batch.bind(who.clone());
        batch.bind(id.to_bytes().to_vec());
    }
    if let Some(busy) = &after {
        for (day, who) in busy.keys() {
            batch.push("INSERT OR REPLACE INTO busy (day, who, id, starts, ends, holds) VALUES (?, ?, ?, ?, ?, ?);");
            batch.bind(day);
            batch.bind(who.clone());
            batch.bind(id.to_bytes().to_vec());
            batch.bind(busy.starts.clone());
            batch.bind(busy.ends.clone());
            batch.bind(i64::from(busy.holds));
        }
    }
}
