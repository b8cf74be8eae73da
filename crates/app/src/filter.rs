//! The conditions of a list: from what a person chose, in words and by today's date, to what the store compares.
//!
//! Which conditions go with which type of field is one table, [`ops`]; the window builds its menus from the same.

mod days;

use crate::{Failure, clock::Clock, fields::tidy_tag};
use model::{
    FieldType, KindKey, Money, Schema, Value,
    typed::{self, Reading},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Filter, Test, Than};

/// Conditions of one list, at most.
const CLAUSES_MOST: usize = 24;
/// Values of one condition, at most.
const VALUES_MOST: usize = 100;

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It is the value, or one of the values.
    Is,
    /// It is none of the values.
    IsNot,
    /// The text is somewhere in it.
    Contains,
    /// It begins with the text.
    StartsWith,
    /// Nothing is there.
    IsEmpty,
    /// Something is there.
    IsFilled,
    /// On this day or in this stretch: `2026-11-19`, `today`, `this_week`, `overdue`, `next_7_days`, `last_30_days`.
    On,
    /// Before this day or moment.
    Before,
    /// After this day or moment.
    After,
    /// From the first value to the second, both included.
    Between,
    /// Greater than the value.
    MoreThan,
    /// Less than the value.
    LessThan,
    /// It has one of these tags.
    HasTag,
    /// It has none of these tags.
    HasNoTag,
}

/// One condition of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Clause {
    /// The field's key; `triage.status` for a member of a group, `x_…` for a field of the organisation's own.
    pub field: String,
    /// How it is compared.
    pub op: Op,
    /// With what: as typed into the field's input; `me` for whoever works here.
    #[serde(default)]
    pub values: Vec<String>,
}

/// The conditions that go with a type of field, the most usual first.
#[must_use]
pub fn ops(kind: FieldType) -> &'static [Op] {
    use Op::{
        After, Before, Between, Contains, HasNoTag, HasTag, Is, IsEmpty, IsFilled, IsNot, LessThan, MoreThan, On,
        StartsWith,
    };
    match kind {
        FieldType::Text | FieldType::Phone | FieldType::Email | FieldType::Url => {
            &[Contains, StartsWith, Is, IsNot, IsEmpty, IsFilled]
        }
        FieldType::LongText | FieldType::Address => &[Contains, IsEmpty, IsFilled],
        FieldType::Date | FieldType::Moment => &[On, Before, After, Between, IsEmpty, IsFilled],
        FieldType::Money | FieldType::Whole => &[MoreThan, LessThan, Between, Is, IsEmpty, IsFilled],
        FieldType::Flag => &[Is],
        FieldType::Choice(_) | FieldType::Link(_) | FieldType::Stage => &[Is, IsNot, IsEmpty, IsFilled],
        FieldType::Tags => &[HasTag, HasNoTag, IsEmpty, IsFilled],
        FieldType::Stages | FieldType::Links(_) | FieldType::Group(_) => &[IsEmpty, IsFilled],
    }
}

/// What conditions are read with.
pub(crate) struct With<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) reading: Reading<'a>,
    pub(crate) clock: &'a Clock,
    /// Whoever works here, as a colleague.
    pub(crate) me: String,
}

/// The conditions as the store compares them.
///
/// # Errors
/// `Invalid`, naming the field, for a condition that makes no sense.
pub(crate) fn read(kind: &KindKey, clauses: &[Clause], any: bool, with: &With) -> Result<Filter, Failure> {
    if clauses.len() > CLAUSES_MOST {
        return Err(Failure::invalid(format!(
            "A list takes {CLAUSES_MOST} conditions at most. Leave some out."
        )));
    }
    let read = |clause: &Clause| {
        let (label, kind) = field(with.schema, kind, &clause.field)?;
        let test = test(kind, clause, with).map_err(|why| Failure::invalid(format!("{label}: {why}")))?;
        Ok(store::Clause {
            field: clause.field.clone(),
            test,
        })
    };
    let clauses = clauses.iter().map(read).collect::<Result<_, Failure>>()?;
    Ok(Filter { any, clauses })
}

/// The label and the type of a field that a list can be asked about.
pub(crate) fn field(schema: &Schema, kind: &KindKey, key: &str) -> Result<(String, FieldType), Failure> {
    let known = || {
        if let Some((group, member)) = key.split_once('.') {
            let FieldType::Group(members) = schema.field(kind.as_str(), group)?.kind else {
                return None;
            };
            let member = members.iter().find(|m| m.key == member)?;
            return Some((member.label.to_owned(), member.kind));
        }
        let declared = schema.kind(kind.as_str())?.field(key);
        let declared = declared.map(|field| (field.label.to_owned(), field.kind));
        declared.or_else(|| {
            let custom = schema.custom_field(kind.as_str(), key)?;
            Some((custom.label.clone(), FieldType::custom(&custom.kind)?))
        })
    };
    known().ok_or_else(|| Failure::invalid(format!("There is no field “{key}” here. Take that condition away.")))
}

