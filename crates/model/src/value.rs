//! What a register holds: a small tree that any peer can carry, whether it knows the field or not.
//!
//! On disk and on the wire a value is plain JSON: text, whole number, true or false, null, or an object. The two marks
//! are objects with the single key `!`. Numbers with a fraction do not occur: money is a decimal written as text.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor},
    ser::SerializeMap,
};
use std::{collections::BTreeMap, fmt};

/// A value of a field. Ordered and hashable, so that registers have one canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Cleared by somebody, which is not the same as never filled.
    #[default]
    Nothing,
    /// Yes or no; an element of a union is there or not.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Text in any script; also dates (ISO 8601), links (ULID), choices (their key).
    Text(String),
    /// What is only true together: money, an address, a stage with its reason, the members of a group.
    Parts(BTreeMap<String, Value>),
    /// Taken out by a redaction.
    Redacted,
    /// There is a value, which this person may not hold.
    Withheld,
}

const MARK: &str = "!";

impl Value {
    /// Text as a value; empty text is [`Value::Nothing`].
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A named part, where there is one.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Value> {
        if let Self::Parts(parts) = self {
            parts.get(name)
        } else {
            None
        }
    }

    /// A named part as text; empty where there is none.
    #[must_use]
    pub fn part_text(&self, name: &str) -> &str {
        self.part(name).and_then(Self::as_text).unwrap_or_default()
    }

    /// Parts from pairs; those that are nothing are left out, and no parts are nothing.
    #[must_use]
    pub fn parts<'a>(pairs: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        let named = pairs.into_iter().filter(|(_, v)| *v != Self::Nothing);
        let parts: BTreeMap<String, Value> = named.map(|(k, v)| (k.to_owned(), v)).collect();
        if parts.is_empty() {
            Self::Nothing
        } else {
            Self::Parts(parts)
        }
    }

    /// True for a value that a person can read: neither nothing nor a mark.
    #[must_use]
    pub fn is_some(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Redacted | Self::Withheld)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Whole(number) => to.serialize_i64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::Parts(parts) => parts.serialize(to),
            Self::Redacted => mark(to, "redacted"),
            Self::Withheld => mark(to, "withheld"),
        }
    }
}

fn mark<S: Serializer>(to: S, name: &str) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(MARK, name)?;
    map.end()
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a whole number, true, false, null or an object")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Whole)
            .map_err(|_| E::custom("a number too large to keep"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut parts = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if name == MARK {
                return match value.as_text() {
                    Some("redacted") => Ok(Value::Redacted),
                    Some("withheld") => Ok(Value::Withheld),
                    _ => Err(A::Error::custom("a mark that this version does not know")),
                };
            }
            parts.insert(name, value);
        }
        Ok(Value::Parts(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_plain_json_and_comes_back_the_same() {
        let money = Value::parts([("amount", Value::text("12.50")), ("currency", Value::text("GBP"))]);
        let cases = [
            (Value::Nothing, "null"),
            (Value::Flag(true), "true"),
            (Value::Whole(-7), "-7"),
            (Value::Text("Łódź".into()), r#""Łódź""#),
            (money, r#"{"amount":"12.50","currency":"GBP"}"#),
            (Value::Redacted, r#"{"!":"redacted"}"#),
            (Value::Withheld, r#"{"!":"withheld"}"#),
        ];
        for (value, json) in cases {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Value>(json).unwrap(), value);
        }
        assert!(serde_json::from_str::<Value>("1.5").is_err());
    }
}
