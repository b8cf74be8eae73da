//! Approvals: asked, approved or refused with a reason, offline, in the record's history. What needs one is a pure rule
//! (`rule`).

mod rule;

pub use rule::ApprovalNeeded;
pub(crate) use rule::needed_by;

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

impl App {
    /// Asks somebody for a yes. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` with the field's name, or the store's.
    pub async fn ask_approval(&self, ask: ApprovalAsk, draft: Option<&str>) -> Result<Saved, Failure> {
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
        self.create_from("approval", form, draft).await
    }

    /// Approves or refuses. A refusal needs its reason. A draft of it goes in the same transaction.
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
        draft: Option<&str>,
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
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
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
                let mut asked = store
                    .linked(&kind, &["approver"], &[record_of(person)], u32::MAX)
                    .await?;
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
