//! SQLite in a file: one connection that writes and checkpoints, several that read. `synchronous=FULL`: a commit is on the
//! disk when it returns.

use super::{Cell, Database, Doing, Row, Transaction};
use crate::ServerError;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Row as _, Sqlite, SqlitePool, TypeInfo as _, ValueRef as _,
    migrate::Migrator,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};
use std::time::Duration;
use tokio::sync::mpsc;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/server-sqlite");
const READERS: u32 = 4;
/// A push waits for the one writer; longer than this and something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

struct Embedded {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// The file holds keys: it is its owner's alone. What SQLite puts beside it gets the same rights.
fn make(path: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

pub(super) async fn open(path: &str) -> Result<impl Database + use<>, ServerError> {
    make(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(64)
        .pragma("cache_size", "-65536") // KiB
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "4000") // pages; a bulk push writes a few thousand
        .disable_statement_logging(); // statements carry customers' data
    let pool = || {
        SqlitePoolOptions::new()
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(PATIENCE)
    };
    let writer = pool().max_connections(1).connect_with(options.clone()).await?;
    let mut connection = writer.acquire().await?;
    MIGRATIONS.run_direct(None, &mut *connection, false).await?;
    drop(connection);
    let readers = pool()
        .max_connections(READERS)
        .connect_lazy_with(options.read_only(true).create_if_missing(false));
    Ok(Embedded { writer, readers })
}

impl Database for Embedded {
    fn read(&self) -> Doing<'_, Box<dyn Transaction>> {
        Box::pin(async { Ok(Box::new(Open(self.readers.begin().await?)) as Box<dyn Transaction>) })
    }

    fn write(&self) -> Doing<'_, Box<dyn Transaction>> {
        Box::pin(async {
            let open = self.writer.begin_with("BEGIN IMMEDIATE").await?;
            Ok(Box::new(Open(open)) as Box<dyn Transaction>)
        })
    }

    fn locking(&self) -> &'static str {
        "" // whoever writes is alone
    }

    fn is_own(&self) -> bool {
        true
    }

    fn announcements(&self) -> Doing<'_, Option<mpsc::Receiver<String>>> {
        Box::pin(async { Ok(None) })
    }

    fn close(&self) -> Doing<'_, ()> {
        Box::pin(async {
            self.readers.close().await;
            self.writer.close().await;
            Ok(())
        })
    }
}

struct Open(sqlx::Transaction<'static, Sqlite>);

/// Beyond so many cells a statement is one of `bulk`'s, which numbers them in their order.
const NUMBERED: usize = 16;

/// SQLite looks numbered marks up one by one, each time from the first. Marks without a number it just counts.
fn unnumbered(sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('?');
        plain.push_str(part.trim_start_matches(|sign: char| sign.is_ascii_digit()));
    }
    plain
}

fn bound(sql: String, cells: Vec<Cell>) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    let sql = if cells.len() > NUMBERED { unnumbered(&sql) } else { sql };
    cells
        .into_iter()
        .fold(sqlx::query(AssertSqlSafe(sql)), |query, cell| match cell {
            Cell::Int(value) => query.bind(value),
            Cell::Bytes(value) => query.bind(value),
            Cell::Text(value) => query.bind(value),
        })
}

fn row(row: &SqliteRow) -> Result<Row, ServerError> {
    let cells = (0..row.len()).map(|at| {
        let raw = row.try_get_raw(at)?;
        Ok(match raw.type_info().name() {
            _ if raw.is_null() => Cell::Int(None),
            "INTEGER" => Cell::Int(row.try_get_unchecked(at)?),
            "BLOB" => Cell::Bytes(row.try_get_unchecked(at)?),
            _ => Cell::Text(row.try_get_unchecked(at)?),
        })
    });
    cells.collect::<Result<_, ServerError>>().map(Row::new)
}

impl Transaction for Open {
    fn rows<'a>(&'a mut self, sql: String, cells: Vec<Cell>) -> Doing<'a, Vec<Row>> {
        Box::pin(async move {
            let rows = bound(sql, cells).fetch_all(&mut *self.0).await?;
            rows.iter().map(row).collect()
        })
    }

    fn run<'a>(&'a mut self, sql: String, cells: Vec<Cell>) -> Doing<'a, u64> {
        Box::pin(async move { Ok(bound(sql, cells).execute(&mut *self.0).await?.rows_affected()) })
    }

    fn commit(self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move { Ok(self.0.commit().await?) })
    }
}
