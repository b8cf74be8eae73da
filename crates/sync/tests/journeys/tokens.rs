//! Tokens that are replaced while a device works.

use crate::{
    agreeing::agree,
    copies::{are_there, begun},
};
use model::Role;
use sync::Cause;

const WEEK: i64 = 7 * 86_400_000;

#[tokio::test]
async fn a_token_is_replaced_week_after_week_and_nobody_notices() {
    let (mut house, mut ana, ben, _) = begun(Role::Field).await;
    let first = ana.store.server().await.unwrap().unwrap().token;
    for week in 0..40 {
        house.later(WEEK);
        ana.create(&format!("Week {week}"), "").await;
        agree(&house, &[&ana, &ben]).await;
    }
    let server = ana.store.server().await.unwrap().unwrap();
    assert_ne!(server.token, first);
    house.restart().await;
    ana.kill_and_start().await;
    agree(&house, &[&ana, &ben]).await;
}

#[tokio::test]
async fn a_server_put_back_from_before_a_token_was_replaced_takes_the_one_before() {
    let (mut house, mut ana, ben, _) = begun(Role::Field).await;
    house.back_up().await;
    house.later(WEEK);
    ana.create("Since", "").await;
    agree(&house, &[&ana, &ben]).await; // one session brings the next token, another shows it
    assert!(ana.store.server().await.unwrap().unwrap().former.is_some());
    house.restore().await;
    ana.create("After", "").await;
    agree(&house, &[&ana, &ben]).await;
    are_there(&ben, &["Before", "Since", "After"]).await;
}

#[tokio::test]
async fn an_old_disk_with_a_replaced_token_is_noticed_and_both_sign_in_with_all_that_waits() {
    let (house, mut ana, ben, _) = begun(Role::Field).await;
    let copy = ana.copied().await;
    house.later(WEEK);
    agree(&house, &[&ana, &ben]).await;
    let mut thief = ana.clone_on(copy).await;
    thief.create("On the old disk", "").await;
    ana.create("On the live one", "").await;
    for desk in [&thief, &ana, &thief] {
        let told = desk.connect(&house.server).await.map(|_| ()).unwrap_err();
        assert_eq!(told.cause, Cause::Account);
        assert!(told.words.starts_with("replayed"), "{}", told.words);
        assert_eq!(desk.store.waiting().await.unwrap(), 1);
    }
    ana.sign_in_again(&house.server).await;
    agree(&house, &[&ana, &ben]).await;
    are_there(&ben, &["Before", "On the live one"]).await;
    let told = thief.connect(&house.server).await.map(|_| ()).unwrap_err();
    assert!(told.words.starts_with("sign-in"), "{}", told.words);
}
