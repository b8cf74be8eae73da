use super::*;
use crate::{
    RawKey,
    connect::{Purpose, connect, options},
    list,
    open::{DATABASE, MIGRATIONS, NEWEST},
};
use model::{KindKey, RecordId, Schema, Value};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::path::Path;

/// An encrypted database with the migrations up to one.
async fn migrated(folder: &Path, up_to: i64) -> SqliteConnection {
    let key = RawKey::new([7; 32]);
    let mut connection = connect(&options(&folder.join(DATABASE), &key, Purpose::Write))
        .await
        .unwrap();
    MIGRATIONS.run_to(up_to, &mut connection).await.unwrap();
    connection
}

async fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_all(connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_declared_field_has_its_columns_and_there_are_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = migrated(folder.path(), NEWEST).await;
    for table in TABLES.iter() {
        let declared = FIXED.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned()));
        let own = table.columns.iter().map(|c| (c.name.clone(), c.sql.to_owned()));
        let mut expected: Vec<_> = declared.chain(own).collect();
        let sql = format!("SELECT name, type FROM pragma_table_info('{}')", table.kind.key);
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let mut found: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}", table.kind.key);
    }
}

#[tokio::test]
async fn every_table_is_strict_and_every_kind_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = migrated(folder.path(), NEWEST).await;
    let loose = "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' \
                 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    assert_eq!(texts(&mut connection, loose).await, Vec::<String>::new());
    let tables = texts(&mut connection, "SELECT name FROM sqlite_master WHERE type = 'table'").await;
    assert!(
        TABLES
            .iter()
            .all(|table| tables.iter().any(|name| name == table.kind.key))
    );
}

#[tokio::test]
async fn the_newest_schema_is_that_of_the_last_migration() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = migrated(folder.path(), NEWEST).await;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(version, NEWEST);
    assert_eq!(MIGRATIONS.iter().map(|m| m.version).max(), Some(NEWEST));
}

/// Encrypted fixtures cannot be made by hand, so earlier schemas are made by the earlier migrations.
#[tokio::test]
async fn a_database_of_every_earlier_schema_opens() {
    for version in MIGRATIONS.iter().map(|migration| migration.version) {
        let folder = tempfile::tempdir().unwrap();
        let connection = migrated(folder.path(), version).await;
        sqlx::Connection::close(connection).await.unwrap();
        let founding = crate::Founding {
            device: model::DeviceId::from_parts(1, 1),
            person: model::PersonId::from_parts(1, 2),
            name: "Laptop".into(),
            role: model::Role::Admin,
        };
        let store = crate::Store::open(folder.path(), &RawKey::new([7; 32]), founding)
            .await
            .unwrap();
        assert!(!store.is_new(), "schema {version}");
        assert_eq!(store.summary().await.unwrap().waiting, 0);
        store.close().await;
    }
}

/// What lists, related records and Today ask. The statement of every index that a list or a link needs is among them.
fn asked() -> Vec<String> {
    let mut asked = Vec::new();
    let about = Some(RecordId::from_parts(1, 1));
    let person = Value::text(RecordId::from_parts(1, 2).to_string());
    for table in TABLES.iter() {
        let mut orders = vec![list::Order::Title];
        orders.extend(table.kind.fields.iter().map(|field| list::Order::Field {
            key: field.key.to_owned(),
            descending: true,
        }));
        let links = ["owner", "assignee"].map(|field| list::Clause {
            field: field.to_owned(),
            test: list::Test::Is(vec![person.clone()]),
        });
        let links = links
            .into_iter()
            .filter(|clause| table.kind.field(&clause.field).is_some());
        let tags = table.kind.field("tags").map(|field| list::Clause {
            field: field.key.to_owned(),
            test: list::Test::HasTag(vec!["vip".to_owned()]),
        });
        let clauses = links.chain(tags);
        let filters = std::iter::once(Vec::new()).chain(clauses.map(|clause| vec![clause]));
        for clauses in filters {
            for (order, about) in orders
                .iter()
                .map(|order| (order, None))
                .chain([(&list::Order::Title, about)])
            {
                let listing = list::Listing {
                    about,
                    filter: list::Filter {
                        any: false,
                        clauses: clauses.clone(),
                    },
                    ..list::Listing::of(KindKey::of(table.kind.key))
                };
                let sql = list::conditions(table, &listing, &Schema::default());
                asked.push(list::total_of(table, &sql));
                asked.extend(list::parts(table, order).iter().map(|part| list::page_of(part, &sql)));
            }
        }
    }
    asked.push(crate::journal::OF_RECORD.to_owned());
    asked.push(crate::by_rule::LATEST.to_owned());
    asked.push(crate::voice::SOUNDLESS.to_owned());
    asked.extend(crate::today::STATEMENTS.iter().map(|sql| (*sql).to_owned()));
    asked.extend(crate::calendar::STATEMENTS.iter().map(|sql| (*sql).to_owned()));
    // What is told of a person or a company asks for each link by itself.
    for link in ["contact", "company"] {
        asked.push(format!(
            "SELECT row FROM appointment WHERE {link} IN (SELECT unhex(value) FROM json_each('[]'))"
        ));
    }
    asked
}

#[tokio::test]
async fn every_index_is_used_by_a_statement() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = migrated(folder.path(), NEWEST).await;
    let mut plans = Vec::new();
    for sql in asked() {
        let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        let rows = plan.fetch_all(&mut connection).await.unwrap();
        plans.extend(rows.iter().map(|row| row.get::<String, _>(3)));
    }
    let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    for index in texts(&mut connection, indexes).await {
        assert!(
            plans.iter().any(|plan| plan.contains(&index)),
            "{index} in none of {plans:#?}"
        );
    }
}
