//! What waits for a decision, deciding it, taking back what was done, and making one of two that are the same.

use super::{Answer, Here};
use crate::journal::noted;
use app::{
    AlikeHit, DecideAsk, Exported, Format, ManySaved, MergePlan, PatternAsk, PatternPlan, ReviewInbox, ReviewRecord,
    RewindAsk, RewindPlan, RuleLine, Saved, Undone,
};
use std::collections::BTreeMap;

#[tauri::command]
#[specta::specta]
pub(crate) async fn review_inbox(app: Here<'_>, mine: bool, limit: u32) -> Answer<ReviewInbox> {
    noted("review_inbox", app.review_inbox(mine, limit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn review_count(app: Here<'_>) -> Answer<u32> {
    noted("review_count", app.review_count()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn review_record(app: Here<'_>, record: String) -> Answer<ReviewRecord> {
    noted("review_record", app.review_record(&record)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn settled_by_rule(app: Here<'_>, since: i64) -> Answer<Vec<RuleLine>> {
    noted("settled_by_rule", app.settled_by_rule(since)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn decide(app: Here<'_>, ask: DecideAsk) -> Answer<Saved> {
    noted("decide", app.decide(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_pattern(app: Here<'_>, ask: PatternAsk) -> Answer<PatternPlan> {
    noted("plan_pattern", app.plan_pattern(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_pattern(
    app: Here<'_>,
    ask: PatternAsk,
    records: Vec<String>,
    token: String,
) -> Answer<ManySaved> {
    noted("apply_pattern", app.apply_pattern(ask, &records, &token)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_rewind(app: Here<'_>, ask: RewindAsk) -> Answer<RewindPlan> {
    noted("plan_rewind", app.plan_rewind(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rewind(app: Here<'_>, ask: RewindAsk) -> Answer<Undone> {
    noted("rewind", app.rewind(ask)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_history(app: Here<'_>, record: String, format: Format, path: String) -> Answer<Exported> {
    noted("export_history", app.export_history(&record, format, &path)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn alike(app: Here<'_>, kind: String, fields: BTreeMap<String, String>) -> Answer<Vec<AlikeHit>> {
    noted("alike", app.alike(&kind, fields)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn alike_to(app: Here<'_>, record: String) -> Answer<Vec<AlikeHit>> {
    noted("alike_to", app.alike_to(&record)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_merge(app: Here<'_>, keep: String, other: String) -> Answer<MergePlan> {
    noted("plan_merge", app.plan_merge(&keep, &other)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn merge(app: Here<'_>, keep: String, other: String) -> Answer<Saved> {
    noted("merge", app.merge(&keep, &other)).await
}
