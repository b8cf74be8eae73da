//! Approvals: asked, approved or refused with a reason, offline, in the record's history. What needs one is a pure rule.

use crate::{
    App, Failure, FailureCode,
    naming::{Names, record_of},
    pipelines::text,
    records::{Saved, base, on_record},
    several::writes,
    views::token,
};
use model::{Act, KindKey, LIFE, Money, Record, RecordId, Schema, Value};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::Store;

/// Somebody is asked for a yes.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct ApprovalAsk {
    /// The record that it is about.
    pub about: String,
    /// What is to be approved.
    pub title: String,
    /// How much it is about, as typed; empty for none.
    pub amount: String,
    /// Why.
    pub detail: String,
    /// The colleague who is asked.
    pub approver: String,
    /// By when, as typed; empty for no day.
    pub due: String,
}

/// An approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ApprovalView {
    /// The record.
    pub id: String,
    /// What somebody who decides it is looking at.
    pub token: String,
    /// What is to be approved.
    pub title: String,
    /// The record that it is about.
    pub about: String,
    /// That record's name.
    pub about_title: String,
    /// How much, a decimal; empty for none.
    pub amount: String,
    /// Its currency.
    pub currency: String,
    /// Why.
    pub detail: String,
    /// Who is asked.
    pub approver: String,
    /// Their name.
    pub approver_name: String,
    /// Who asked.
    pub asked_by: String,
    /// When, ms since 1970.
    pub asked_at: i64,
    /// By when, in the kept form.
    pub due: String,
    /// `asked`, `approved` or `refused`.
    pub state: String,
    /// Why it was decided so.
    pub reason: String,
    /// Who decided; empty while nobody has.
    pub decided_by: String,
    /// When, ms since 1970.
    pub decided_at: Option<i64>,
    /// It waits for the person who works here.
    pub waits_for_me: bool,
}

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
pub(crate) struct Rule {
    name: String,
    above: Money,
    approver: Option<RecordId>,
}

/// What was asked and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    id: Option<RecordId>,
    amount: Option<Money>,
    state: String,
}

impl App {
    /// Asks somebody for a yes.
    ///
    /// # Errors
    /// `Invalid` with the field's name, or the store's.
    pub async fn ask_approval(&self, ask: ApprovalAsk) -> Result<Saved, Failure> {
        if ask.approver.trim().is_empty() {
            return Err(Failure::invalid("Asked of: choose who decides."));
        }
        let fields = [
            ("about", ask.about),
            ("title", ask.title),
            ("amount", ask.amount),
            ("detail", ask.detail),
            ("approver", ask.approver),
            ("due", ask.due),
            ("decision.state", "asked".to_owned()),
        ];
        let some = fields.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let form: BTreeMap<String, String> = some.map(|(key, text)| (key.to_owned(), text)).collect();
        self.create_record("approval", form).await
    }

