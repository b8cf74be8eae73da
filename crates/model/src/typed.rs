//! Typed values: from what a person typed to a [`Value`], and back.
//! Every type has one canonical text, so that text → value → text is stable and a value goes back into an input.

mod address;
mod contactable;
mod date;
mod moment;
mod money;
mod stage;

pub use address::Address;
pub use contactable::{email, phone, url};
pub use date::{DateOrder, date};
pub use moment::Moment;
pub use money::Money;
pub use stage::{Stage, StageOf, Stages};

use crate::{
    FieldType, Value,
    record::{ALIVE, DELETED},
};

/// Longest text of one line, in characters.
pub const LINE_MAX: usize = 1_000;
/// Longest text of several lines, in characters.
pub const TEXT_MAX: usize = 100_000;

/// Why a text is not a value of its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Invalid {
    /// What is wrong, as a key: the window has words for it in every language.
    pub code: &'static str,
    /// The same as a sentence, for the person who typed it.
    pub words: String,
}

impl Invalid {
    pub(crate) fn because(code: &'static str, words: impl Into<String>) -> Self {
        Self {
            code,
            words: words.into(),
        }
    }
}

/// How ambiguous notations are read: what a bare number of money means, which way round `3/4/2026` is, and where `12:00` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// ISO 4217 code for amounts without one.
    pub currency: &'a str,
    /// Order of day and month in dates with slashes or dots.
    pub dates: DateOrder,
    /// IANA zone of times without one.
    pub zone: &'a str,
}

/// The records that a value of several links leads to; also the one of a single link.
#[must_use]
pub fn links_of(value: &Value) -> Vec<crate::RecordId> {
    let text = value.as_text().unwrap_or_default();
    text.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// The word "alive" of a record's life.
#[must_use]
pub fn alive() -> Value {
    Value::Text(ALIVE.to_owned())
}

/// The word "deleted" of a record's life.
#[must_use]
pub fn deleted() -> Value {
    Value::Text(DELETED.to_owned())
}

/// Reads what was typed into a field of this type. Empty text clears the field.
///
/// # Errors
/// [`Invalid`], with a sentence that says what would be right.
pub fn parse(kind: FieldType, text: &str, reading: Reading) -> Result<Value, Invalid> {
    let line = text.trim();
    if line.is_empty() {
        return Ok(Value::Nothing);
    }
    match kind {
        FieldType::LongText => limited(text, TEXT_MAX).map(Value::Text),
        FieldType::Stages => Stages::parse(text).map(|s| s.to_value()),
        _ if line.chars().count() > LINE_MAX => Err(too_long(LINE_MAX)),
        FieldType::Text | FieldType::Tags => Ok(Value::Text(line.split_whitespace().collect::<Vec<_>>().join(" "))),
        FieldType::Phone => phone(line),
        FieldType::Email => email(line),
        FieldType::Url => url(line),
        FieldType::Date => date(line, reading.dates).map(|d| Value::Text(d.to_string())),
        FieldType::Moment => Moment::parse(line, reading.dates, reading.zone).map(|m| Value::Text(m.to_string())),
        FieldType::Money => Money::parse(line, reading.currency).map(|m| m.to_value()),
        FieldType::Whole => whole(line),
        FieldType::Flag => flag(line),
        FieldType::Choice(choices) => choice(line, choices),
        FieldType::Link(_) => link(line),
        FieldType::Links(_) => links(line),
        FieldType::Address => Ok(Address::parse(line).to_value()),
        FieldType::Stage => Ok(Stage::parse(line).to_value()),
        FieldType::Group(_) => Err(Invalid::because(
            "group",
            "These belong together; change one of its parts.",
        )),
    }
}

/// The text of a value as it goes into an input; [`parse`] reads it back to the same value.
#[must_use]
pub fn text_of(value: &Value) -> String {
    match value {
        Value::Nothing | Value::Redacted | Value::Withheld => String::new(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Whole(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Parts(parts) => parts_text(value).unwrap_or_else(|| {
            parts
                .iter()
                .map(|(name, part)| format!("{name}: {}", text_of(part)))
                .collect::<Vec<_>>()
                .join(", ")
        }),
    }
}

/// The text of a value as a person reads it.
#[must_use]
pub fn shown_text(kind: FieldType, value: &Value) -> String {
    match (kind, value) {
        (_, Value::Redacted) => "Removed for privacy".to_owned(),
        (_, Value::Withheld) => "Not shown to you".to_owned(),
        (FieldType::Choice(choices), Value::Text(key)) => label(choices, key),
        (FieldType::Address, value) => Address::from_value(value).map_or_else(|| text_of(value), |a| a.one_line()),
        (FieldType::Group(members), Value::Parts(_)) => {
            let shown = members
                .iter()
                .filter_map(|m| value.part(m.key).map(|part| shown_text(m.kind, part)));
            shown.collect::<Vec<_>>().join(", ")
        }
        (_, value) => text_of(value),
    }
}

fn parts_text(value: &Value) -> Option<String> {
    Money::from_value(value)
        .map(|m| m.to_string())
        .or_else(|| Stage::from_value(value).map(|s| s.to_string()))
        .or_else(|| Stages::from_value(value).map(|s| s.to_string()))
        .or_else(|| Address::from_value(value).map(|a| a.to_string()))
}

fn limited(text: &str, most: usize) -> Result<String, Invalid> {
    if text.chars().count() > most {
        Err(too_long(most))
    } else {
        Ok(text.to_owned())
    }
}

fn too_long(most: usize) -> Invalid {
    let words = format!("This is longer than {most} characters. Shorten it, or put the rest into a note.");
    Invalid::because("too_long", words)
}

fn whole(text: &str) -> Result<Value, Invalid> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | ',' | '\'' | '_'))
        .collect();
    plain
        .parse()
        .map(Value::Whole)
        .map_err(|_| Invalid::because("whole", format!("“{text}” is not a whole number, such as 250.")))
}

fn flag(text: &str) -> Result<Value, Invalid> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "ja" | "sí" | "si" | "oui" => Ok(Value::Flag(true)),
        "no" | "n" | "false" | "0" | "nein" | "non" => Ok(Value::Flag(false)),
        _ => Err(Invalid::because("flag", format!("“{text}” is neither yes nor no."))),
    }
}

fn choice(text: &str, choices: &[(&'static str, &'static str)]) -> Result<Value, Invalid> {
    let wanted = crate::fold::fold(text);
    let found = choices
        .iter()
        .find(|(key, label)| *key == text || crate::fold::fold(label) == wanted);
    found.map(|(key, _)| Value::Text((*key).to_owned())).ok_or_else(|| {
        let labels = choices.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(", ");
        Invalid::because("choice", format!("“{text}” is not one of: {labels}."))
    })
}

fn label(choices: &[(&str, &str)], key: &str) -> String {
    choices
        .iter()
        .find(|(k, _)| *k == key)
        .map_or(key, |(_, label)| label)
        .to_owned()
}

fn link(text: &str) -> Result<Value, Invalid> {
    let id: crate::RecordId = text
        .parse()
        .map_err(|_| Invalid::because("link", "Choose a record from the list; a name alone is not a link."))?;
    Ok(Value::Text(id.to_string()))
}

/// Ids in their own order: in which order they were chosen says nothing.
fn links(text: &str) -> Result<Value, Invalid> {
    let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let mut ids: Vec<String> = words
        .map(|word| link(word).map(|id| text_of(&id)))
        .collect::<Result<_, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    Ok(Value::text(ids.join(" ")))
}

#[cfg(test)]
mod tests;
