//! The board: a pipeline's deals in columns, with what they come to, how long each has stood where it stands, and which have
//! gone quiet. What a column holds is pure (`columns`); here the answers it needs are fetched, a handful of reads however
//! many deals there are.

mod columns;

pub(crate) use columns::{Deal, Facts};

use crate::{
    App, Failure, Mark,
    marks::Marks,
    pipelines::{self, Pipeline},
    sums::Total,
    views::token,
};
use model::{FieldKey, KindKey, Record, RecordId, Value, fold::fold};
use serde::Serialize;
use specta::Type;
use std::collections::HashMap;
use store::{Deals, Store};

/// Whether a stage is open, or how it closes a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    /// Deals here are still open.
    Open,
    /// Deals here are won.
    Won,
    /// Deals here are lost.
    Lost,
}

impl StageState {
    pub(crate) fn of(chance: u8) -> Self {
        match chance {
            0 => Self::Lost,
            100 => Self::Won,
            _ => Self::Open,
        }
    }
}

/// One deal on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BoardCard {
    /// The record.
    pub id: String,
    /// The deal's name.
    pub name: String,
    /// Whose deal it is to be: the company, or the person.
    pub line: String,
    /// The amount, a decimal; empty where there is none yet.
    pub amount: String,
    /// The amount's currency, ISO 4217.
    pub currency: String,
    /// Since when it stands in its stage, ms since 1970.
    pub since: i64,
    /// What happens next.
    pub next_action: String,
    /// By when, as it goes into an input: a date, or a date and time with its zone.
    pub next_due: String,
    /// When it closes or closed, ISO 8601.
    pub close_by: String,
    /// Why it was won or lost.
    pub reason: String,
    /// Days without a word, where it has gone quiet.
    pub quiet: Option<u32>,
    /// Two stages stand, until somebody decides.
    pub contested: bool,
    /// How safe it is.
    pub mark: Mark,
    /// The owner's name.
    pub owner: String,
    /// What somebody who moves it is looking at.
    pub token: String,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BoardColumn {
    /// The stage's name; empty for deals whose stage this pipeline does not have.
    pub stage: String,
    /// How likely a deal here is won, in per cent.
    pub chance: u8,
    /// Open, won or lost; of the closed ones only this month's are here.
    pub state: StageState,
    /// How many deals.
    pub count: u32,
    /// What they come to, by currency.
    pub totals: Vec<Total>,
    /// The deals, the latest arrival in this stage first: as many of them as were asked for.
    pub cards: Vec<BoardCard>,
}

/// A pipeline's board.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Board {
    /// The pipeline.
    pub pipeline: String,
    /// Its name.
    pub name: String,
    /// The month of the won and lost ones, `2026-11`.
    pub month: String,
    /// The columns, in the order of the stages.
    pub columns: Vec<BoardColumn>,
    /// How many are open.
    pub open: u32,
    /// What the open ones come to, by currency.
    pub totals: Vec<Total>,
    /// How many open ones have gone quiet.
    pub quiet: u32,
    /// What these come to, by currency.
    pub quiet_totals: Vec<Total>,
}

impl App {
    /// The board of a pipeline (the one with most deals where none is named), of `mine`, `everyone` or a colleague's id, with what matches a
    /// text; of each column the first `most` cards. What the columns come to is told of all of them.
    ///
    /// # Errors
    /// `NotFound` for an unknown pipeline or colleague, or the store's.
    pub async fn board(&self, pipeline: Option<&str>, whose: &str, filter: &str, most: u32) -> Result<Board, Failure> {
        let store = self.store().await?;
        let pipeline = pipelines::usual(&store, pipeline).await?;
        let here = self.here();
        let month = here.date().strftime("%Y-%m").to_string();
        let ask = ask(&store, &pipeline, whose, Some(month.clone()))?;
        let (base, records) = store.deals(&ask).await?;
        let deals = Deal::all(&store, &pipeline, records).await?;
        let notes = store
            .last_notes(&deals.iter().flat_map(Deal::subjects).collect::<Vec<_>>())
            .await?;
        let facts = Facts {
            today: here.date(),
            zone: here.time_zone().clone(),
            notes: &notes,
            token: token(&base),
            marks: Marks::of(&store).await?,
        };
        let words: Vec<String> = fold(filter)
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        let shown: Vec<&Deal> = deals.iter().filter(|deal| deal.matches(&words)).collect();
        Ok(columns::lay_out(&pipeline, &shown, month, most as usize, &facts))
    }
}

/// What the store is asked for.
pub(crate) fn ask(store: &Store, pipeline: &Pipeline, whose: &str, month: Option<String>) -> Result<Deals, Failure> {
    let owner = match whose {
        "everyone" => None,
        "mine" | "" => Some(crate::naming::record_of(store.device().person)),
        colleague => Some(colleague.parse()?),
    };
    Ok(Deals {
        pipeline: Some(pipeline.id),
        homeless: pipeline.first,
        owner,
        closing: pipeline.closing(),
        closed_in: month,
    })
}

/// The names of what some records link to with a field.
pub(crate) async fn names(
    store: &Store,
    records: &[(RecordId, Record)],
    field: &'static str,
    kind: &'static str,
) -> Result<HashMap<RecordId, String>, Failure> {
    let schema = store.schema();
    let link = |(_, record): &(RecordId, Record)| linked(record, &schema, field);
    let mut ids: Vec<RecordId> = records.iter().filter_map(link).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(store.titles_in(&KindKey::of(kind), &ids).await?)
}

/// Where a link of a record leads.
pub(crate) fn linked(record: &Record, schema: &model::Schema, field: &'static str) -> Option<RecordId> {
    let value = record.value(schema, FieldKey::of(field).as_str());
    value.and_then(Value::as_text)?.parse().ok()
}
