//! An update of the app in the middle of unsent work: the first database that knew servers, with its outbox full, is opened
//! by this version.

use crate::{
    desk,
    files::{key_pragma, raw},
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, migrate::Migrator,
    sqlite::SqliteConnectOptions,
};
use std::path::Path;
use store::{DATABASE, PAGE_CHECK};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/device");
/// The first schema with a server in it.
const FIRST: i64 = 3;

/// A database as the app of that schema made it: its own migrations and nothing later.
async fn as_it_was(folder: &Path) -> SqliteConnection {
    let mut old = SqliteConnectOptions::new()
        .filename(folder.join(DATABASE))
        .create_if_missing(true)
        .pragma("key", key_pragma())
        .pragma(PAGE_CHECK.0, PAGE_CHECK.1)
        .collation("folded", |a, b| a.cmp(b))
        .connect()
        .await
        .unwrap();
    let first = MIGRATIONS.iter().filter(|each| each.version <= FIRST).cloned();
    let first = Migrator::with_migrations(first.collect());
    first.run_direct(None, &mut old, false).await.unwrap();
    old
}

async fn names(old: &mut SqliteConnection, sql: String) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(old).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Everything that the old schema has a place for, row by row.
async fn copied(old: &mut SqliteConnection, from: &Path) {
    let from = from.join(DATABASE);
    let attach = format!(
        "PRAGMA cipher_default_hmac_algorithm = {}; ATTACH '{}' AS now KEY {}",
        PAGE_CHECK.1,
        from.display(),
        key_pragma()
    );
    sqlx::raw_sql(AssertSqlSafe(attach)).execute(&mut *old).await.unwrap();
    let tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' \
                  AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' \
                  AND name NOT IN (SELECT v.name || s.end FROM main.sqlite_master v, (SELECT '_data' AS end UNION SELECT '_idx' \
                  UNION SELECT '_content' UNION SELECT '_docsize' UNION SELECT '_config') s WHERE v.sql LIKE '%VIRTUAL%')";
    for table in names(old, tables.to_owned()).await {
        let columns = names(old, format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let columns = columns
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let copy = format!("INSERT OR REPLACE INTO main.\"{table}\" ({columns}) SELECT {columns} FROM now.\"{table}\"");
        sqlx::query(AssertSqlSafe(copy)).execute(&mut *old).await.unwrap();
    }
}

#[tokio::test]
async fn an_update_in_the_middle_of_unsent_work_keeps_every_byte_of_it() {
    let (now, before) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut desk = desk::open(now.path()).await;
    let mut people = Vec::new();
    for number in 0..10 {
        let name = format!("Person {number}");
        people.push(desk.create("contact", &[("name", &name)]).await);
        desk.edit(people[number], "contact", &[("role", "Buyer")]).await;
    }
    let unsent = desk.store.unanswered(0, 100).await.unwrap();
    assert_eq!(unsent.len(), 20);
    desk.store.close().await;
    let mut old = as_it_was(before.path()).await;
    copied(&mut old, now.path()).await;
    old.close().await.unwrap();
    std::fs::copy(
        now.path().join("outpost.keycheck"),
        before.path().join("outpost.keycheck"),
    )
    .unwrap();

    let updated = desk::open(before.path()).await;
    assert_eq!(updated.store.unanswered(0, 100).await.unwrap(), unsent);
    assert_eq!(updated.store.waiting().await.unwrap(), 20);
    assert_eq!(updated.text(people[7], "name").await, "Person 7");
    assert_eq!(updated.store.jumps().await.unwrap(), 0);
    updated.store.close().await;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut raw(before.path()).await)
        .await
        .unwrap();
    assert!(version > FIRST);
}
