//! PostgreSQL by URL, shared by any number of server processes. READ COMMITTED for writing: the organisation's row is locked
//! first, and what is read after that is what the last writer left.

use super::{Cell, Database, Doing, Row, Transaction};
use crate::ServerError;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, PgPool, Postgres, Row as _, TypeInfo as _,
    migrate::Migrator,
    postgres::{PgArguments, PgConnectOptions, PgListener, PgPoolOptions, PgRow},
};
use std::{str::FromStr as _, time::Duration};
use tokio::sync::mpsc;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/server-postgres");
const CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(30);
const NEWS: &str = "outpost_news";
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WAITING: usize = 1_024;

struct Shared(PgPool);

pub(super) async fn open(url: &str) -> Result<impl Database + use<>, ServerError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("outpost-server")
        // A plan that is made once for a list of any ids reads the whole organisation, and makes the list anew for every row.
        .options([("plan_cache_mode", "force_custom_plan")])
        .disable_statement_logging(); // statements carry customers' data
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    let mut connection = pool.acquire().await?;
    MIGRATIONS.run_direct(None, &mut *connection, false).await?;
    drop(connection);
    Ok(Shared(pool))
}

impl Database for Shared {
    fn read(&self) -> Doing<'_, Box<dyn Transaction>> {
        Box::pin(async { Ok(Box::new(Open(self.0.begin_with(SNAPSHOT).await?)) as Box<dyn Transaction>) })
    }

    fn write(&self) -> Doing<'_, Box<dyn Transaction>> {
        Box::pin(async { Ok(Box::new(Open(self.0.begin().await?)) as Box<dyn Transaction>) })
    }

    fn locking(&self) -> &'static str {
        " FOR UPDATE"
    }

    fn is_own(&self) -> bool {
        false
    }

    fn announcements(&self) -> Doing<'_, Option<mpsc::Receiver<String>>> {
        Box::pin(async {
            let mut listener = PgListener::connect_with(&self.0).await?;
            listener.listen(NEWS).await?;
            let (to, from) = mpsc::channel(WAITING);
            tokio::spawn(async move {
                // A connection that breaks is made again by the listener; what was missed, the next news carries.
                while !to.is_closed() {
                    match listener.recv().await {
                        Ok(news) => drop(to.send(news.payload().to_owned()).await),
                        Err(sqlx::Error::PoolClosed) => return,
                        Err(_) => tokio::time::sleep(Duration::from_secs(1)).await, // the database is away for a while
                    }
                }
            });
            Ok(Some(from))
        })
    }

    fn close(&self) -> Doing<'_, ()> {
        Box::pin(async {
            self.0.close().await;
            Ok(())
        })
    }
}

struct Open(sqlx::Transaction<'static, Postgres>);

fn bound(sql: String, cells: Vec<Cell>) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    cells
        .into_iter()
        .fold(sqlx::query(AssertSqlSafe(sql)), |query, cell| match cell {
            Cell::Int(value) => query.bind(value),
            Cell::Bytes(value) => query.bind(value),
            Cell::Text(value) => query.bind(value),
        })
}

fn row(row: &PgRow) -> Result<Row, ServerError> {
    let cells = row.columns().iter().enumerate().map(|(at, column)| {
        Ok(match sqlx::Column::type_info(column).name() {
            "INT8" => Cell::Int(row.try_get_unchecked(at)?),
            "BYTEA" => Cell::Bytes(row.try_get_unchecked(at)?),
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
