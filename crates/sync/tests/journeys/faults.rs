//! A line that breaks at every point of every exchange.

use crate::desk::{Broken, House};
use model::Role;
use std::sync::atomic::AtomicUsize;

#[tokio::test]
async fn an_answer_lost_at_any_point_makes_no_second_record() {
    for on_the_way_back in [false, true] {
        for at in 0..6 {
            let house = House::new().await;
            let mut ana = house.desk(1, Role::Field).await;
            let mut ben = house.desk(2, Role::Office).await;
            let record = ben.create("Ben's", "").await;
            ben.sync(&house.server).await;
            ana.sync(&house.server).await;
            ben.edit(record, "role", "Buyer").await;
            ben.sync(&house.server).await;
            for number in 0..20 {
                ana.create(&format!("Person {number}"), "").await;
            }
            ana.edit(record, "mobile", "+44 113 496 0001").await;
            let (session, mut row) = ana.connect(&house.server).await.unwrap();
            let line = Broken {
                session: &session,
                asked: AtomicUsize::new(0),
                at,
                on_the_way_back,
            };
            let broke = ana.drain(&line, &mut row).await.is_err();
            assert!(broke || at >= 3, "the line breaks while it is used");
            ana.kill_and_start().await;
            ana.sync(&house.server).await;
            ben.sync(&house.server).await;
            assert_eq!(ana.store.waiting().await.unwrap(), 0);
            assert_eq!(
                ana.store.server().await.unwrap().unwrap().cursor,
                23,
                "{at} {on_the_way_back}"
            );
            assert_eq!(ana.hash().await, ben.hash().await, "{at} {on_the_way_back}");
        }
    }
}
