//! The server's disk is gone, and its backup is of yesterday.

use crate::{
    agreeing::{agree, heads},
    desk::House,
};
use model::Role;

#[tokio::test]
async fn devices_bring_back_the_missing_day_and_the_chain_is_as_it_was() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let eve = house.desk(3, Role::Manager).await;
    let record = ana.create("Nordlicht", "").await;
    agree(&house, &[&ana, &ben, &eve]).await;
    house.back_up().await;
    let mut made = Vec::new();
    for day in 0..8 {
        ana.edit(record, "mobile", &format!("+44 113 496 000{day}")).await;
        ana.sync(&house.server).await;
        ben.sync(&house.server).await;
        ben.edit(record, "role", &format!("Role {day}")).await;
        made.push(ben.create(&format!("Person {day}"), "").await);
        ben.sync(&house.server).await;
    }
    ana.sync(&house.server).await;
    let before = (heads(&[&ana]).await, ana.hash().await);
    house.restore().await;
    ana.edit(record, "best_time", "after lunch").await;
    let waiting = ana.store.waiting().await.unwrap();
    ana.sync(&house.server).await;
    assert_eq!(waiting, 1, "what was answered does not wait again");
    // Eve was away all day: she takes the day as if nothing had happened.
    agree(&house, &[&eve, &ben, &ana]).await;
    let (seq, _) = before.0[0];
    let held = eve.store.log_between(0, seq).await.unwrap();
    assert_eq!(held.len() as u64, seq);
    assert_eq!(eve.value(record, "best_time").await.as_deref(), Some("after lunch"));
    assert_eq!(eve.value(record, "role").await.as_deref(), Some("Role 7"));
    for id in made {
        assert!(eve.value(id, "name").await.is_some());
    }
    assert_eq!(eve.store.server().await.unwrap().unwrap().floors, [(1, seq)]);
}

#[tokio::test]
async fn the_restored_log_has_the_same_head_where_nothing_new_was_written() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let record = ana.create("Nordlicht", "").await;
    agree(&house, &[&ana, &ben]).await;
    house.back_up().await;
    ben.edit(record, "mobile", "+44 113 496 0002").await;
    ana.edit(record, "mobile", "+44 113 496 0003").await;
    agree(&house, &[&ana, &ben]).await;
    let before = (heads(&[&ana, &ben]).await, ana.hash().await);
    house.restore().await;
    agree(&house, &[&ana, &ben]).await;
    assert_eq!((heads(&[&ana, &ben]).await, ana.hash().await), before);
}

#[tokio::test]
async fn what_was_written_after_the_restore_stands_beside_what_comes_back() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let mut eve = house.desk(3, Role::Manager).await;
    let record = ana.create("Nordlicht", "").await;
    let other = ana.create("Other", "").await;
    agree(&house, &[&ana, &ben, &eve]).await;
    house.back_up().await;
    ben.edit(record, "mobile", "+44 113 496 0002").await;
    ben.edit(other, "role", "Buyer").await;
    let late = ben.create("Made that day", "").await;
    ben.sync(&house.server).await;
    ana.sync(&house.server).await;
    ana.edit(record, "best_time", "noon").await;
    ana.sync(&house.server).await;
    ana.edit(late, "best_time", "written in a dead spot").await;
    house.restore().await;
    // Eve knows nothing of that day, and is the first to write.
    eve.edit(record, "mobile", "+44 113 496 0009").await;
    eve.edit(other, "lead", "customer").await;
    eve.sync(&house.server).await;
    agree(&house, &[&ben, &ana, &eve]).await;
    assert_eq!(eve.value(other, "role").await.as_deref(), Some("Buyer"));
    assert_eq!(eve.value(other, "lead").await.as_deref(), Some("customer"));
    assert_eq!(eve.value(record, "best_time").await.as_deref(), Some("noon"));
    assert_eq!(
        eve.value(late, "best_time").await.as_deref(),
        Some("written in a dead spot")
    );
    let mobile = eve.store.record(record).await.unwrap().unwrap();
    let mobile: Vec<_> = mobile
        .record
        .standing("mobile")
        .iter()
        .map(|one| one.value.clone())
        .collect();
    assert!(!mobile.is_empty());
}

#[tokio::test]
async fn one_backup_restored_twice_is_two_epochs() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let record = ana.create("Nordlicht", "").await;
    agree(&house, &[&ana, &ben]).await;
    house.back_up().await;
    for round in 0..3 {
        ben.edit(record, "role", &format!("Role {round}")).await;
        ben.sync(&house.server).await;
        ana.edit(record, "best_time", &format!("{round} o'clock")).await;
        ana.sync(&house.server).await;
        house.restore().await;
        ana.edit(record, "mobile", &format!("+44 113 496 000{round}")).await;
    }
    agree(&house, &[&ana, &ben]).await;
    for (field, value) in [
        ("role", "Role 2"),
        ("best_time", "2 o'clock"),
        ("mobile", "+44 113 496 0002"),
    ] {
        assert_eq!(ben.value(record, field).await.as_deref(), Some(value));
    }
}
