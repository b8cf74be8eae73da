//! Two and more people, one organisation.

use crate::desk::House;
use model::Role;

#[tokio::test]
async fn what_one_types_the_other_sees_and_both_hold_the_same() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let pump = ana.create("Pump, Leeds", "+44 113 496 0001").await;
    assert_eq!(ana.store.waiting().await.unwrap(), 1);
    ana.sync(&house.server).await;
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    ben.sync(&house.server).await;
    assert_eq!(ben.value(pump, "name").await.as_deref(), Some("Pump, Leeds"));
    house.later(1_000);
    ben.edit(pump, "mobile", "+44 113 496 0002").await;
    ben.sync(&house.server).await;
    ana.sync(&house.server).await;
    assert_eq!(ana.value(pump, "mobile").await.as_deref(), Some("+44 113 496 0002"));
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn edits_of_different_fields_merge_and_pending_ones_stay_on_the_screen() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let record = ana.create("Ana Ruiz", "+44 113 496 0001").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    ana.edit(record, "mobile", "+44 113 496 0009").await;
    ben.edit(record, "role", "Buyer").await;
    ben.sync(&house.server).await;
    // Ana pulls before she pushes: her own edit must not disappear from her screen.
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    sync::exchange::pull(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    assert_eq!(ana.value(record, "mobile").await.as_deref(), Some("+44 113 496 0009"));
    assert_eq!(ana.value(record, "role").await.as_deref(), Some("Buyer"));
    assert_eq!(ana.store.waiting().await.unwrap(), 1);
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(ben.value(record, "mobile").await.as_deref(), Some("+44 113 496 0009"));
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn two_values_of_one_field_both_stay_until_somebody_decides() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let record = ana.create("Ana Ruiz", "").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    let (a, b) = ("01AAAAAAAAAAAAAAAAAAAAAAAA", "01BBBBBBBBBBBBBBBBBBBBBBBB");
    ana.edit(record, "owner", a).await;
    ben.edit(record, "owner", b).await;
    for desk in [&ana, &ben, &ana] {
        desk.sync(&house.server).await;
    }
    for desk in [&ana, &ben] {
        let stored = desk.store.record(record).await.unwrap().unwrap();
        assert!(stored.record.contested(&desk.store.schema(), "owner"));
        assert_eq!(stored.record.standing("owner").len(), 2);
    }
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn what_the_server_refuses_leaves_the_screen_and_is_told() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let ben = house.desk(2, Role::Office).await;
    let kept = ana.create("Kept", "").await;
    let bad = ana.create("Bad", "").await;
    // Not what this field holds: a device with a fault in it.
    ana.edit(bad, "email", "no address").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    let refused = ana.store.refused().await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, "unfit-value");
    assert_eq!(ana.value(bad, "email").await, None);
    assert_eq!(ben.value(kept, "name").await.as_deref(), Some("Kept"));
    assert_eq!(ana.hash().await, ben.hash().await);
    ana.store.seen_to(refused[0].change.n).await.unwrap();
    assert_eq!(ana.store.refused().await.unwrap(), []);
}

#[tokio::test]
async fn three_days_in_the_air_and_five_hundred_edits_arrive_once() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let ben = house.desk(2, Role::Office).await;
    let record = ana.create("Ana Ruiz", "").await;
    ana.sync(&house.server).await;
    for number in 0..500 {
        house.later(3 * 86_400_000 / 500);
        if number % 2 == 0 {
            ana.create(&format!("Person {number}"), "").await;
        } else {
            ana.edit(record, "mobile", &format!("+44 113 496 0{number:03}")).await;
        }
    }
    ana.kill_and_start().await;
    assert_eq!(ana.store.waiting().await.unwrap(), 500);
    house.restart().await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(ben.value(record, "mobile").await.as_deref(), Some("+44 113 496 0499"));
    assert_eq!(ben.store.server().await.unwrap().unwrap().cursor, 501);
    ana.kill_and_start().await;
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn a_clock_two_days_ahead_does_not_win_for_two_days() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Field).await;
    let record = ben.create("Ana Ruiz", "").await;
    ben.sync(&house.server).await;
    ana.ahead = 48 * 3_600_000;
    ana.sync(&house.server).await;
    let (seen_by_ana, seen_by_ben) = (
        ana.store.record(record).await.unwrap().unwrap().base,
        ben.store.record(record).await.unwrap().unwrap().base,
    );
    ana.edit_from(seen_by_ana, record, "best_time", "mornings").await;
    house.later(60_000);
    ben.edit_from(seen_by_ben, record, "best_time", "evenings").await;
    for desk in [&ben, &ana, &ben] {
        desk.sync(&house.server).await;
    }
    assert_eq!(ana.value(record, "best_time").await.as_deref(), Some("evenings"));
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn a_list_that_came_in_at_once_goes_to_the_server_and_can_still_be_told() {
    for ahead in [0, 10_000] {
        a_list_from_a_clock(ahead).await;
    }
}

async fn a_list_from_a_clock(ahead: i64) {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    ana.ahead = ahead;
    let ben = house.desk(2, Role::Office).await;
    let people = ana.import("contact", &["Ana", "Ben", "Cleo"]).await;
    ana.sync(&house.server).await;
    assert_eq!(ana.store.outbox(1, 9).await.unwrap().len(), 3);
    ben.sync(&house.server).await;
    ana.edit(people[1], "role", "Buyer").await;
    assert_eq!(ana.store.unanswered(0, 9).await.unwrap().len(), 1);
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(ana.store.outbox(1, 9).await.unwrap().len(), 4);
    assert_eq!(ana.store.changes_of(people[1]).await.unwrap().len(), 2);
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn what_was_refused_of_a_list_can_still_be_told_and_the_rest_arrives() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    // A device that thought itself alone made what only an administrator may make.
    ana.import("pipeline", &["Sales"]).await;
    let people = ana.import("contact", &["Ana"]).await;
    ana.sync(&house.server).await;
    let refused = ana.store.refused().await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, "admins-only");
    assert_eq!(ana.store.outbox(1, 9).await.unwrap().len(), 2);
    assert_eq!(ana.value(people[0], "name").await.as_deref(), Some("Ana"));
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
}
