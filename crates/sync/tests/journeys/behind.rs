//! Own work that comes back with the log, behind what somebody else has written.

use crate::{
    agreeing::agree,
    desk::{Desk, House},
};
use model::{RecordId, Role};
use protocol::{Entry, Peer as _, Pull, change_of};
use server::Session;
use store::{Source, Taken};
use sync::exchange;

const PEOPLE: usize = 80;

/// Takes the next part of the log in; how many rows of records that wrote.
async fn part(desk: &Desk, session: &Session, row: &mut store::Server, most: u32) -> u64 {
    let pull = Pull {
        epoch: row.epoch,
        cursor: row.cursor,
        doubts: Vec::new(),
        most,
        ..Pull::default()
    };
    let pulled = session.pull(pull).await.unwrap();
    let taken = |entry: Entry| match entry {
        Entry::Accepted {
            seq,
            author,
            bytes,
            judged,
        } => Taken {
            change: change_of(&bytes, author).unwrap(),
            epoch: pulled.epoch,
            seq,
            judged,
        },
        other => panic!("{other:?}"),
    };
    let page: Vec<Taken> = pulled.entries.into_iter().map(taken).collect();
    let mut tx = desk.store.begin().await;
    tx.many();
    tx.take_all(page).await.unwrap();
    (row.cursor, row.head) = (pulled.to, pulled.head);
    tx.server(row.clone());
    tx.commit(Source::Server).await.unwrap().rows
}

/// People that both know; Ana has written three times to each since, Ben once to one of them, and he was first.
async fn behind_ben(house: &House) -> (Desk, Desk, Vec<RecordId>) {
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(ana.create(&format!("Person {number}"), "").await);
    }
    agree(house, &[&ana, &ben]).await;
    for round in 1..4 {
        for (number, person) in people.iter().enumerate() {
            ana.edit(*person, "mobile", &format!("+44 113 49{round} {number:04}"))
                .await;
        }
    }
    ben.edit(people[7], "role", "Buyer").await;
    ben.sync(&house.server).await;
    (ana, ben, people)
}

#[tokio::test]
async fn of_many_edits_behind_anothers_change_only_the_record_that_both_wrote_is_written_again() {
    let house = House::new().await;
    let (mut ana, ben, people) = behind_ben(&house).await;
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    exchange::push(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    assert!(ana.store.is_behind_answers());
    // The first part ends where every record still waits for more of Ana's own.
    assert_eq!(part(&ana, &session, &mut row, 100).await, 1);
    assert_eq!(ana.value(people[7], "role").await.as_deref(), Some("Buyer"));
    assert_eq!(
        ana.value(people[7], "mobile").await.as_deref(),
        Some("+44 113 493 0007")
    );
    ana.kill_and_start().await;
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    assert_eq!(part(&ana, &session, &mut row, 1_000).await, 0);
    assert!(!ana.store.is_behind_answers());
    agree(&house, &[&ana, &ben]).await;
    assert_eq!(
        ben.value(people[79], "mobile").await.as_deref(),
        Some("+44 113 493 0079")
    );
    assert_eq!(ana.store.changes_of(people[7]).await.unwrap().len(), 5);
    assert_eq!(ana.store.changes_of(people[8]).await.unwrap().len(), 4);
}

#[tokio::test]
async fn what_another_writes_between_two_parts_is_judged_with_what_still_waits_on_top() {
    let house = House::new().await;
    let (mut ana, mut ben, people) = behind_ben(&house).await;
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    exchange::push(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    part(&ana, &session, &mut row, 100).await;
    // More of both: Ana's own on top of what is settled, and Ben's beside what Ana still waits for.
    ana.edit(people[3], "best_time", "mornings").await;
    ben.sync(&house.server).await;
    ben.edit(people[3], "role", "Fitter").await;
    ben.edit(people[50], "best_time", "evenings").await;
    ben.sync(&house.server).await;
    exchange::push(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    part(&ana, &session, &mut row, 170).await;
    ana.kill_and_start().await;
    agree(&house, &[&ana, &ben]).await;
    assert_eq!(ana.value(people[3], "role").await.as_deref(), Some("Fitter"));
    assert_eq!(ben.value(people[3], "best_time").await.as_deref(), Some("mornings"));
    assert_eq!(ana.value(people[50], "best_time").await.as_deref(), Some("evenings"));
}

#[tokio::test]
async fn records_that_were_made_offline_come_back_behind_anothers_change() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    ben.create("Ben's", "").await;
    ben.sync(&house.server).await;
    let list: Vec<String> = (0..70).map(|number| format!("Imported {number}")).collect();
    let list: Vec<&str> = list.iter().map(String::as_str).collect();
    let made = ana.import("contact", &list).await;
    ana.edit(made[3], "role", "Buyer").await;
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    exchange::push(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    assert_eq!(part(&ana, &session, &mut row, 1).await, 1, "Ben's is new here");
    assert_eq!(part(&ana, &session, &mut row, 60).await, 0);
    assert_eq!(part(&ana, &session, &mut row, 60).await, 0);
    agree(&house, &[&ana, &ben]).await;
    ana.edit(made[5], "role", "Fitter").await;
    agree(&house, &[&ben, &ana]).await;
    assert_eq!(ana.store.changes_of(made[5]).await.unwrap().len(), 2);
    assert_eq!(ana.store.outbox(1, 100).await.unwrap().len(), 72);
}
