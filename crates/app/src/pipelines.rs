//! Pipelines and their stages. A stage that deals stand in does not go away under them: whoever renames or removes one says
//! where its deals go, and they go in the same gesture.

mod stages;

use crate::{
    App, Failure, FailureCode, Larger,
    reading::count,
    records::{Saved, base},
    several::{Several, Writes, writes},
    views::token,
};
use model::{
    Act, FieldKey, KindKey, Record, RecordId, Schema, Value, Write,
    typed::{Stage, StageOf, Stages},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use stages::{checked, stranded};
use std::collections::BTreeMap;
use store::Store;

/// One stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PipelineStage {
    /// Its name.
    pub name: String,
    /// How likely a deal here is won, in per cent; 100 closes it as won, 0 as lost.
    pub chance: u8,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PipelineView {
    /// The record.
    pub id: String,
    /// What a form that is filled from it was looking at.
    pub token: String,
    /// Its name.
    pub name: String,
    /// Its stages, in order.
    pub stages: Vec<PipelineStage>,
    /// How many living deals stand in each stage, by name.
    pub deals: BTreeMap<String, u32>,
}

/// A pipeline as it shall be.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct PipelineAsk {
    /// The record; none for a new one.
    pub id: Option<String>,
    /// What its form was looking at; none for a new one.
    pub token: Option<String>,
    /// Its name.
    pub name: String,
    /// Its stages, in order.
    pub stages: Vec<PipelineStage>,
    /// Where the deals of a renamed or removed stage go: old name → new name.
    pub moves: BTreeMap<String, String>,
}

/// A stage that would go away under deals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Stranded {
    /// The stage's name until now.
    pub stage: String,
    /// How many deals stand in it.
    pub deals: u32,
}

/// What became of a pipeline's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PipelineAnswer {
    /// It is saved.
    Saved {
        /// What was saved.
        saved: Saved,
        /// How many deals were moved with it.
        moved: u32,
        /// How many were left because two stages stand in them: they wait for a decision.
        kept: u32,
    },
    /// Nothing is saved: say where these deals go, and ask again.
    Stranded {
        /// The stages that would go away.
        stages: Vec<Stranded>,
    },
}

/// A pipeline as boards know it.
#[derive(Clone, Debug)]
pub(crate) struct Pipeline {
    pub(crate) id: RecordId,
    pub(crate) name: String,
    pub(crate) stages: Vec<StageOf>,
    /// The first one also has the deals without a pipeline.
    pub(crate) first: bool,
}

impl Pipeline {
    pub(crate) fn stage(&self, name: &str) -> Option<&StageOf> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The names of the stages that close a deal.
    pub(crate) fn closing(&self) -> Vec<String> {
        let closing = self.stages.iter().filter(|stage| closes(stage.chance));
        closing.map(|stage| stage.name.clone()).collect()
    }
}

/// Won or lost.
pub(crate) fn closes(chance: u8) -> bool {
    chance == 0 || chance == 100
}

/// All pipelines, in the order of arrival.
pub(crate) async fn all(store: &Store) -> Result<Vec<Pipeline>, Failure> {
    let schema = store.schema();
    let records = store.records_after(&KindKey::of("pipeline"), 0, u32::MAX).await?;
    let pipeline = |(at, (_, id, record)): (usize, (i64, RecordId, Record))| Pipeline {
        id,
        name: text(&record, &schema, "name"),
        stages: stages_of(&record, &schema),
        first: at == 0,
    };
    Ok(records.into_iter().enumerate().map(pipeline).collect())
}

/// The pipeline that was asked for; without an id, the first.
pub(crate) async fn one(store: &Store, id: Option<&str>) -> Result<Pipeline, Failure> {
    let wanted: Option<RecordId> = id.map(str::parse).transpose()?;
    let mut all = all(store).await?.into_iter();
    let found = match wanted {
        Some(id) => all.find(|pipeline| pipeline.id == id),
        None => all.next(),
    };
    found.ok_or_else(|| {
        let words = "There is no pipeline here. An administrator can make one in the settings.";
        Failure::new(FailureCode::NotFound, words)
    })
}

/// The pipeline that a board begins with: the one that was asked for, else the one in which most deals stand.
pub(crate) async fn usual(store: &Store, id: Option<&str>) -> Result<Pipeline, Failure> {
    if id.is_some() {
        return one(store, id).await;
    }
    let mut most: Option<(u64, Pipeline)> = None;
    for pipeline in all(store).await? {
        let deals = store.deals_in_stages(pipeline.id, pipeline.first).await?.values().sum();
        if most.as_ref().is_none_or(|(more, _)| deals > *more) {
            most = Some((deals, pipeline));
        }
    }
    match most {
        Some((_, pipeline)) => Ok(pipeline),
        None => one(store, None).await,
    }
}

