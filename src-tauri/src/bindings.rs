//! The bridge between the window and the shell, and its TypeScript side, `ui/src/bindings/commands.ts`.
//!
//! That file is generated from the commands' own signatures, committed, and compared with a fresh one by a test.

use std::path::Path;

use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::{
    commands::*,
    news::{ActProgressed, RecordingHeard, RecordsChanged, SyncChanged},
};

/// What a command answers with, named, so that the UI can open it in one place.
const RESULT: &str = "export type Result<T, E> = { status: \"ok\"; data: T } | { status: \"error\"; error: E };\n";

/// Every command and event, typed.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a list of commands, one a line")]
pub fn bridge() -> Builder<tauri::Wry> {
    Builder::new()
        .commands(collect_commands![
            gate::gate,
            gate::unlock,
            gate::start_beside,
            reading::list_records,
            reading::find,
            reading::card,
            reading::truth,
            reading::counts,
            records::create_record,
            records::edit_record,
            records::tag_record,
            records::delete_record,
            records::restore_record,
            records::write_note,
            records::add_custom_field,
            syncing::sync_state,
            syncing::sync_waiting,
            syncing::sync_held,
            syncing::at_stake,
            syncing::audit,
            syncing::sync_now,
            syncing::enrol,
            syncing::join,
            syncing::sign_in_again,
            syncing::change_password,
            syncing::sign_out,
            syncing::refusal_seen,
            syncing::fleet,
            syncing::invite,
            history::history,
            history::whole_history,
            history::undo,
            history::recent_gestures,
            review::review_inbox,
            review::review_count,
            review::review_record,
            review::decide,
            review::settled_by_rule,
            review::plan_pattern,
            review::apply_pattern,
            review::plan_rewind,
            review::rewind,
            review::export_history,
            review::alike,
            review::alike_to,
            review::plan_merge,
            review::merge,
            rooms::today,
            rooms::timeline,
            rooms::handoff,
            rooms::find_grouped,
            rooms::saved_views,
            rooms::save_view,
            rooms::edit_many,
            rooms::tag_many,
            rooms::delete_many,
            rooms::keep_draft,
            rooms::drafts,
            rooms::drop_draft,
            rooms::preferences,
            rooms::prefer,
            exchange::preview_import,
            exchange::suggest_mapping,
            exchange::plan_import,
            exchange::run_import,
            exchange::plan_events,
            exchange::run_events,
            exchange::export_calendar,
            exchange::stop_import,
            exchange::save_import_report,
            exchange::save_diagnostics,
            exchange::export_records,
            exchange::pick_import_file,
            exchange::pick_export_file,
            trade::board,
            trade::usual_currency,
            trade::move_stage,
            trade::forecast,
            trade::stage_history,
            trade::pipelines,
            trade::save_pipeline,
            trade::ask_approval,
            trade::decide_approval,
            trade::approvals,
            trade::approval_needed,
            calendar::calendar,
            calendar::free_slots,
            calendar::book_appointment,
            calendar::move_appointment,
            calendar::step_appointment,
            work::quick_add_plan,
            work::quick_add,
            work::complete_task,
            work::snooze_task,
            work::follow_up,
            work::log_issue,
            work::set_issue_status,
            work::set_issue_priority,
            work::resolve_issue,
            work::reopen_issue,
            work::issue_clock,
            work::issue_clocks,
            work::open_outside,
            work::load_sample,
            work::sample_state,
            work::remove_sample,
            recording::microphones,
            recording::recording,
            recording::start_recording,
            recording::pause_recording,
            recording::resume_recording,
            recording::stop_recording,
            recording::discard_recording,
            recording::mark_recording,
            recording::voice_note,
            recording::mark_sound,
            recording::fetch_sound,
            recording::export_sound,
            attachments::attachments,
            attachments::attachment,
            attachments::pick_attachments,
            attachments::attach_file,
            attachments::begin_attachment,
            attachments::attach_piece,
            attachments::end_attachment,
            attachments::stop_attachment,
            attachments::fetch_attachment,
            attachments::save_attachment,
        ])
        .events(collect_events![
            RecordsChanged,
            ActProgressed,
            SyncChanged,
            RecordingHeard
        ])
        // A failure comes back as a value with its type; only what nobody foresaw is thrown.
        .error_handling(ErrorHandlingMode::Result)
        // Whether a type comes in or goes out makes no difference here.
        .disable_serde_phases()
        // Milliseconds and counts stay far below 2^53.
        .dangerously_cast_bigints_to_number()
}

/// Writes the TypeScript side of the bridge to `path`.
///
/// # Errors
/// When a type has no TypeScript shape, or `path` cannot be written.
pub fn write(path: &Path) -> anyhow::Result<()> {
    bridge().export(Typescript::default().with_raw(RESULT), path)?;
    Ok(())
}
