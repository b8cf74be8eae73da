//! Two records that have every policy between them: an issue (a group, declared text, custom fields with tightened rules,
//! a union that this version does not know) and a deal (declared fields, custom long text, an unknown field).

use crate::dice::Dice;
use model::{CustomField, FieldKey, KindKey, Money, Policy, RecordId, Schema, Value};

/// What can be written into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One line, never the same twice.
    Line,
    /// One of two words, so that people agree without having seen each other.
    Word,
    /// A deal's stage, one of two.
    Stage,
    Money,
    /// Status and priority.
    Triage,
    Text,
    /// An element of a union.
    Element,
}

pub(crate) struct Place {
    pub(crate) key: &'static str,
    pub(crate) shape: Shape,
}

const fn place(key: &'static str, shape: Shape) -> Place {
    Place { key, shape }
}

const ISSUE: &[Place] = &[
    place("title", Shape::Line),        // Latest
    place("x_site", Shape::Line),       // FieldFirst, tightened
    place("x_outcome", Shape::Word),    // Review, tightened
    place("x_amount", Shape::Money),    // Review, tightened; withheld at times
    place("triage", Shape::Triage),     // Review, a group
    place("detail", Shape::Text),       // Text
    place("x_parts/a", Shape::Element), // Union, unknown
];

const DEAL: &[Place] = &[
    place("name", Shape::Line),        // Latest
    place("next_action", Shape::Line), // FieldFirst
    place("stage", Shape::Stage),      // Review
    place("amount", Shape::Money),     // Review; withheld at times
    place("x_later", Shape::Line),     // Review, unknown
    place("x_note", Shape::Text),      // Text, custom
    place("tags/a", Shape::Element),   // Union
];

/// What is withheld from the second person now and then.
pub(crate) const AMOUNTS: [FieldKey; 2] = [FieldKey::of("amount"), FieldKey::of("x_amount")];

pub(crate) fn r1() -> RecordId {
    RecordId::from_parts(0, 1)
}

pub(crate) fn r2() -> RecordId {
    RecordId::from_parts(0, 2)
}

pub(crate) fn kind(record: RecordId) -> KindKey {
    KindKey::of(if record == r1() { "issue" } else { "deal" })
}

pub(crate) fn places(record: RecordId) -> &'static [Place] {
    if record == r1() { ISSUE } else { DEAL }
}

pub(crate) fn shape(record: RecordId, field: &FieldKey) -> Option<Shape> {
    places(record)
        .iter()
        .find(|place| *place.key == *field.as_str())
        .map(|place| place.shape)
}

pub(crate) fn schema() -> Schema {
    let custom = |on: &'static str, key: &'static str, kind: &str| CustomField {
        key: FieldKey::of(key),
        on: KindKey::of(on),
        label: key.to_owned(),
        kind: kind.to_owned(),
    };
    let fields = vec![
        custom("issue", "x_site", "text"),
        custom("issue", "x_outcome", "text"),
        custom("issue", "x_amount", "money"),
        custom("deal", "x_note", "long_text"),
    ];
    Schema::with_custom(fields)
        .tightened(KindKey::of("issue"), "x_site", Policy::FieldFirst)
        .tightened(KindKey::of("issue"), "x_outcome", Policy::Review)
        .tightened(KindKey::of("issue"), "x_amount", Policy::Review)
}

pub(crate) fn first_value(place: &Place) -> Option<Value> {
    let triage = [("status", Value::text("new")), ("priority", Value::text("low"))];
    match place.shape {
        Shape::Line => Some(Value::text(format!("first {}", place.key))),
        Shape::Word => Some(Value::text("C")),
        Shape::Stage => Some(Value::parts([("stage", Value::text("New"))])),
        Shape::Money => Some(money(if place.key == "amount" { -1 } else { -2 })),
        Shape::Triage => Some(Value::parts(triage)),
        Shape::Text => Some(Value::text("One. Two.\nThree.\nFour. Five.\n")),
        Shape::Element => None,
    }
}

pub(crate) fn money(amount: i64) -> Value {
    Money {
        amount: amount.into(),
        currency: "EUR".into(),
    }
    .to_value()
}

/// What somebody makes of the value on the screen; `mark` is in nobody else's text.
pub(crate) fn new_value(dice: &mut Dice, field: &FieldKey, shape: Shape, shown: Option<&Value>, mark: usize) -> Value {
    match shape {
        Shape::Line => Value::text(format!("v{mark} {field}")),
        Shape::Word => Value::text(*dice.pick(&["A", "B"])),
        Shape::Stage => Value::parts([("stage", Value::text(*dice.pick(&["Won", "Lost"])))]),
        Shape::Money => money(i64::try_from(mark).unwrap()),
        Shape::Triage => triage(dice, shown),
        Shape::Text => Value::text(new_text(dice, shown.and_then(Value::as_text).unwrap_or_default(), mark)),
        Shape::Element => Value::Flag(dice.chance(50)),
    }
}

fn triage(dice: &mut Dice, shown: Option<&Value>) -> Value {
    let Some(Value::Parts(parts)) = shown else {
        return Value::parts([("status", Value::text("new"))]);
    };
    let mut parts = parts.clone();
    let (member, value) = if dice.chance(50) {
        ("status", *dice.pick(&["new", "waiting", "resolved", "closed"]))
    } else {
        ("priority", *dice.pick(&["low", "normal", "high", "urgent"]))
    };
    parts.insert(member.to_owned(), Value::text(value));
    Value::Parts(parts)
}

/// How the value of a write looks wherever it is held, if it can be told from all others.
pub(crate) fn trace(shape: Shape, value: &Value, mark: usize) -> Option<String> {
    match (shape, value) {
        (Shape::Line | Shape::Money, value) if value.is_some() => Some(format!("{value:?}")),
        (Shape::Text, Value::Text(text)) => Some(word(mark)).filter(|word| text.contains(word)),
        _ => None,
    }
}

/// The word that only this write brings into a text.
pub(crate) fn word(mark: usize) -> String {
    format!("<{mark}>")
}

fn new_text(dice: &mut Dice, text: &str, mark: usize) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = dice.below(lines.len());
    let word = word(mark);
    match dice.below(6) {
        0 if lines.len() > 1 => {
            lines.remove(at);
            lines.insert(0, format!("Top {word}.\n"));
        }
        1 => lines.insert(at, format!("New {word}.\n")),
        2 => match lines.get_mut(at) {
            Some(line) => *line = format!("{} Also {word}.\n", line.trim_end()),
            None => lines.push(word),
        },
        _ => match lines.get_mut(at) {
            Some(line) => *line = new_sentence(dice, line, &word),
            None => lines.push(word),
        },
    }
    lines.concat()
}

fn new_sentence(dice: &mut Dice, line: &str, word: &str) -> String {
    let mut sentences: Vec<&str> = line.split_inclusive(". ").collect();
    let at = dice.below(sentences.len());
    let last = at + 1 == sentences.len();
    let new = if last {
        format!("Now {word}.\n")
    } else {
        format!("Now {word}. ")
    };
    sentences[at] = &new;
    sentences.concat()
}
