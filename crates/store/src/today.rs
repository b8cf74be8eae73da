//! What a day begins with: what is due, who waits, what has gone quiet, what was touched last. Each question is answered
//! from a narrow index that holds only what is open (see migration 0002), so it costs what there is to do, not what there
//! is.

use crate::{
    Listed, StoreError,
    list::listed,
    pack, rows,
    store::{Inner, Store},
    tables::{self, Table},
};
use model::{Change, KindKey, RecordId};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::HashMap;

/// Whose day, and when. Days and times are in the kept form, by the clock on the wall.
#[derive(Clone, Debug)]
pub struct TodayAsk {
    /// The person, as a colleague.
    pub me: RecordId,
    /// This moment, such as `2026-11-19T09:25`.
    pub now: String,
    /// The day after today.
    pub tomorrow: String,
    /// Deals that nothing has happened to since then are quiet; ms since 1970.
    pub quiet_since: i64,
    /// Names of stages in which a deal is won or lost.
    pub closing: Vec<String>,
    /// Rows of each list, at most.
    pub limit: u32,
}

/// A list with how long it really is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Due {
    /// How many there are.
    pub total: u64,
    /// The first of them.
    pub rows: Vec<Listed>,
}

/// An open deal that nothing has happened to for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiet {
    /// The deal.
    pub deal: Listed,
    /// When something happened last, ms since 1970.
    pub last: i64,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TodayRows {
    /// Tasks of mine or of nobody, not done, not put off, due before tomorrow; the longest overdue first.
    pub tasks: Due,
    /// People to follow up before tomorrow, likewise.
    pub follow_ups: Due,
    /// Open issues whose clock runs out before tomorrow.
    pub issues: Due,
    /// Approvals that wait for me.
    pub approvals: Due,
    /// Deals gone quiet, the longest first; all of them, so that their amounts can be added up.
    pub quiet: Vec<Quiet>,
}

const TASKS: &str = "FROM task t WHERE gone = 0 AND due IS NOT NULL AND done IS NOT 1 AND due < ?2 \
     AND (assignee IS NULL OR assignee = ?1) AND (snoozed IS NULL OR snoozed <= ?3)";
const FOLLOW_UPS: &str = "FROM contact t WHERE gone = 0 AND next_follow_up IS NOT NULL AND next_follow_up < ?2 \
     AND (owner IS NULL OR owner = ?1) AND ?3 = ?3";
const ISSUES: &str = "FROM issue t WHERE gone = 0 AND coalesce(triage ->> '$.status', 'new') NOT IN ('resolved', 'closed') \
     AND (assignee IS NULL OR assignee = ?1) AND clock IS NOT NULL AND (clock ->> '$.paused') IS NULL \
     AND ((clock ->> '$.resolve_by') < ?2 OR ((clock ->> '$.responded') IS NULL AND (clock ->> '$.respond_by') < ?2)) AND ?3 = ?3";
const APPROVALS: &str = "FROM approval t WHERE gone = 0 AND coalesce(decision ->> '$.state', 'asked') = 'asked' \
     AND (approver IS NULL OR approver = ?1) AND ?2 = ?2 AND ?3 = ?3";
const OPEN_DEALS: &str = "SELECT row, id, origin FROM deal WHERE row IN (SELECT row FROM deal WHERE gone = 0 \
     AND (stage IS NULL OR stage NOT IN (SELECT value FROM json_each(?1)))) AND (owner IS NULL OR owner = ?2)";
/// The newest note, written or spoken, and the newest task of each of some deals: one step into an index each, and one row.
const NEWEST_ABOUT: &str = "SELECT d.row, \
     (SELECT max(id) FROM (SELECT id FROM note WHERE row = (SELECT max(row) FROM note WHERE about = d.id) \
     UNION ALL SELECT id FROM voice_note WHERE row = (SELECT max(row) FROM voice_note WHERE about = d.id))), \
     (SELECT origin FROM task WHERE row = (SELECT max(row) FROM task WHERE about = d.id)), \
     (SELECT id FROM task WHERE row = (SELECT max(row) FROM task WHERE about = d.id)) \
     FROM deal d WHERE d.row IN (SELECT value FROM json_each(?1))";

/// Of the statements above, those that an index is there for.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 5] = [
    "SELECT row FROM task t WHERE gone = 0 AND due IS NOT NULL AND done IS NOT 1 AND due < '2026' ORDER BY due",
    "SELECT row FROM issue t WHERE gone = 0 AND coalesce(triage ->> '$.status', 'new') NOT IN ('resolved', 'closed') ORDER BY reported",
    "SELECT row FROM approval t WHERE gone = 0 AND coalesce(decision ->> '$.state', 'asked') = 'asked' ORDER BY due",
    OPEN_DEALS,
    NEWEST_ABOUT,
];

