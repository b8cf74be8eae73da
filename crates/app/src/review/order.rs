//! Which decision comes first: by the day that it is needed on, then by the money at stake, then by age.
//!
//! A day is a step, not a slope: what is due today stands together, and among it the largest deal comes first. Amounts of
//! different currencies are compared by their figures, for this order only; they are never added up.

use model::{Money, RecordId};
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// How soon a decision is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Soon {
    /// Past, or today.
    Now,
    Tomorrow,
    ThisWeek,
    /// Later, or nobody has said.
    Later,
}

/// What the place of a record in the inbox goes by; the least comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    soon: Soon,
    money: Reverse<Decimal>,
    undated: bool,
    due: String,
    since: i64,
    id: RecordId,
}

impl Weight {
    pub(super) fn of(days_left: Option<i32>, amounts: &[Money], due: Option<&str>, since: i64, id: RecordId) -> Self {
        let money = amounts
            .iter()
            .fold(Decimal::ZERO, |sum, money| sum.saturating_add(money.amount));
        Self {
            soon: soon(days_left),
            money: Reverse(money),
            undated: due.is_none(),
            due: due.unwrap_or_default().to_owned(),
            since,
            id,
        }
    }
}

fn soon(days_left: Option<i32>) -> Soon {
    match days_left {
        Some(..=0) => Soon::Now,
        Some(1) => Soon::Tomorrow,
        Some(2..=7) => Soon::ThisWeek,
        Some(8..) | None => Soon::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, days left, amount, since.
    type Case = (&'static str, Option<i32>, i64, i64);

    fn order(cases: &[Case]) -> Vec<&'static str> {
        let weight = |(_, days, amount, since): &Case| {
            let money = Money {
                amount: Decimal::from(*amount),
                currency: "GBP".to_owned(),
            };
            let due = days.map(|days| format!("2026-11-{:02}", 20 + days));
            Weight::of(*days, &[money], due.as_deref(), *since, RecordId::from_parts(1, 1))
        };
        let mut sorted: Vec<&Case> = cases.iter().collect();
        sorted.sort_by_key(|case| weight(case));
        sorted.into_iter().map(|(name, ..)| *name).collect()
    }

    #[test]
    fn the_day_comes_before_the_money_and_the_money_before_the_age() {
        let cases = [
            ("nothing, old", None, 0, 1),
            ("tomorrow, much", Some(1), 31_500, 5),
            ("today, little", Some(0), 0, 9),
            ("today, much", Some(0), 38_400, 9),
            ("nothing, young", None, 0, 2),
            ("no day, very much", None, 900_000, 3),
            ("overdue, some", Some(-3), 500, 4),
            ("this week", Some(4), 0, 4),
        ];
        let expected = [
            "today, much",
            "overdue, some",
            "today, little",
            "tomorrow, much",
            "this week",
            "no day, very much",
            "nothing, old",
            "nothing, young",
        ];
        assert_eq!(order(&cases), expected);
    }
}
