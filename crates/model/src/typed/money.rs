//! Money: a decimal amount with its currency (ISO 4217), one field because neither is true alone. Never a float.

use super::Invalid;
use crate::Value;
use rust_decimal::Decimal;
use std::fmt;

/// An amount in a currency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    /// The amount, with as many decimals as were written.
    pub amount: Decimal,
    /// ISO 4217 code, such as `GBP`.
    pub currency: String,
}

const SYMBOLS: [(&str, &str); 6] = [
    ("€", "EUR"),
    ("£", "GBP"),
    ("$", "USD"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("zł", "PLN"),
];

impl Money {
    /// Reads `12400`, `£12,400.50`, `12.400,50 €`, `CHF 1'200`. Of two kinds of separator the last is the decimal one; a
    /// lone comma is decimal unless exactly three digits follow it; a lone point is always decimal.
    ///
    /// # Errors
    /// [`Invalid`] where there is no amount or the currency is not a three-letter code or a known symbol.
    pub fn parse(text: &str, default_currency: &str) -> Result<Self, Invalid> {
        let no = || {
            Invalid::because(
                "amount",
                format!("“{text}” is not an amount. Write it like 12400.50 GBP."),
            )
        };
        let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}' | '-');
        let words: String = text.chars().filter(|c| !numeric(*c)).collect();
        let number: String = text
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
            .collect();
        let currency = match words.trim() {
            "" => default_currency.to_owned(),
            word => currency(word).ok_or_else(no)?,
        };
        let amount = decimal(&number).ok_or_else(no)?;
        Ok(Self { amount, currency })
    }

    /// As a value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::parts([
            ("amount", Value::text(self.amount.to_string())),
            ("currency", Value::text(&self.currency)),
        ])
    }

    /// From a value that is money.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let amount = value.part_text("amount").parse().ok()?;
        let currency = value.part("currency")?.as_text()?.to_owned();
        Some(Self { amount, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

fn currency(word: &str) -> Option<String> {
    if let Some((_, code)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == word) {
        return Some((*code).to_owned());
    }
    let code = word.to_uppercase();
    (code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())).then_some(code)
}

fn decimal(number: &str) -> Option<Decimal> {
    let (point, comma) = (number.rfind('.'), number.rfind(','));
    let plain = match (point, comma) {
        (Some(point), Some(comma)) if comma > point => number.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => number.replace(',', ""),
        (None, Some(comma)) => {
            let grouped = number.matches(',').count() > 1 || number.len() - comma == 4;
            number.replace(',', if grouped { "" } else { "." })
        }
        (Some(_), None) if number.matches('.').count() > 1 => number.replace('.', ""),
        _ => number.to_owned(),
    };
    plain.parse().ok()
}
