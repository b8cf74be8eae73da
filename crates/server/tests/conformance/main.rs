//! What the server promises, held to on both databases: each fact once on SQLite and once on a PostgreSQL of its own.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may fall over")]

mod admission;
mod archive;
mod audit;
mod bad;
mod blobs;
mod carrying;
mod log;
mod place;
mod scopes;
mod sessions;
mod snapshots;
mod successions;
mod tokens;
mod world;

use grounds::{Cluster, Durability};
use std::{future::Future, pin::Pin};
use world::Place;

type Fact = fn(Place) -> Pin<Box<dyn Future<Output = ()>>>;

macro_rules! facts {
    ($($room:ident :: $fact:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $fact() {
                crate::$room::$fact(crate::world::Place::file()).await;
            })+
        }

        const FACTS: &[(&str, Fact)] = &[$((stringify!($fact), |place| Box::pin($room::$fact(place)))),+];
    };
}

facts!(
    log::pushing_again_changes_nothing_and_answers_the_same,
    log::the_same_id_with_other_content_is_refused,
    log::the_same_counter_under_another_id_is_of_another_copy_and_nothing_of_the_push_is_taken,
    log::replicas_fold_the_log_to_the_servers_own_records,
    log::sessions_that_push_at_once_get_every_position_once,
    log::two_processes_take_turns_without_a_gap,
    log::a_field_that_two_have_changed_is_judged_the_same_everywhere,
    log::what_saw_more_than_was_given_out_is_not_judged_but_told,
    log::a_late_change_that_was_replaced_before_it_came_stays_replaced,
    log::a_custom_field_is_declared_by_its_record,
    log::a_restart_forgets_nothing,
    snapshots::pages_hand_out_what_the_log_folds_to_and_say_what_is_ahead,
    snapshots::a_page_after_what_a_device_has_followed_brings_only_what_changed,
    snapshots::a_records_past_is_its_part_of_the_log,
    scopes::who_is_narrowed_gets_what_names_them_and_what_is_linked_with_it,
    scopes::who_gets_a_record_gets_it_as_it_stands_and_who_had_it_lets_it_go,
    scopes::what_one_may_not_see_is_as_if_it_were_not_there,
    scopes::no_answer_has_a_word_of_what_one_may_not_see,
    scopes::an_edit_that_met_a_handover_waits_with_whoever_has_the_record_now,
    scopes::a_device_that_does_not_know_of_scopes_gets_nothing_of_a_narrowed_role,
    scopes::a_role_stays_narrowed_when_a_backup_is_put_back,
    sessions::nothing_is_answered_before_the_proof,
    sessions::a_wrong_token_or_key_is_asked_to_sign_in,
    sessions::a_device_without_access_can_do_nothing,
    sessions::what_belongs_to_somebody_else_is_not_stored,
    sessions::a_pull_says_when_the_cursor_is_of_another_life,
    sessions::news_comes_after_the_commit,
    sessions::a_device_that_is_connected_too_often_is_asked_to_come_again,
    sessions::only_managers_see_the_fleet,
    successions::an_old_copy_is_told_and_goes_on_as_a_device_of_its_own,
    successions::a_succession_takes_both_keys_and_is_good_once,
    successions::the_id_stays_with_whoever_holds_its_whole_past,
    successions::a_change_that_another_copy_has_brought_is_not_taken_twice,
    successions::two_sessions_of_one_id_do_not_write_past_each_other,
    successions::taking_a_copys_access_away_takes_that_of_the_id_it_came_from,
    tokens::a_token_is_replaced_while_it_is_used_and_a_lost_answer_locks_nobody_out,
    tokens::a_token_that_was_replaced_and_is_shown_again_ends_both,
    tokens::a_token_that_nobody_has_shown_for_half_a_year_holds_no_more,
    admission::a_code_is_good_once_and_for_seven_days,
    admission::who_signs_in_again_keeps_what_they_wrote_before,
    admission::a_password_is_changed_by_the_present_one_and_drawn_anew_by_who_runs_the_server,
    admission::a_device_that_is_somebody_elses_is_not_taken_over,
    admission::who_tries_too_often_has_to_wait,
    archive::a_backup_of_either_database_is_restored_into_an_empty_one_and_nothing_else_is,
    archive::an_entry_that_was_altered_in_the_database_is_found_and_its_place_told,
    audit::a_log_as_it_was_written_is_verified_to_its_end,
    audit::whatever_is_done_to_a_log_is_found_and_its_place_told,
    blobs::a_blob_is_there_when_all_of_it_came_and_hashes_to_its_name,
    blobs::an_upload_goes_on_where_it_was_when_the_server_starts_again,
    blobs::a_piece_for_another_offset_is_told_so_and_not_kept,
    blobs::of_two_pieces_for_one_offset_one_is_kept,
    blobs::what_does_not_hash_to_its_name_is_thrown_away,
    blobs::a_part_is_brought_down_by_its_range,
    blobs::who_does_not_prove_who_they_are_gets_nothing,
    blobs::another_organisations_blobs_lead_nowhere,
    blobs::names_that_hope_to_be_paths_are_no_names,
    blobs::what_is_too_large_is_told_and_not_kept,
    blobs::an_upload_that_nobody_goes_on_with_is_cleared_after_a_week,
    blobs::an_organisation_keeps_as_many_bytes_as_it_has_room_for,
    blobs::what_tus_asks_of_a_server_is_answered,
    bad::a_signature_that_was_overheard_opens_nothing,
    bad::another_organisations_ids_lead_nowhere,
    bad::what_is_too_much_is_told_and_nothing_of_it_is_kept,
    bad::values_of_another_type_are_refused_one_by_one,
    bad::strange_names_are_words_and_nothing_else,
);

/// One after the other, so that the cluster is stopped at the end whatever happens.
#[test]
fn everything_holds_on_postgresql() {
    let cluster = Cluster::start(Durability::Unsafe).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    for (name, fact) in FACTS {
        println!("{name}");
        runtime.block_on(fact(Place::url(cluster.database(name).unwrap())));
    }
}
