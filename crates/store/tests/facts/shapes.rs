//! A save as one statement: it is all or nothing like any other, whether its caller waits for the answer or not.

use crate::{desk, files::raw};
use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
};

/// Polls a future so many times, while the database works for it, and gives it up.
async fn given_up_after<F: Future>(polls: u32, future: F) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return false;
        }
        tokio::task::yield_now().await;
    }
    true
}

#[tokio::test]
async fn a_save_that_nobody_waits_for_is_whole_or_not_there_and_its_number_is_given_out_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    for n in 0..6 {
        desk.edit(anneke, "contact", &[("mobile", &format!("07700 900 {n:03}"))])
            .await;
    }
    let mut given_up = 0;
    for polls in (0..12).map(|power| 1 << power) {
        let mobile = format!("07700 90{polls:04}");
        given_up += u32::from(given_up_after(polls, desk.try_edit(anneke, "contact", &[("mobile", &mobile)])).await);
        let role = format!("Role {polls}");
        desk.edit(anneke, "contact", &[("role", &role)]).await;
        assert_eq!(desk.text(anneke, "role").await, role);
    }
    assert!(given_up > 0, "the test has given nothing up");
    let changes = desk.store.outbox(1, 1000).await.unwrap();
    let of_record = desk.store.changes_of(anneke).await.unwrap();
    assert!(changes.iter().map(|c| c.n).eq(1..=changes.len() as u64), "dense");
    assert!(
        changes.iter().eq(of_record.iter().map(|logged| &logged.change)),
        "no change without its mark on the record"
    );
    let mobile = changes.iter().rev().find_map(|c| c.writes.get("mobile")).unwrap();
    assert_eq!(Some(desk.text(anneke, "mobile").await.as_str()), mobile.value.as_text());
}

#[tokio::test]
async fn nothing_of_how_saves_are_made_one_statement_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    for n in 0..6 {
        desk.edit(anneke, "contact", &[("mobile", &format!("07700 900 {n:03}"))])
            .await;
    }
    desk.store.close().await;
    let views: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')")
        .fetch_one(&mut raw(folder.path()).await)
        .await
        .unwrap();
    assert_eq!(views, 0);
}
