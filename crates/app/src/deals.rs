//! Moving a deal through its pipeline, and what the record remembers of that. The rules of a move are one pure function.

use crate::{
    App, Failure,
    approvals::needed_by,
    board::linked,
    failure::unfit,
    history::tell,
    naming::{Names, record_of},
    pipelines::{self, Pipeline, closes, text},
    records::{Saved, base, on_record},
    several::{Writes, link},
    story,
};
use jiff::civil::Date;
use model::{
    Act, FieldKey, FieldType, KindKey, Record, RecordId, Schema, Value, Write,
    typed::{self, Reading, Stage, StageOf},
};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A deal goes to another stage.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct StageMove {
    /// The record.
    pub deal: String,
    /// What its author was looking at.
    pub token: String,
    /// The stage's name.
    pub stage: String,
    /// Why it was won or lost; a closing stage needs it.
    pub reason: Option<String>,
    /// What happens next; none: as it is.
    pub next_action: Option<String>,
    /// By when; none: as it is.
    pub next_due: Option<String>,
}

/// One stay in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StageStep {
    /// The stage's name.
    pub stage: String,
    /// Why it was won or lost.
    pub reason: String,
    /// When the deal came here, ms since 1970.
    pub entered: i64,
    /// When it left; none where it still stands here.
    pub left: Option<i64>,
    /// How long it stood here, in ms; until now where it still does.
    pub stayed_ms: i64,
    /// Who brought it here.
    pub by: String,
    /// On which device.
    pub on: String,
}

impl App {
    /// The currency in which a new amount begins, ISO 4217: that of most of the latest deals, one's own before those of others;
    /// nothing where no deal has an amount yet.
    ///
    /// # Errors
    /// The store's.
    pub async fn usual_currency(&self) -> Result<Option<String>, Failure> {
        let store = self.store().await?;
        Ok(store.currency_of_deals(story::me(&store)).await?)
    }

    /// Moves a deal to a stage of its pipeline: one change, one undo. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` naming the field for a stage that is not there, a close without a reason or an open deal without a next
    /// action; `NeedsApproval`, `NotFound`, `Refused`, or the store's.
    pub async fn move_stage(&self, ask: StageMove, draft: Option<&str>) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base): (RecordId, _) = (ask.deal.parse()?, base(&ask.token)?);
        let mut tx = store.begin().await;
        let record = tx
            .record(Some("deal"), id)
            .await?
            .ok_or_else(Failure::not_found)?
            .clone();
        let schema = store.schema();
        let home = linked(&record, &schema, "pipeline");
        let pipeline = pipelines::one(&store, home.map(|id| id.to_string()).as_deref()).await?;
        let stage = stage_in(&pipeline, &ask.stage)?;
        let writes = planned(
            &record,
            &schema,
            stage,
            &ask,
            self.here().date(),
            self.0.surroundings.reading(),
        )?;
        let mut writes = changed(writes, &record, &schema);
        if writes.is_empty() {
            return self.so_without_draft(&store, tx, id, draft).await;
        }
        if stage.chance == 100
            && let Some(needed) = needed_by(&store, id, &record).await?
        {
            return Err(needed.failure());
        }
        if home.is_none() {
            writes.insert(FieldKey::of("pipeline"), Write::of(link(pipeline.id)));
        }
        let intent = on_record(
            self.fresh_change(),
            id,
            KindKey::of("deal"),
            Act::MoveStage,
            Some(base),
            writes,
        );
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        self.keep(&store, tx, intent).await
    }

    /// The stages that a deal has stood in, the first one first.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn stage_history(&self, deal: &str) -> Result<Vec<StageStep>, Failure> {
        let store = self.store().await?;
        let past = store.past_of(deal.parse()?).await?;
        if past.began.is_none() && past.changes.is_empty() {
            return Err(Failure::not_found());
        }
        let names = Names::of(&store, past.changes.iter().map(|logged| record_of(logged.change.by))).await?;
        let schema = store.schema();
        let mut steps: Vec<StageStep> = Vec::new();
        for told in tell(past, &schema, store.device().role) {
            let standing = |record: Option<&Record>| {
                let value = record
                    .and_then(|r| r.value(&schema, "stage"))
                    .and_then(Stage::from_value);
                value.map(|stage| (stage.name, stage.reason)).unwrap_or_default()
            };
            let (before, after) = (standing(told.before.as_ref()), standing(told.after.as_ref()));
            if before == after {
                continue;
            }
            let at = told.change.at.ms;
            if let Some(last) = steps.last_mut() {
                last.leave(at);
            }
            steps.push(StageStep {
                stage: after.0,
                reason: after.1,
                entered: at,
                left: None,
                stayed_ms: 0,
                by: names.person(told.change.by),
                on: names.device(told.change.on),
            });
        }
        let now = self.now();
        if let Some(last) = steps.last_mut() {
            last.stayed_ms = now.saturating_sub(last.entered).max(0);
        }
        Ok(steps)
    }
}