impl Store {
    /// What the day begins with.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn today(&self, ask: &TodayAsk) -> Result<TodayRows, StoreError> {
        let mut reader = self.reader().await?;
        Ok(TodayRows {
            tasks: some(&mut reader, ask, "task", TASKS, "due, row").await?,
            follow_ups: some(&mut reader, ask, "contact", FOLLOW_UPS, "next_follow_up, row").await?,
            issues: some(&mut reader, ask, "issue", ISSUES, "reported, row").await?,
            approvals: some(&mut reader, ask, "approval", APPROVALS, "due IS NULL, due, row").await?,
            quiet: quiet(&mut reader, self.inner(), ask).await?,
        })
    }

    /// Records that were changed last on this device, by hand, newest first, each once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touched_last(&self, changes: u32) -> Result<Vec<(KindKey, RecordId)>, StoreError> {
        let mut reader = self.reader().await?;
        let bodies: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM pending ORDER BY n DESC LIMIT ?")
            .bind(changes)
            .fetch_all(&mut *reader)
            .await?;
        let mut touched: Vec<(KindKey, RecordId)> = Vec::new();
        for body in bodies {
            let change: Change =
                serde_json::from_slice(&body).map_err(|_| StoreError::Unreadable { what: "change" })?;
            if !touched.iter().any(|(_, record)| *record == change.record) {
                touched.push((change.kind, change.record));
            }
        }
        Ok(touched)
    }
}

async fn some(
    connection: &mut SqliteConnection,
    ask: &TodayAsk,
    kind: &str,
    from: &str,
    order: &str,
) -> Result<Due, StoreError> {
    let table = tables::table(kind).ok_or(StoreError::Unreadable { what: "kind" })?;
    let sql = format!("SELECT {} {from} ORDER BY {order} LIMIT ?4", columns(table));
    let me = ask.me.to_bytes().to_vec();
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(&me)
        .bind(&ask.tomorrow)
        .bind(&ask.now)
        .bind(ask.limit)
        .fetch_all(&mut *connection)
        .await?;
    let mut total = rows.len() as u64;
    if rows.len() >= ask.limit as usize {
        let sql = format!("SELECT count(*) {from}");
        let all: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&me)
            .bind(&ask.tomorrow)
            .bind(&ask.now)
            .fetch_one(connection)
            .await?;
        total = u64::try_from(all).unwrap_or_default();
    }
    let rows = rows.iter().map(|row| listed(table, row)).collect::<Result<_, _>>()?;
    Ok(Due { total, rows })
}

fn columns(table: &Table) -> &str {
    let select = table.select.strip_prefix("SELECT ").unwrap_or(&table.select);
    select.split_once(" FROM ").map_or(select, |(columns, _)| columns)
}

/// Open deals whose own last write is long ago, and whose newest note and task are too.
async fn quiet(connection: &mut SqliteConnection, inner: &Inner, ask: &TodayAsk) -> Result<Vec<Quiet>, StoreError> {
    let table = tables::table("deal").ok_or(StoreError::Unreadable { what: "kind" })?;
    let closing = serde_json::to_string(&ask.closing).unwrap_or_else(|_| "[]".to_owned());
    let open = sqlx::query(OPEN_DEALS)
        .bind(closing)
        .bind(ask.me.to_bytes().to_vec())
        .fetch_all(&mut *connection)
        .await?;
    let authors = inner.authors();
    let mut last: HashMap<i64, i64> = HashMap::new();
    for row in &open {
        let written = pack::last_write(row.try_get(2)?, rows::id_of(row)?, &authors);
        if let Some(written) = written.filter(|written| *written < ask.quiet_since) {
            last.insert(row.try_get(0)?, written);
        }
    }
    let json = |rows: Vec<i64>| serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned());
    let newest = sqlx::query(NEWEST_ABOUT)
        .bind(json(last.keys().copied().collect()))
        .fetch_all(&mut *connection)
        .await?;
    let authors = inner.authors();
    for row in newest {
        let number: i64 = row.try_get(0)?;
        let bytes = |at: usize| row.try_get::<Option<&[u8]>, _>(at);
        let (note, origin, task) = (bytes(1)?, bytes(2)?, bytes(3)?);
        let note = note.and_then(RecordId::from_slice).map(made);
        let task = task.and_then(RecordId::from_slice);
        let task = task
            .zip(origin)
            .and_then(|(id, origin)| pack::last_write(origin, id, &authors));
        let Some(at) = last.get_mut(&number) else { continue };
        *at = (*at).max(note.unwrap_or_default()).max(task.unwrap_or_default());
    }
    last.retain(|_, at| *at < ask.quiet_since);
    let sql = format!("{} WHERE row IN (SELECT value FROM json_each(?))", table.select);
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(json(last.keys().copied().collect()))
        .fetch_all(connection)
        .await?;
    let mut quiet = Vec::with_capacity(rows.len());
    for row in &rows {
        let number: i64 = row.try_get(0)?;
        let last = last.get(&number).copied().unwrap_or_default();
        quiet.push(Quiet {
            deal: listed(table, row)?,
            last,
        });
    }
    quiet.sort_by_key(|quiet| quiet.last);
    Ok(quiet)
}

/// When a record was made, ms since 1970: its id says.
pub(crate) fn made(id: RecordId) -> i64 {
    i64::try_from(id.ulid().timestamp_ms()).unwrap_or_default()
}
