//! Deals on their board, pipelines, approvals.

use super::{Answer, Here};
use crate::journal::noted;
use app::{
    ApprovalAsk, ApprovalNeeded, ApprovalView, Board, Forecast, PipelineAnswer, PipelineAsk, PipelineView, Saved,
    StageMove, StageStep,
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn board(
    app: Here<'_>,
    pipeline: Option<String>,
    whose: String,
    filter: String,
    most: u32,
) -> Answer<Board> {
    noted("board", app.board(pipeline.as_deref(), &whose, &filter, most)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn usual_currency(app: Here<'_>) -> Answer<Option<String>> {
    noted("usual_currency", app.usual_currency()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn move_stage(app: Here<'_>, ask: StageMove, draft: Option<String>) -> Answer<Saved> {
    noted("move_stage", app.move_stage(ask, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn forecast(app: Here<'_>, pipeline: Option<String>, whose: String) -> Answer<Forecast> {
    noted("forecast", app.forecast(pipeline.as_deref(), &whose)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stage_history(app: Here<'_>, deal: String) -> Answer<Vec<StageStep>> {
    noted("stage_history", app.stage_history(&deal)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pipelines(app: Here<'_>) -> Answer<Vec<PipelineView>> {
    noted("pipelines", app.pipelines()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_pipeline(app: Here<'_>, ask: PipelineAsk, draft: Option<String>) -> Answer<PipelineAnswer> {
    noted("save_pipeline", app.save_pipeline(ask, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn ask_approval(app: Here<'_>, ask: ApprovalAsk, draft: Option<String>) -> Answer<Saved> {
    noted("ask_approval", app.ask_approval(ask, draft.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn decide_approval(
    app: Here<'_>,
    approval: String,
    token: String,
    approve: bool,
    reason: String,
    draft: Option<String>,
) -> Answer<Saved> {
    noted(
        "decide_approval",
        app.decide_approval(&approval, &token, approve, &reason, draft.as_deref()),
    )
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn approvals(app: Here<'_>, which: String) -> Answer<Vec<ApprovalView>> {
    noted("approvals", app.approvals(&which)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_needed(app: Here<'_>, deal: String) -> Answer<Option<ApprovalNeeded>> {
    noted("approval_needed", app.approval_needed(&deal)).await
}
