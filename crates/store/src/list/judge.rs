//! Looking at a row once more, where SQL could only say that it comes into question (see `filter.rs`).

use super::filter::{Clause, Filter, Place, Span, Test, place};
use crate::tables::Table;
use model::{FieldType, Money, Record, Schema, Value, fold::fold, typed};

/// Whether a record meets a filter, by its values.
pub(super) fn holds(table: &Table, schema: &Schema, filter: &Filter, record: &Record) -> bool {
    let mut clauses = filter.clauses.iter().map(|clause| one(table, schema, clause, record));
    if filter.any {
        clauses.any(|holds| holds)
    } else {
        clauses.all(|holds| holds)
    }
}

fn one(table: &Table, schema: &Schema, clause: &Clause, record: &Record) -> bool {
    let value = |register: &str| record.value(schema, register).cloned().unwrap_or_default();
    match place(table, schema, &clause.field) {
        None => false,
        Some(Place::Column(key, FieldType::Tags)) => tags(&clause.test, record.elements(key).collect()),
        Some(Place::Column(key, kind)) => test(&clause.test, kind, &value(key)),
        Some(Place::Custom(kind)) => test(&clause.test, kind, &value(&clause.field)),
        Some(Place::Member(group, member, kind)) => {
            test(&clause.test, kind, value(group).part(member).unwrap_or(&Value::Nothing))
        }
    }
}

fn tags(test: &Test, there: Vec<&str>) -> bool {
    let has = |tags: &[String]| tags.iter().any(|tag| there.iter().any(|t| t.eq_ignore_ascii_case(tag)));
    match test {
        Test::Empty => there.is_empty(),
        Test::Filled => !there.is_empty(),
        Test::HasTag(tags) => has(tags),
        Test::HasNoTag(tags) => !has(tags),
        _ => false,
    }
}

fn test(test: &Test, kind: FieldType, value: &Value) -> bool {
    let text = match value {
        Value::Parts(_) if kind == FieldType::Stage => value.part_text("stage").to_owned(),
        value => typed::shown_text(FieldType::Address, value),
    };
    let text = text.as_str();
    match test {
        Test::Empty => *value == Value::Nothing,
        Test::Filled => *value != Value::Nothing,
        Test::Is(values) => values.iter().any(|wanted| same(kind, value, text, wanted)),
        Test::IsNot(values) => !values.iter().any(|wanted| same(kind, value, text, wanted)),
        Test::Contains(piece) => !text.is_empty() && fold(text).contains(&fold(piece)),
        Test::StartsWith(piece) => !text.is_empty() && fold(text).starts_with(&fold(piece)),
        Test::Within(spans) => !text.is_empty() && spans.iter().any(|span| within(span, text)),
        Test::Number { bounds, currency } => number(value).is_some_and(|(number, of)| {
            let same = of.is_none() || currency.is_none() || *currency == of;
            same && bounds
                .iter()
                .all(|(than, bound)| bound.parse().is_ok_and(|bound| than.holds(number, bound)))
        }),
        Test::HasTag(_) | Test::HasNoTag(_) => false,
    }
}

fn same(kind: FieldType, value: &Value, text: &str, wanted: &Value) -> bool {
    match (kind, wanted) {
        (FieldType::Flag, Value::Flag(wanted)) => (*value == Value::Flag(true)) == *wanted,
        (FieldType::Whole, wanted) => value == wanted,
        (
            FieldType::Choice(_) | FieldType::Stage | FieldType::Date | FieldType::Moment | FieldType::Link(_),
            Value::Text(wanted),
        ) => text == wanted,
        (_, Value::Text(wanted)) => !text.is_empty() && fold(text) == fold(wanted),
        _ => false,
    }
}

fn within(span: &Span, text: &str) -> bool {
    span.from.as_deref().is_none_or(|from| text >= from) && span.until.as_deref().is_none_or(|until| text < until)
}

fn number(value: &Value) -> Option<(f64, Option<String>)> {
    match value {
        Value::Whole(number) => Some((*number as f64, None)),
        value => {
            let money = Money::from_value(value)?;
            Some((money.amount.to_string().parse().ok()?, Some(money.currency)))
        }
    }
}