pub(crate) fn text(record: &Record, schema: &Schema, field: &str) -> String {
    let value = record.value(schema, field).and_then(Value::as_text);
    value.unwrap_or_default().to_owned()
}

fn stages_of(record: &Record, schema: &Schema) -> Vec<StageOf> {
    let stages = record.value(schema, "stages").and_then(Stages::from_value);
    stages.unwrap_or_default().0
}

impl App {
    /// All pipelines, the first one being where deals without a pipeline stand.
    ///
    /// # Errors
    /// The store's.
    pub async fn pipelines(&self) -> Result<Vec<PipelineView>, Failure> {
        let store = self.store().await?;
        let mut views = Vec::new();
        for pipeline in all(&store).await? {
            let stored = store.record(pipeline.id).await?.ok_or_else(Failure::not_found)?;
            let deals = store.deals_in_stages(pipeline.id, pipeline.first).await?;
            let stage = |stage: StageOf| PipelineStage {
                name: stage.name,
                chance: stage.chance,
            };
            views.push(PipelineView {
                id: pipeline.id.to_string(),
                token: token(&stored.base),
                name: pipeline.name,
                stages: pipeline.stages.into_iter().map(stage).collect(),
                deals: deals.into_iter().map(|(stage, deals)| (stage, count(deals))).collect(),
            });
        }
        Ok(views)
    }

    /// Makes or changes a pipeline, and moves the deals of stages that go away. A draft that it comes from goes in the same
    /// transaction, and stays where deals would be stranded.
    ///
    /// # Errors
    /// `Invalid` for stages that do not work, `Refused` for who is no administrator, `NotFound`, or the store's.
    pub async fn save_pipeline(&self, ask: PipelineAsk, draft: Option<&str>) -> Result<PipelineAnswer, Failure> {
        let store = self.store().await?;
        let stages = checked(&ask.stages, &ask.moves)?;
        let name = Value::text(ask.name.split_whitespace().collect::<Vec<_>>().join(" "));
        let fields =
            [("name", name), ("stages", stages.to_value())].map(|(key, value)| (FieldKey::of(key), Write::of(value)));
        let Some(id) = &ask.id else {
            let mut gesture = Several::begin(self, &store, Larger::new("pipeline").name(ask.name.trim()).kept()).await;
            gesture.takes_draft(draft);
            gesture.create("pipeline", fields.into()).await?;
            let saved = gesture.commit().await?;
            return Ok(PipelineAnswer::Saved {
                saved,
                moved: 0,
                kept: 0,
            });
        };
        let pipeline = one(&store, Some(id)).await?;
        let standing = store.deals_in_stages(pipeline.id, pipeline.first).await?;
        let stranded = stranded(&pipeline.stages, &stages.0, &ask.moves, &standing);
        if !stranded.is_empty() {
            return Ok(PipelineAnswer::Stranded { stages: stranded });
        }
        let base = ask.token.as_deref().map(base).transpose()?;
        let mut gesture = Several::begin(self, &store, Larger::new("pipeline").name(ask.name.trim()).kept()).await;
        gesture.takes_draft(draft);
        gesture
            .change(pipeline.id, KindKey::of("pipeline"), Act::Edit, base, fields.into())
            .await?;
        let (moved, kept) = move_deals(&mut gesture, &store, &pipeline, &ask.moves).await?;
        let saved = gesture.commit().await?;
        Ok(PipelineAnswer::Saved { saved, moved, kept })
    }
}

/// Moves the deals of renamed and removed stages. One that is contested is left: a rename is no decision.
async fn move_deals(
    gesture: &mut Several<'_>,
    store: &Store,
    pipeline: &Pipeline,
    moves: &BTreeMap<String, String>,
) -> Result<(u32, u32), Failure> {
    let (mut moved, mut kept) = (0, 0);
    if moves.is_empty() {
        return Ok((moved, kept));
    }
    let schema = store.schema();
    let ask = store::Deals {
        pipeline: Some(pipeline.id),
        homeless: pipeline.first,
        ..store::Deals::default()
    };
    for (id, record) in store.deals(&ask).await?.1 {
        let Some(writes) = moved_stage(&record, &schema, moves) else {
            continue;
        };
        if record.contested(&schema, "stage") {
            kept += 1;
            continue;
        }
        gesture
            .change(id, KindKey::of("deal"), Act::MoveStage, None, writes)
            .await?;
        moved += 1;
    }
    Ok((moved, kept))
}

fn moved_stage(record: &Record, schema: &Schema, moves: &BTreeMap<String, String>) -> Option<Writes> {
    let stage = record.value(schema, "stage").and_then(Stage::from_value)?;
    let name = moves.get(&stage.name).filter(|to| **to != stage.name)?.clone();
    Some(writes([("stage", Stage { name, ..stage }.to_value())]))
}
