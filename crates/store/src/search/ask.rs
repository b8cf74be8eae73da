//! One question to one of the two indexes.

use super::{GRAM, Typed, windows};
use crate::{StoreError, tables::Table};
use sqlx::{AssertSqlSafe, SqliteConnection};

/// A match expression of FTS5 and the index that it is put to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    index: &'static str,
    expression: String,
}

/// Beginnings shorter than this are not looked for in bodies.
const TEXT_BEGINNING: usize = 3;

impl Ask {
    /// With the words that were probably meant: for each typed word, any of its candidates.
    pub(crate) fn mended(candidates: &[Vec<String>]) -> Self {
        let any = |words: &Vec<String>| {
            let words: Vec<String> = words.iter().map(|w| quoted(w)).collect();
            format!("({})", words.join(" OR "))
        };
        let all: Vec<String> = candidates.iter().map(any).collect();
        Self {
            index: "found_name",
            expression: all.join(" AND "),
        }
    }

    /// The matching rowids, newest first.
    pub(crate) async fn run(
        &self,
        connection: &mut SqliteConnection,
        only: Option<&'static Table>,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let index = self.index;
        let kind = if only.is_some() { "AND rowid & 15 = ?3" } else { "" };
        let sql = format!("SELECT rowid FROM {index} WHERE {index} MATCH ?1 {kind} ORDER BY rowid DESC LIMIT ?2");
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&self.expression)
            .bind(limit as i64);
        if let Some(table) = only {
            query = query.bind(table.number);
        }
        Ok(query.fetch_all(connection).await?)
    }
}

/// Questions to the index of names: whole words, then beginnings, then runs of digits.
pub(crate) fn name_asks(typed: &Typed) -> Vec<Ask> {
    let index = "found_name";
    let mut asks = Vec::new();
    if let Some(digits) = &typed.digits {
        let runs: Vec<String> = windows(digits).map(|run| quoted(&format!("{GRAM}{run}"))).collect();
        let expression = if runs.is_empty() {
            format!("{} *", quoted(&format!("{GRAM}{digits}")))
        } else {
            runs.join(" AND ")
        };
        asks.push(Ask {
            index: "found_number",
            expression,
        });
    }
    if !typed.words.is_empty() {
        asks.push(Ask {
            index,
            expression: all(&typed.words, false),
        });
        asks.push(Ask {
            index,
            expression: all(&typed.words, true),
        });
    }
    asks
}

/// Questions to the index of bodies.
pub(crate) fn text_asks(typed: &Typed) -> Vec<Ask> {
    let index = "found_text";
    let Some(last) = typed.words.last() else {
        return Vec::new();
    };
    let mut asks = vec![Ask {
        index,
        expression: all(&typed.words, false),
    }];
    if last.chars().count() >= TEXT_BEGINNING {
        // People type the beginning of the last word only.
        let whole = typed.words.split_last().map(|(_, whole)| whole).unwrap_or_default();
        let beginning = format!("{} *", quoted(last));
        let expression = if whole.is_empty() {
            beginning
        } else {
            format!("{} AND {beginning}", all(whole, false))
        };
        asks.push(Ask { index, expression });
    }
    asks
}

fn all(words: &[String], beginnings: bool) -> String {
    let word = |w: &String| {
        if beginnings {
            format!("{} *", quoted(w))
        } else {
            quoted(w)
        }
    };
    words.iter().map(word).collect::<Vec<_>>().join(" AND ")
}

/// A string of FTS5's query syntax. Folded words hold no quotes.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}
