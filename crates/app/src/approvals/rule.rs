//! What needs an approval before a deal can be won: one pure rule, and the words around it.

use super::state_of;
use crate::{Failure, FailureCode, naming::Names, pipelines::text};
use model::{KindKey, Money, Record, RecordId, Schema};
use serde::Serialize;
use specta::Type;
use store::Store;

/// An approval that a deal needs before it can be won: what the form that asks begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ApprovalNeeded {
    /// The rule, by name.
    pub rule: String,
    /// The deal.
    pub about: String,
    /// What is to be approved.
    pub title: String,
    /// How much, as it goes into an input.
    pub amount: String,
    /// Who is to be asked.
    pub approver: String,
    /// Their name.
    pub approver_name: String,
    /// The approval that was asked for and waits; empty where none does.
    pub asked: String,
}

/// A rule: what costs more needs somebody's yes.
#[derive(Clone, Debug)]
struct Rule {
    name: String,
    above: Money,
    approver: Option<RecordId>,
}

/// What was asked and what became of it.
#[derive(Clone, Debug)]
struct Asked {
    id: Option<RecordId>,
    amount: Option<Money>,
    state: String,
}

/// What a deal needs, with the words that a form begins with.
pub(crate) async fn needed_by(store: &Store, id: RecordId, deal: &Record) -> Result<Option<ApprovalNeeded>, Failure> {
    let schema = store.schema();
    let Some(amount) = deal.value(&schema, "amount").and_then(Money::from_value) else {
        return Ok(None);
    };
    let rules = store.records_after(&KindKey::of("approval_rule"), 0, 1_000).await?;
    let rules: Vec<Rule> = rules
        .iter()
        .filter_map(|(_, _, record)| Rule::of(record, &schema))
        .collect();
    if rules.is_empty() {
        return Ok(None);
    }
    let asked = store
        .linked(&KindKey::of("approval"), &["about"], &[id], u32::MAX)
        .await?;
    let asked: Vec<Asked> = asked
        .iter()
        .map(|(id, record)| Asked::of(*id, record, &schema))
        .collect();
    let Some(rule) = needed(&amount, &rules, &asked) else {
        return Ok(None);
    };
    let names = Names::of(store, rule.approver).await?;
    let waiting = asked
        .iter()
        .find(|asked| asked.state == "asked" && asked.covers(&amount));
    Ok(Some(ApprovalNeeded {
        rule: rule.name.clone(),
        about: id.to_string(),
        title: text(deal, &schema, "name"),
        amount: amount.to_string(),
        approver: rule.approver.map(|id| id.to_string()).unwrap_or_default(),
        approver_name: rule.approver.map(|id| names.title(id)).unwrap_or_default(),
        asked: waiting
            .and_then(|asked| asked.id)
            .map(|id| id.to_string())
            .unwrap_or_default(),
    }))
}

impl ApprovalNeeded {
    /// Why the deal cannot be won yet, and what to do.
    pub(crate) fn failure(&self) -> Failure {
        let who = if self.approver_name.is_empty() {
            "somebody"
        } else {
            &self.approver_name
        };
        let way = if self.asked.is_empty() {
            format!("Ask {who} for it; the deal stays where it is until then.")
        } else {
            format!("{who} has been asked and has not answered yet.")
        };
        let words = format!(
            "{} for {} needs an approval first ({}). {way}",
            self.title, self.amount, self.rule
        );
        Failure::new(FailureCode::NeedsApproval, words)
    }
}

impl Rule {
    fn of(record: &Record, schema: &Schema) -> Option<Self> {
        Some(Self {
            name: text(record, schema, "name"),
            above: record.value(schema, "above").and_then(Money::from_value)?,
            approver: text(record, schema, "approver").parse().ok(),
        })
    }
}

impl Asked {
    fn of(id: RecordId, record: &Record, schema: &Schema) -> Self {
        Self {
            id: Some(id),
            amount: record.value(schema, "amount").and_then(Money::from_value),
            state: state_of(record, schema),
        }
    }

    fn covers(&self, amount: &Money) -> bool {
        let enough = |asked: &Money| asked.currency == amount.currency && asked.amount >= amount.amount;
        self.amount.as_ref().is_some_and(enough)
    }
}

/// The highest rule that an amount is above, unless somebody has approved at least that much.
fn needed<'a>(amount: &Money, rules: &'a [Rule], asked: &[Asked]) -> Option<&'a Rule> {
    let approved = asked
        .iter()
        .any(|asked| asked.state == "approved" && asked.covers(amount));
    let above = |rule: &&Rule| rule.above.currency == amount.currency && amount.amount > rule.above.amount;
    let rules = rules.iter().filter(above);
    rules.filter(|_| !approved).max_by_key(|rule| rule.above.amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text, "GBP").unwrap()
    }

    #[test]
    fn an_amount_above_a_rule_needs_a_yes_for_at_least_that_amount() {
        let rule = |name: &str, above: &str| Rule {
            name: name.into(),
            above: money(above),
            approver: None,
        };
        let rules = [
            rule("ten", "10000 GBP"),
            rule("fifty", "50000 GBP"),
            rule("euros", "1 EUR"),
        ];
        for (amount, state, approved, expected) in [
            ("10000 GBP", "asked", "", None),
            ("10000.01 GBP", "asked", "", Some("ten")),
            ("60000 GBP", "asked", "60000 GBP", Some("fifty")),
            ("60000 GBP", "refused", "60000 GBP", Some("fifty")),
            ("60000 GBP", "approved", "59999.99 GBP", Some("fifty")),
            ("60000 GBP", "approved", "60000 EUR", Some("fifty")),
            ("60000 GBP", "approved", "60000 GBP", None),
            ("2 USD", "asked", "", None),
        ] {
            let asked = [Asked {
                id: None,
                amount: Some(approved).filter(|a| !a.is_empty()).map(money),
                state: state.into(),
            }];
            let found = needed(&money(amount), &rules, &asked).map(|rule| rule.name.as_str());
            assert_eq!(found, expected, "{amount} {state} {approved}");
        }
    }
}
