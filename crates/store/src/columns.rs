//! From declared fields to columns: which a field has, and how a value goes in and comes out.
//!
//! A value that does not come out of its columns as it went in (of a newer peer's making) stays whole in the packed
//! provenance instead; the column then holds what lists can show.

use model::{Field, FieldType, Money, RecordId, Value};

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// A column: its name after the field's key, and its SQL type.
pub(crate) struct Column {
    pub(crate) name: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test compares it with the migrations"))]
    pub(crate) sql: &'static str,
}

/// The columns of a field.
pub(crate) fn columns(field: &Field) -> Vec<Column> {
    let one = |sql| {
        vec![Column {
            name: field.key.to_owned(),
            sql,
        }]
    };
    let two = |second: &str| {
        let first = Column {
            name: field.key.to_owned(),
            sql: "TEXT",
        };
        vec![
            first,
            Column {
                name: format!("{}_{second}", field.key),
                sql: "TEXT",
            },
        ]
    };
    match field.kind {
        FieldType::Whole | FieldType::Flag => one("INTEGER"),
        FieldType::Link(_) => one("BLOB"),
        FieldType::Money => two("currency"),
        FieldType::Stage => two("reason"),
        _ => one("TEXT"),
    }
}

/// A value's cells, one for each column; all null where it does not fit them.
pub(crate) fn encode(kind: FieldType, value: &Value) -> [Cell; 2] {
    let text = |text: &str| {
        if text.is_empty() {
            Cell::Null
        } else {
            Cell::Text(text.to_owned())
        }
    };
    let first = |cell| [cell, Cell::Null];
    match (kind, value) {
        (FieldType::Money, value) => Money::from_value(value).map_or([Cell::Null, Cell::Null], |money| {
            [Cell::Text(money.amount.to_string()), Cell::Text(money.currency)]
        }),
        (FieldType::Stage, value) => [text(value.part_text("stage")), text(value.part_text("reason"))],
        (FieldType::Whole, Value::Whole(number)) => first(Cell::Int(*number)),
        (FieldType::Flag, Value::Flag(flag)) => first(Cell::Int(i64::from(*flag))),
        (FieldType::Link(_), Value::Text(id)) => {
            let id: Option<RecordId> = id.parse().ok();
            first(id.map_or(Cell::Null, |id| Cell::Blob(id.to_bytes().to_vec())))
        }
        (FieldType::Address | FieldType::Stages | FieldType::Group(_), Value::Parts(_)) => {
            first(serde_json::to_string(value).map_or(Cell::Null, Cell::Text))
        }
        (FieldType::Whole | FieldType::Flag | FieldType::Link(_), _) => first(Cell::Null),
        (_, Value::Text(body)) => first(text(body)),
        _ => first(Cell::Null),
    }
}

/// The value that a field's cells hold; [`Value::Nothing`] for nulls.
pub(crate) fn decode(kind: FieldType, cells: &[Cell]) -> Value {
    let text = |at: usize| match cells.get(at) {
        Some(Cell::Text(text)) => Value::text(text),
        _ => Value::Nothing,
    };
    match (kind, cells.first()) {
        (FieldType::Money, Some(Cell::Text(_))) => Value::parts([("amount", text(0)), ("currency", text(1))]),
        (FieldType::Stage, Some(Cell::Text(_))) => Value::parts([("stage", text(0)), ("reason", text(1))]),
        (FieldType::Whole, Some(Cell::Int(number))) => Value::Whole(*number),
        (FieldType::Flag, Some(Cell::Int(flag))) => Value::Flag(*flag != 0),
        (FieldType::Link(_), Some(Cell::Blob(id))) => {
            RecordId::from_slice(id).map_or(Value::Nothing, |id| Value::Text(id.to_string()))
        }
        (FieldType::Address | FieldType::Stages | FieldType::Group(_), Some(Cell::Text(json))) => {
            serde_json::from_str(json).unwrap_or(Value::Nothing)
        }
        (_, Some(Cell::Text(body))) => Value::text(body),
        _ => Value::Nothing,
    }
}

/// How many columns a field has.
pub(crate) fn width(kind: FieldType) -> usize {
    if matches!(kind, FieldType::Money | FieldType::Stage) {
        2
    } else {
        1
    }
}
