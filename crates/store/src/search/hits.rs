//! From found rows to what a person reads: the name, and what matched.

use super::{FoundRow, Typed, rows};
use crate::{
    StoreError,
    list::{Listed, listed},
    store::Inner,
    tables::{TABLES, Table},
};
use model::{
    FieldType, KindKey, RecordId, Value,
    fold::{digits, fold},
};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, sqlite::SqliteRow};

/// One record that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: KindKey,
    /// Its shown values.
    pub values: Vec<(&'static str, Value)>,
    /// The field that matched; `None` where it is the name, or the name of a linked record.
    pub field: Option<&'static str>,
    /// Some of a body around what matched.
    pub snippet: String,
}

/// Letters of a body around what matched.
const SNIPPET: usize = 120;

pub(crate) async fn search(
    connection: &mut SqliteConnection,
    inner: &Inner,
    text: &str,
    only: Option<&'static Table>,
    limit: usize,
) -> Result<Vec<Hit>, StoreError> {
    let typed = Typed::new(text);
    let mut hits = Vec::new();
    let found = rows(connection, inner, text, only, limit).await?;
    for (table, row) in fetch(connection, &found).await? {
        hits.extend(hit(table, listed(table, &row)?, &typed));
    }
    Ok(hits)
}

/// The living rows of what was found, in its order: one statement for each kind, not one for each row.
async fn fetch(
    connection: &mut SqliteConnection,
    found: &[FoundRow],
) -> Result<Vec<(&'static Table, SqliteRow)>, StoreError> {
    let mut rows = Vec::with_capacity(found.len());
    for table in TABLES.iter() {
        let of_kind = found.iter().filter(|f| f.table == table.number);
        let numbers: Vec<String> = of_kind.map(|f| f.row.to_string()).collect();
        if numbers.is_empty() {
            continue;
        }
        let sql = format!(
            "{} WHERE row IN (SELECT value FROM json_each(?)) AND gone = 0",
            table.select
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(format!("[{}]", numbers.join(",")));
        for row in query.fetch_all(&mut *connection).await? {
            let number: i64 = row.try_get(0)?;
            let place = found.iter().position(|f| f.table == table.number && f.row == number);
            rows.push((place, table, row));
        }
    }
    rows.sort_by_key(|(place, ..)| *place);
    Ok(rows.into_iter().map(|(_, table, row)| (table, row)).collect())
}

/// `None` where the digits only seemed to be a piece of a number.
fn hit(table: &'static Table, found: Listed, typed: &Typed) -> Option<Hit> {
    let kind = KindKey::of(table.kind.key);
    let (field, snippet) = match matched(table, &found, typed) {
        Matched::Field(field, snippet) => (Some(field), snippet),
        Matched::Name => (None, String::new()),
        Matched::Not => return None,
    };
    Some(Hit {
        id: found.id,
        kind,
        values: found.values,
        field,
        snippet,
    })
}

enum Matched {
    Name,
    Field(&'static str, String),
    Not,
}

fn matched(table: &'static Table, found: &Listed, typed: &Typed) -> Matched {
    let mut text_field = None;
    for (key, value) in &found.values {
        let Some(field) = table.kind.field(key).filter(|f| f.searched) else {
            continue;
        };
        let Some(text) = value.as_text() else { continue };
        if field.kind == FieldType::Phone && typed.digits.as_ref().is_some_and(|d| digits(text).contains(d.as_str())) {
            return Matched::Field(field.key, text.to_owned());
        }
        let folded = fold(text);
        let all = typed
            .words
            .iter()
            .all(|word| folded.split(' ').any(|w| w.starts_with(word.as_str())));
        if all && !typed.words.is_empty() {
            let name = field.key == table.kind.title && field.kind != FieldType::LongText;
            return if name {
                Matched::Name
            } else {
                Matched::Field(field.key, around(text, typed))
            };
        }
        if field.kind == FieldType::LongText && typed.words.iter().any(|w| folded.contains(w.as_str())) {
            text_field = Some((field.key, around(text, typed)));
        }
    }
    match text_field {
        Some((field, snippet)) => Matched::Field(field, snippet),
        None if typed.digits.is_some() && typed.words.iter().all(|w| w.bytes().all(|b| b.is_ascii_digit())) => {
            let any = found.values.iter().filter_map(|(_, v)| v.as_text()).any(|text| {
                let folded = fold(text);
                typed
                    .words
                    .iter()
                    .all(|word| folded.split(' ').any(|w| w.starts_with(word.as_str())))
            });
            if any { Matched::Name } else { Matched::Not }
        }
        None => Matched::Name,
    }
}

/// Some of a text around the first typed word in it.
fn around(text: &str, typed: &Typed) -> String {
    let word = typed.words.first().map(String::as_str).unwrap_or_default();
    let letters: Vec<char> = text.chars().collect();
    let words = text.split_whitespace();
    let at = words
        .filter(|w| fold(w).starts_with(word))
        .find_map(|w| text.find(w))
        .unwrap_or_default();
    let at = text.get(..at).map_or(0, |before| before.chars().count());
    let start = at.saturating_sub(SNIPPET / 3);
    let part: String = letters.iter().skip(start).take(SNIPPET).collect();
    let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (
        if start > 0 { "… " } else { "" },
        if start + SNIPPET < letters.len() { " …" } else { "" },
    );
    format!("{before}{part}{after}")
}