impl StageStep {
    fn leave(&mut self, at: i64) {
        self.left = Some(at);
        self.stayed_ms = at.saturating_sub(self.entered).max(0);
    }
}

fn stage_in<'a>(pipeline: &'a Pipeline, name: &str) -> Result<&'a StageOf, Failure> {
    pipeline.stage(name).ok_or_else(|| {
        let names: Vec<&str> = pipeline.stages.iter().map(|stage| stage.name.as_str()).collect();
        let (there, wanted) = (names.join(", "), &pipeline.name);
        Failure::invalid(format!("Stage: “{name}” is not a stage of {wanted}. It has: {there}."))
    })
}

/// What a move writes. A close needs its reason and happens today; a deal that stays open needs to know what happens next.
fn planned(
    record: &Record,
    schema: &Schema,
    stage: &StageOf,
    ask: &StageMove,
    today: Date,
    reading: Reading,
) -> Result<Vec<(&'static str, Value)>, Failure> {
    let read = |kind, key: &str, label: &str, typed: &str| {
        typed::parse(kind, typed, reading).map_err(|why| Failure::unfit("deal", key, label, &why))
    };
    let before = record.value(schema, "stage").and_then(Stage::from_value);
    let given = ask
        .reason
        .as_deref()
        .map(|reason| reason.split_whitespace().collect::<Vec<_>>().join(" "));
    let same = before.as_ref().filter(|before| before.name == stage.name);
    let reason = given.or_else(|| same.map(|s| s.reason.clone())).unwrap_or_default();
    let closing = closes(stage.chance);
    if closing && reason.is_empty() {
        let how = if stage.chance == 100 { "won" } else { "lost" };
        return Err(
            Failure::invalid(format!("Reason: say why it was {how}, then move it to {}.", stage.name)).about(unfit(
                "deal",
                "stage",
                "needs_reason",
            )),
        );
    }
    let reason = if closing { reason } else { String::new() };
    let name = stage.name.clone();
    let mut fields = vec![("stage", Stage { name, reason }.to_value())];
    if closing && same.is_none() {
        fields.push(("close_by", Value::Text(today.to_string())));
    }
    let action = match &ask.next_action {
        Some(typed) => read(FieldType::Text, "next_action", "Next action", typed)?,
        None => Value::text(text(record, schema, "next_action")),
    };
    if !closing && action == Value::Nothing {
        let words = "Next action: an open deal needs one. Say what happens next, such as “Call back on Thursday”.";
        return Err(Failure::invalid(words).about(unfit("deal", "next_action", "needs_next")));
    }
    if ask.next_action.is_some() {
        fields.push(("next_action", action));
    }
    if let Some(typed) = &ask.next_due {
        fields.push((
            "next_due",
            read(FieldType::Moment, "next_due", "Next action by", typed)?,
        ));
    }
    Ok(fields)
}

/// The writes that make a difference: another value, or a decision between two.
fn changed(fields: Vec<(&'static str, Value)>, record: &Record, schema: &Schema) -> Writes {
    let differs = |(key, value): &(&'static str, Value)| {
        record.contested(schema, key) || record.shown(schema, key).map_or(&Value::Nothing, |s| &s.value) != value
    };
    let fields = fields.into_iter().filter(differs);
    fields
        .map(|(key, value)| (FieldKey::of(key), Write::of(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::typed::DateOrder;

    fn told(chance: u8, reason: Option<&str>, next_action: Option<&str>) -> String {
        let stage = StageOf {
            name: "There".into(),
            chance,
        };
        let ask = StageMove {
            reason: reason.map(str::to_owned),
            next_action: next_action.map(str::to_owned),
            ..StageMove::default()
        };
        let reading = Reading {
            currency: "GBP",
            dates: DateOrder::DayFirst,
            zone: "Europe/London",
        };
        let record = Record::empty(KindKey::of("deal"));
        let today = Date::constant(2026, 11, 17);
        match planned(&record, &Schema::default(), &stage, &ask, today, reading) {
            Ok(fields) => fields
                .iter()
                .map(|(key, value)| format!("{key}={}", typed::text_of(value)))
                .collect::<Vec<_>>()
                .join(", "),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn a_close_needs_its_reason_and_an_open_deal_its_next_action() {
        for (chance, reason, action, words) in [
            (100, None, None, "Reason: say why it was won"),
            (0, Some("  "), None, "Reason: say why it was lost"),
            (
                0,
                Some("Budget cut"),
                None,
                "stage=There · Budget cut, close_by=2026-11-17",
            ),
            (50, None, None, "Next action: an open deal needs one"),
            (50, None, Some(" "), "Next action: an open deal needs one"),
            (
                50,
                Some("not kept"),
                Some("Call  back"),
                "stage=There, next_action=Call back",
            ),
        ] {
            assert!(
                told(chance, reason, action).starts_with(words),
                "{}",
                told(chance, reason, action)
            );
        }
    }
}
