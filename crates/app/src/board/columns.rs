//! From deals to columns: pure.

use super::{Board, BoardCard, BoardColumn, StageState, linked, names};
use crate::{
    Failure,
    clock::{at, days_between},
    marks::Marks,
    pipelines::{Pipeline, text},
    sums::Sums,
};
use jiff::{civil::Date, tz::TimeZone};
use model::{
    Money, Record, RecordId,
    fold::fold,
    typed::{Stage, StageOf},
};
use std::collections::HashMap;
use store::{LastNote, Store};

/// Days without a word before a deal counts as gone quiet.
const QUIET_DAYS: u32 = 10;

/// A deal with the names it needs.
#[derive(Default)]
pub(crate) struct Deal {
    pub(crate) id: Option<RecordId>,
    pub(crate) name: String,
    pub(crate) stage: String,
    pub(crate) reason: String,
    pub(crate) chance: u8,
    pub(crate) amount: Option<Money>,
    pub(crate) close_by: String,
    pub(crate) since: i64,
    /// When anybody wrote to it last.
    pub(crate) written: i64,
    pub(crate) company: (Option<RecordId>, String),
    pub(crate) contact: (Option<RecordId>, String),
    pub(crate) owner: String,
    pub(crate) next_action: String,
    pub(crate) next_due: String,
    product: String,
    tags: String,
    pub(crate) contested: bool,
    pub(crate) review: bool,
}

impl Deal {
    /// Deals of a pipeline with the names of what they lead to.
    pub(crate) async fn all(
        store: &Store,
        pipeline: &Pipeline,
        records: Vec<(RecordId, Record)>,
    ) -> Result<Vec<Self>, Failure> {
        let companies = names(store, &records, "company", "company").await?;
        let contacts = names(store, &records, "contact", "contact").await?;
        let owners = names(store, &records, "owner", "colleague").await?;
        let schema = store.schema();
        let deal = |(id, record): &(RecordId, Record)| {
            let named = |field, names: &HashMap<RecordId, String>| {
                let to = linked(record, &schema, field);
                (to, to.and_then(|to| names.get(&to)).cloned().unwrap_or_default())
            };
            let mut deal = Self::of(record, &schema, pipeline);
            deal.id = Some(*id);
            deal.company = named("company", &companies);
            deal.contact = named("contact", &contacts);
            deal.owner = named("owner", &owners).1;
            deal
        };
        Ok(records.iter().map(deal).collect())
    }

    fn of(record: &Record, schema: &model::Schema, pipeline: &Pipeline) -> Self {
        let standing = record.shown(schema, "stage");
        let stage = standing.and_then(|s| Stage::from_value(&s.value));
        let stage = stage.filter(|stage| pipeline.stage(&stage.name).is_some());
        let made = record.standing(model::LIFE.as_str()).first().map_or(0, |s| s.when);
        let read = |field| text(record, schema, field);
        let written = record.registers.values().flatten().map(|s| s.when).max();
        Self {
            id: None,
            name: read("name"),
            chance: stage
                .as_ref()
                .and_then(|s| pipeline.stage(&s.name))
                .map_or(1, |s| s.chance),
            reason: stage.as_ref().map(|s| s.reason.clone()).unwrap_or_default(),
            stage: stage.map(|s| s.name).unwrap_or_default(),
            amount: record.value(schema, "amount").and_then(Money::from_value),
            close_by: read("close_by"),
            since: standing.map_or(made, |s| s.when),
            written: written.unwrap_or(made),
            next_action: read("next_action"),
            next_due: read("next_due"),
            product: read("product"),
            tags: record.elements("tags").collect::<Vec<_>>().join(" "),
            contested: record.contested(schema, "stage"),
            review: record
                .registers
                .keys()
                .any(|key| record.contested(schema, key.as_str())),
            ..Self::default()
        }
    }

    /// The records in which a word about this deal may be noted.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = RecordId> + use<> {
        [self.id, self.contact.0, self.company.0].into_iter().flatten()
    }

    /// Every word begins a word of the deal.
    pub(crate) fn matches(&self, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let parts = [
            &self.name,
            &self.company.1,
            &self.contact.1,
            &self.owner,
            &self.product,
            &self.tags,
            &self.next_action,
        ];
        let all = format!(" {}", fold(&parts.map(String::as_str).join(" ")));
        words.iter().all(|word| all.contains(&format!(" {word}")))
    }

    fn won_or_lost(&self) -> bool {
        self.chance == 0 || self.chance == 100
    }
}

