//! Two databases behind one small trait: SQLite in a file, PostgreSQL by URL. What is said to them is the same text,
//! written once, in the rooms that need it.
//!
//! The one thing not to do here: know what a table means.

mod bulk;
mod cell;
mod postgres;
mod sqlite;

pub(crate) use bulk::{insert, marks, upsert};
pub(crate) use cell::{Cell, Row};

use crate::ServerError;
use std::{future::Future, pin::Pin, sync::Arc};
use tokio::sync::mpsc;

/// What a database is doing.
pub(crate) type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, ServerError>> + Send + 'a>>;

/// A database.
pub(crate) trait Database: Send + Sync {
    /// A transaction that reads one snapshot.
    fn read(&self) -> Doing<'_, Box<dyn Transaction>>;

    /// A transaction that writes. It is undone unless it is committed.
    fn write(&self) -> Doing<'_, Box<dyn Transaction>>;

    /// What a `SELECT` adds to lock its row until the transaction ends.
    fn locking(&self) -> &'static str;

    /// True if no other process writes to it.
    fn is_own(&self) -> bool;

    /// What other processes announce with [`ANNOUNCE`], where there can be others.
    fn announcements(&self) -> Doing<'_, Option<mpsc::Receiver<String>>>;

    /// Closes every connection.
    fn close(&self) -> Doing<'_, ()>;
}

/// Tells every process what was committed, where there can be others.
pub(crate) const ANNOUNCE: &str = "SELECT pg_notify('outpost_news', $1)";

/// A transaction.
pub(crate) trait Transaction: Send {
    /// The rows of a statement.
    fn rows<'a>(&'a mut self, sql: String, cells: Vec<Cell>) -> Doing<'a, Vec<Row>>;

    /// Runs a statement; says how many rows it changed.
    fn run<'a>(&'a mut self, sql: String, cells: Vec<Cell>) -> Doing<'a, u64>;

    /// Makes it durable.
    fn commit(self: Box<Self>) -> Doing<'static, ()>;
}

/// Opens a database: a `postgres://` URL, or the path of a file. Brings its schema up to date.
pub(crate) async fn open(place: &str) -> Result<Arc<dyn Database>, ServerError> {
    if is_url(place) {
        Ok(Arc::new(postgres::open(place).await?))
    } else {
        Ok(Arc::new(sqlite::open(place).await?))
    }
}

fn is_url(place: &str) -> bool {
    place.starts_with("postgres://") || place.starts_with("postgresql://")
}

/// What lies beside a database that is a file, by its name with another ending.
pub(crate) fn beside(place: &str, ending: &str) -> Option<String> {
    let path = std::path::Path::new(place).with_extension(ending);
    (!is_url(place)).then(|| path.to_string_lossy().into_owned())
}
