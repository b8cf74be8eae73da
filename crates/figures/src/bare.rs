//! What the store is compared with: a bare SQLCipher table with the same columns, through the same driver, under the same
//! key, just as durable, and nothing else: no provenance, no log, no search.

use crate::{data::Note, desk::KEY, seed::List};
use model::{Address, RecordId};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{fmt::Write as _, path::Path};
use store::PAGE_CHECK;

const TABLES: [&str; 3] = [
    "CREATE TABLE company (id BLOB PRIMARY KEY, name TEXT, phone TEXT, website TEXT, sector TEXT) STRICT",
    "CREATE TABLE contact (id BLOB PRIMARY KEY, name TEXT, company BLOB, role TEXT, mobile TEXT, phone TEXT, email TEXT, \
     address TEXT, best_time TEXT, source TEXT, tags TEXT) STRICT",
    "CREATE TABLE note (id BLOB PRIMARY KEY, body TEXT, about BLOB) STRICT",
];

pub(crate) async fn open(path: &Path) -> anyhow::Result<SqliteConnection> {
    let mut connection = connect(path).await?;
    for table in TABLES {
        sqlx::query(table).execute(&mut connection).await?;
    }
    Ok(connection)
}

async fn connect(path: &Path) -> anyhow::Result<SqliteConnection> {
    let mut key = String::from("\"x'");
    for byte in KEY {
        write!(key, "{byte:02x}")?;
    }
    key.push_str("'\"");
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("key", key)
        .pragma(PAGE_CHECK.0, PAGE_CHECK.1)
        .pragma("cipher_log_level", "NONE")
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .collation("folded", |a, b| a.cmp(b))
        .disable_statement_logging();
    Ok(options.connect().await?)
}

/// One row, durable when this returns.
pub(crate) async fn insert_one(connection: &mut SqliteConnection, id: &[u8], phone: &str) -> anyhow::Result<()> {
    sqlx::query("INSERT INTO contact (id, name, mobile) VALUES (?, 'Anneke Vos', ?)")
        .bind(id)
        .bind(phone)
        .execute(connection)
        .await?;
    Ok(())
}

/// Size in bytes of the list's rows alone, in a file of their own.
pub(crate) async fn size(folder: &Path, list: &List) -> anyhow::Result<u64> {
    let path = folder.join("bare.db");
    let mut connection = open(&path).await?;
    let mut ids = (1u64..).map(|n| {
        RecordId::from_parts(1_790_000_000_000 + n / 1000, u128::from(n))
            .to_bytes()
            .to_vec()
    });
    let mut id = move || ids.next().unwrap_or_default();
    let mut tx = connection.begin().await?;
    let mut companies = Vec::new();
    for company in &list.companies {
        companies.push(id());
        sqlx::query("INSERT INTO company VALUES (?, ?, ?, ?, ?)")
            .bind(companies.last())
            .bind(&company.name)
            .bind(&company.phone)
            .bind(&company.website)
            .bind(company.sector)
            .execute(&mut *tx)
            .await?;
    }
    let mut people = Vec::new();
    for person in &list.people {
        people.push(id());
        sqlx::query("INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(people.last())
            .bind(&person.name)
            .bind(person.company.and_then(|at| companies.get(at)))
            .bind(some(person.role))
            .bind(some(&person.mobile))
            .bind(some(&person.phone))
            .bind(some(&person.email))
            .bind(person.address.as_ref().map(address).transpose()?)
            .bind(some(&person.best_time))
            .bind(some(person.source))
            .bind(person.tag)
            .execute(&mut *tx)
            .await?;
    }
    for Note { about, body } in &list.notes {
        sqlx::query("INSERT INTO note VALUES (?, ?, ?)")
            .bind(id())
            .bind(body)
            .bind(people.get(*about))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(std::fs::metadata(path)?.len())
}

/// Bytes of each table and index of a database, greatest first.
pub(crate) async fn parts(path: &Path) -> anyhow::Result<Vec<(String, i64)>> {
    let mut connection = connect(path).await?;
    let sql = "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC LIMIT 14";
    let parts = sqlx::query_as(sql).fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(parts)
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn address(parts: &[String; 3]) -> anyhow::Result<String> {
    let [street, locality, code] = parts.clone();
    let address = Address {
        street,
        locality,
        code,
        ..Address::default()
    };
    Ok(serde_json::to_string(&address.to_value())?)
}
