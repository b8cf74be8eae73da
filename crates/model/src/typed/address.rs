//! A postal address: five parts, only true together (the parts of vCard's ADR that are in use, RFC 6350 §6.3.1).

use crate::Value;
use std::fmt;

/// A postal address; empty parts are empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Town.
    pub locality: String,
    /// County, state or province.
    pub region: String,
    /// Postal code.
    pub code: String,
    /// Country.
    pub country: String,
}

impl Address {
    /// From text with the five parts between semicolons; without one, all of it is the street.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = text.splitn(5, ';').map(|part| part.trim().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        Self {
            street: next(),
            locality: next(),
            region: next(),
            code: next(),
            country: next(),
        }
    }

    /// As a value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::parts(self.named().map(|(name, text)| (name, Value::text(text))))
    }

    /// From a value that is an address.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Parts(parts) = value else { return None };
        let known = ["street", "locality", "region", "code", "country"];
        if parts.is_empty() || !parts.keys().all(|name| known.contains(&name.as_str())) {
            return None;
        }
        let part = |name| value.part_text(name).to_owned();
        Some(Self {
            street: part("street"),
            locality: part("locality"),
            region: part("region"),
            code: part("code"),
            country: part("country"),
        })
    }

    /// As a person reads it, on one line.
    #[must_use]
    pub fn one_line(&self) -> String {
        let parts: Vec<&str> = self
            .named()
            .map(|(_, text)| text)
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect();
        parts.join(", ")
    }

    fn named(&self) -> [(&'static str, &str); 5] {
        [
            ("street", &self.street),
            ("locality", &self.locality),
            ("region", &self.region),
            ("code", &self.code),
            ("country", &self.country),
        ]
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.named().map(|(_, text)| text).join("; ");
        f.write_str(all.trim_end_matches([';', ' ']))
    }
}
