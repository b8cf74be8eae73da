//! The public data set that is kept beside the repository, where it is there.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fall over")]

use exchange::table::{Delimiter, Table};
use std::path::Path;

fn table(name: &str) -> Option<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/crm-sales-opportunities")
        .join(name);
    if !path.exists() {
        println!("skipped: {name} is not kept beside this repository");
        return None;
    }
    Some(Table::open(path).unwrap())
}

fn holds(name: &str, columns: usize, rows: u64) {
    let Some(table) = table(name) else { return };
    assert_eq!(table.delimiter(), Delimiter::Comma);
    assert_eq!(table.headers().len(), columns);
    let bad: Vec<_> = table.rows().unwrap().filter_map(Result::err).collect();
    assert_eq!(bad, []);
    assert_eq!(table.count_rows().unwrap(), rows);
}

#[test]
fn accounts_are_read_without_a_bad_row() {
    holds("accounts.csv", 7, 85);
}

#[test]
fn agents_are_read_without_a_bad_row() {
    holds("sales_teams.csv", 3, 35);
}

#[test]
fn opportunities_are_read_without_a_bad_row() {
    holds("sales_pipeline.csv", 8, 8_800);
}

#[test]
fn products_and_the_dictionary_are_read_without_a_bad_row() {
    holds("products.csv", 3, 7);
    if let Some(table) = table("data_dictionary.csv") {
        assert!(table.rows().unwrap().all(|row| row.is_ok()));
    }
}