/// What the columns are judged by.
pub(crate) struct Facts<'a> {
    pub(crate) today: Date,
    pub(crate) zone: TimeZone,
    pub(crate) notes: &'a HashMap<RecordId, LastNote>,
    pub(crate) token: String,
    pub(crate) marks: Marks,
}

impl Facts<'_> {
    /// Days since the last word about an open deal, where they are many: since anybody wrote to it, or noted something
    /// about it, its person or its company.
    pub(crate) fn quiet(&self, deal: &Deal) -> Option<u32> {
        if deal.won_or_lost() {
            return None;
        }
        let day = |ms: i64| at(ms, &self.zone).date();
        let notes = deal.subjects().filter_map(|id| self.notes.get(&id));
        let noted = notes.flat_map(|note| {
            let said = note.day.as_deref().and_then(|day| day.parse::<Date>().ok());
            [said, note.written.map(day)].into_iter().flatten()
        });
        // A note about tomorrow's visit is a word of today.
        let last = noted.chain([day(deal.written)]).max()?.min(self.today);
        Some(days_between(last, self.today)).filter(|days| *days >= QUIET_DAYS)
    }
}

/// The columns and what they come to.
pub(crate) fn lay_out(pipeline: &Pipeline, deals: &[&Deal], month: String, most: usize, facts: &Facts) -> Board {
    let strange = StageOf {
        name: String::new(),
        chance: 1,
    };
    let columns: Vec<BoardColumn> = std::iter::once(&strange)
        .chain(&pipeline.stages)
        .map(|stage| column(stage, deals, most, facts))
        .filter(|column| !column.stage.is_empty() || column.count > 0)
        .collect();
    let (mut open, mut sums, mut quiet, mut quiet_sums) = (0, Sums::default(), 0, Sums::default());
    for deal in deals.iter().filter(|deal| !deal.won_or_lost()) {
        open += 1;
        let is_quiet = facts.quiet(deal).is_some();
        quiet += u32::from(is_quiet);
        if let Some(amount) = &deal.amount {
            sums.add(amount, chance(deal));
            if is_quiet {
                quiet_sums.add(amount, chance(deal));
            }
        }
    }
    Board {
        pipeline: pipeline.id.to_string(),
        name: pipeline.name.clone(),
        month,
        columns,
        open,
        totals: sums.totals(),
        quiet,
        quiet_totals: quiet_sums.totals(),
    }
}

/// A stage that this pipeline does not have promises nothing.
fn chance(deal: &Deal) -> u8 {
    if deal.stage.is_empty() { 0 } else { deal.chance }
}

fn column(stage: &StageOf, deals: &[&Deal], most: usize, facts: &Facts) -> BoardColumn {
    let mut here: Vec<&&Deal> = deals.iter().filter(|deal| deal.stage == stage.name).collect();
    here.sort_by_key(|deal| std::cmp::Reverse(deal.since));
    let mut sums = Sums::default();
    here.iter()
        .filter_map(|deal| Some((deal.amount.as_ref()?, chance(deal))))
        .for_each(|(amount, chance)| sums.add(amount, chance));
    BoardColumn {
        stage: stage.name.clone(),
        chance: if stage.name.is_empty() { 0 } else { stage.chance },
        state: StageState::of(stage.chance),
        count: u32::try_from(here.len()).unwrap_or(u32::MAX),
        totals: sums.totals(),
        cards: here.iter().take(most).map(|deal| card(deal, facts)).collect(),
    }
}

fn card(deal: &Deal, facts: &Facts) -> BoardCard {
    let line = if deal.company.1.is_empty() {
        &deal.contact.1
    } else {
        &deal.company.1
    };
    let amount = deal.amount.as_ref();
    BoardCard {
        id: deal.id.map(|id| id.to_string()).unwrap_or_default(),
        name: deal.name.clone(),
        line: line.clone(),
        amount: amount.map(|money| money.amount.to_string()).unwrap_or_default(),
        currency: amount.map(|money| money.currency.clone()).unwrap_or_default(),
        since: deal.since,
        next_action: deal.next_action.clone(),
        next_due: deal.next_due.clone(),
        close_by: deal.close_by.clone(),
        reason: deal.reason.clone(),
        quiet: facts.quiet(deal),
        contested: deal.contested,
        mark: facts.marks.of_record(deal.id, deal.review),
        owner: deal.owner.clone(),
        token: facts.token.clone(),
    }
}
