//! Money added up: per currency, in decimals, never in floats, and never one currency into another.

use model::Money;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// What some deals in one currency come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Total {
    /// ISO 4217 code.
    pub currency: String,
    /// Their amounts together, a decimal.
    pub amount: String,
    /// Each amount times the chance of its stage, together, a decimal with two places at most.
    pub weighted: String,
    /// How many they are.
    pub count: u32,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    amount: Decimal,
    /// In hundredths: amount times per cent.
    weighted: Decimal,
    count: u32,
}

/// Sums in the making.
#[derive(Clone, Default)]
pub(crate) struct Sums(BTreeMap<String, Sum>);

impl Sums {
    /// Adds an amount with its chance in per cent.
    pub(crate) fn add(&mut self, money: &Money, chance: u8) {
        let sum = self.0.entry(money.currency.clone()).or_default();
        let weighted = money.amount.saturating_mul(Decimal::from(chance));
        sum.amount = sum.amount.saturating_add(money.amount);
        sum.weighted = sum.weighted.saturating_add(weighted);
        sum.count = sum.count.saturating_add(1);
    }

    /// The totals, the currency with most deals first.
    pub(crate) fn totals(&self) -> Vec<Total> {
        let total = |(currency, sum): (&String, &Sum)| Total {
            currency: currency.clone(),
            amount: sum.amount.normalize().to_string(),
            weighted: (sum.weighted / Decimal::ONE_HUNDRED)
                .round_dp(2)
                .normalize()
                .to_string(),
            count: sum.count,
        };
        let mut totals: Vec<Total> = self.0.iter().map(total).collect();
        totals.sort_by_key(|total| std::cmp::Reverse(total.count));
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, currency: &str) -> Money {
        Money {
            amount: amount.parse().unwrap(),
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn amounts_are_added_per_currency_and_weighted_without_losing_a_penny() {
        let mut sums = Sums::default();
        for (amount, currency, chance) in [
            ("0.10", "GBP", 33),
            ("0.20", "GBP", 33),
            ("100", "EUR", 50),
            ("6240", "GBP", 60),
        ] {
            sums.add(&money(amount, currency), chance);
        }
        let shown: Vec<String> = sums
            .totals()
            .iter()
            .map(|t| format!("{} {} {} {}", t.count, t.amount, t.weighted, t.currency))
            .collect();
        assert_eq!(shown, ["3 6240.3 3744.1 GBP", "1 100 50 EUR"]);
    }

    #[test]
    fn an_absurd_amount_does_not_overflow() {
        let mut sums = Sums::default();
        for _ in 0..3 {
            sums.add(&money("79228162514264337593543950335", "GBP"), 100);
        }
        assert_eq!(sums.totals().len(), 1);
    }
}