    /// Approves or refuses. A refusal needs its reason.
    ///
    /// # Errors
    /// `Invalid` for a refusal without a reason, `Refused` for who was not asked or what is decided already, `NotFound`, or
    /// the store's.
    pub async fn decide_approval(
        &self,
        approval: &str,
        token: &str,
        approve: bool,
        reason: &str,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base): (RecordId, _) = (approval.parse()?, base(token)?);
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if !approve && reason.is_empty() {
            return Err(Failure::invalid(
                "Reason: say why it is refused, so that the other side can act on it.",
            ));
        }
        let mut tx = store.begin().await;
        let record = tx.record(Some("approval"), id).await?.ok_or_else(Failure::not_found)?;
        let state = state_of(record, &store.schema());
        if state != "asked" && !record.contested(&store.schema(), "decision") {
            let words = format!("This was already {state}. Ask again with a new approval, or undo the decision.");
            return Err(Failure::new(FailureCode::Refused, words));
        }
        let state = if approve { "approved" } else { "refused" };
        let decision = Value::parts([("state", Value::text(state)), ("reason", Value::text(reason))]);
        let writes = writes([("decision", decision)]);
        let intent = on_record(
            self.fresh_change(),
            id,
            KindKey::of("approval"),
            Act::Decide,
            Some(base),
            writes,
        );
        self.keep(&store, tx, intent).await
    }

    /// Approvals that wait for whoever works here (`waiting_for_me`), that they asked for (`asked_by_me`), or about a record
    /// (its id); those that wait first, then the latest.
    ///
    /// # Errors
    /// `NotFound` for what is no id, or the store's.
    pub async fn approvals(&self, which: &str) -> Result<Vec<ApprovalView>, Failure> {
        let store = self.store().await?;
        let (kind, schema, person) = (KindKey::of("approval"), store.schema(), store.device().person);
        let records = match which {
            "waiting_for_me" => {
                let mut asked = store.linked(&kind, &["approver"], &[record_of(person)], u32::MAX).await?;
                asked.retain(|(_, record)| {
                    state_of(record, &schema) == "asked" || record.contested(&schema, "decision")
                });
                asked
            }
            "asked_by_me" => {
                let all = store
                    .records_after(&kind, 0, u32::MAX)
                    .await?
                    .into_iter()
                    .map(|(_, id, record)| (id, record));
                all.filter(|(_, record)| record.standing(LIFE.as_str()).first().is_some_and(|s| s.by == person))
                    .collect()
            }
            about => store.linked(&kind, &["about"], &[about.parse()?], u32::MAX).await?,
        };
        let ids = records.iter().flat_map(|(_, record)| crate::naming::ids_in(record));
        let names = Names::of(&store, ids).await?;
        let token = token(&store.base().await?);
        let mut views: Vec<ApprovalView> = records
            .iter()
            .map(|(id, record)| view(*id, record, &schema, &names, &token, record_of(person)))
            .collect();
        views.sort_by_key(|view| (view.state != "asked", std::cmp::Reverse(view.asked_at)));
        Ok(views)
    }

    /// The approval that a deal still needs before it can be won.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn approval_needed(&self, deal: &str) -> Result<Option<ApprovalNeeded>, Failure> {
        let store = self.store().await?;
        let stored = store.record(deal.parse()?).await?.ok_or_else(Failure::not_found)?;
        needed_by(&store, stored.id, &stored.record).await
    }
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
    let asked = store.linked(&KindKey::of("approval"), &["about"], &[id], u32::MAX).await?;
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

fn state_of(record: &Record, schema: &Schema) -> String {
    let state = record
        .value(schema, "decision")
        .map(|decision| decision.part_text("state"));
    state.filter(|state| !state.is_empty()).unwrap_or("asked").to_owned()
}

fn view(id: RecordId, record: &Record, schema: &Schema, names: &Names, token: &str, me: RecordId) -> ApprovalView {
    let read = |field| text(record, schema, field);
    let linked = |field| text(record, schema, field).parse::<RecordId>().ok();
    let named = |field| linked(field).map(|id| names.title(id)).unwrap_or_default();
    let amount = record.value(schema, "amount").and_then(Money::from_value);
    let made = record.standing(LIFE.as_str()).first();
    let decision = record.shown(schema, "decision");
    let state = state_of(record, schema);
    let decided = decision.filter(|_| state != "asked");
    ApprovalView {
        id: id.to_string(),
        token: token.to_owned(),
        title: read("title"),
        about: read("about"),
        about_title: named("about"),
        amount: amount
            .as_ref()
            .map(|money| money.amount.to_string())
            .unwrap_or_default(),
        currency: amount.map(|money| money.currency).unwrap_or_default(),
        detail: read("detail"),
        approver: read("approver"),
        approver_name: named("approver"),
        asked_by: made.map(|s| names.person(s.by)).unwrap_or_default(),
        asked_at: made.map_or(0, |s| s.when),
        due: read("due"),
        reason: decision
            .map(|s| s.value.part_text("reason").to_owned())
            .unwrap_or_default(),
        decided_by: decided.map(|s| names.person(s.by)).unwrap_or_default(),
        decided_at: decided.map(|s| s.when),
        waits_for_me: state == "asked" && linked("approver") == Some(me),
        state,
    }
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