/// Whether a list can be ordered by a field. Fields of the organisation's own lie in the packed provenance, where the
/// database cannot order by them.
pub(crate) fn sortable(schema: &Schema, kind: &KindKey, key: &str) -> Result<(), Failure> {
    if key == "newest" {
        return Ok(());
    }
    let (label, _) = field(schema, kind, key)?;
    if schema.custom_field(kind.as_str(), key).is_some() {
        return Err(Failure::invalid(format!(
            "A list cannot be ordered by “{label}”, which your organisation added. Filter by it instead."
        )));
    }
    Ok(())
}

type Read<T> = Result<T, String>;

fn test(kind: FieldType, clause: &Clause, with: &With) -> Read<Test> {
    if !ops(kind).contains(&clause.op) {
        return Err("this condition does not go with the field. Choose another.".to_owned());
    }
    if clause.values.len() > VALUES_MOST {
        return Err(format!("{VALUES_MOST} values are the most. Leave some out."));
    }
    Ok(match clause.op {
        Op::IsEmpty => Test::Empty,
        Op::IsFilled => Test::Filled,
        Op::Is if matches!(kind, FieldType::Money) => numbers(&[Than::AtLeast, Than::AtMost], kind, clause, with)?,
        Op::Is => Test::Is(values(kind, clause, with)?),
        Op::IsNot => Test::IsNot(values(kind, clause, with)?),
        Op::Contains => Test::Contains(piece(clause)?),
        Op::StartsWith => Test::StartsWith(piece(clause)?),
        Op::On => Test::Within(days::on(&clause.values, with)?),
        Op::Before => Test::Within(vec![days::before(one(clause)?, with)?]),
        Op::After => Test::Within(vec![days::after(one(clause)?, with)?]),
        Op::Between if matches!(kind, FieldType::Date | FieldType::Moment) => {
            let (first, second) = two(clause)?;
            Test::Within(vec![days::between(first, second, with)?])
        }
        Op::Between => {
            two(clause)?;
            numbers(&[Than::AtLeast, Than::AtMost], kind, clause, with)?
        }
        Op::MoreThan => numbers(&[Than::More], kind, clause, with)?,
        Op::LessThan => numbers(&[Than::Less], kind, clause, with)?,
        Op::HasTag => Test::HasTag(tags(clause)?),
        Op::HasNoTag => Test::HasNoTag(tags(clause)?),
    })
}

fn one(clause: &Clause) -> Read<&str> {
    let value = clause.values.first().map(|value| value.trim()).unwrap_or_default();
    if value.is_empty() {
        return Err("this condition needs a value.".to_owned());
    }
    Ok(value)
}

fn two(clause: &Clause) -> Read<(&str, &str)> {
    match clause.values.as_slice() {
        [first, second] if !first.trim().is_empty() && !second.trim().is_empty() => Ok((first.trim(), second.trim())),
        _ => Err("“between” needs two values.".to_owned()),
    }
}

fn piece(clause: &Clause) -> Read<String> {
    let piece = one(clause)?;
    if model::fold::fold(piece).is_empty() {
        return Err(format!("“{piece}” has no letter or digit to look for."));
    }
    Ok(piece.to_owned())
}

fn values(kind: FieldType, clause: &Clause, with: &With) -> Read<Vec<Value>> {
    one(clause)?;
    let value = |text: &String| match kind {
        FieldType::Link(Some("colleague")) if text == "me" => Ok(Value::Text(with.me.clone())),
        // A stage's name is enough; its reason is not asked about.
        FieldType::Stage => Ok(Value::text(text.trim())),
        kind => typed::parse(kind, text, with.reading).map_err(|why| why.to_string()),
    };
    clause.values.iter().map(value).collect()
}

fn tags(clause: &Clause) -> Read<Vec<String>> {
    one(clause)?;
    Ok(clause
        .values
        .iter()
        .map(|tag| tidy_tag(tag))
        .filter(|tag| !tag.is_empty())
        .collect())
}

fn numbers(thans: &[Than], kind: FieldType, clause: &Clause, with: &With) -> Read<Test> {
    one(clause)?;
    let mut bounds = Vec::new();
    let mut currency = None;
    let last = clause.values.last();
    for (at, than) in thans.iter().enumerate() {
        let text = clause.values.get(at).or(last).map(String::as_str).unwrap_or_default();
        let number = if kind == FieldType::Money {
            // Without a currency, amounts of every currency are compared by their number.
            let money = Money::parse(text, "").map_err(|why| why.to_string())?;
            currency = currency.or(Some(money.currency).filter(|code| !code.is_empty()));
            money.amount.to_string()
        } else {
            let value = typed::parse(kind, text, with.reading).map_err(|why| why.to_string())?;
            typed::text_of(&value)
        };
        bounds.push((*than, number));
    }
    Ok(Test::Number { bounds, currency })
}
