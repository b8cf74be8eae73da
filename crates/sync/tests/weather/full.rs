//! A disk that is full while work waits: the answers find no room, and nothing is lost or sent twice over it.

use crate::desk::{Desk, House};
use grounds::namespace::{Own, inside, tmpfs};
use model::Role;
use std::{fs, io::Write as _, path::Path};
use sync::exchange;

const ITEMS: u64 = 20;

/// Takes all the room that is left.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [64 << 10, 4_096, 512, 1] {
        while file.write_all(&vec![0xaa; size]).is_ok() {}
    }
}

#[test]
fn a_disk_that_is_full_loses_nothing_and_what_waits_goes_when_there_is_room() {
    if !inside(
        Own::Mounts,
        "full::a_disk_that_is_full_loses_nothing_and_what_waits_goes_when_there_is_room",
    )
    .unwrap()
    {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(full());
}

async fn full() {
    let house = House::new().await;
    let folder = tempfile::tempdir().unwrap();
    tmpfs(folder.path(), "size=3m").unwrap();
    let code = house.server.invite(house.org, Role::Field).await.unwrap();
    let mut ana = Desk::at(folder.path(), 1, Role::Field, house.now.clone()).await;
    ana.enrol(&house.server, &code).await;
    for number in 0..ITEMS {
        ana.create(&format!("Person {number}"), "").await;
    }
    // Connected first: the greeting keeps a word of its own, which would find no room either.
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    let ballast = folder.path().join("ballast");
    fill(&ballast);
    let mut told = 0;
    for _ in 0..3 {
        // The server has them after the first time; this device cannot write down that it has.
        told += u64::from(
            exchange::push(&session, &ana.store, &mut row, ana.wall())
                .await
                .is_err(),
        );
    }
    if told > 0 {
        assert_eq!(ana.store.waiting().await.unwrap(), ITEMS);
    }
    fs::remove_file(&ballast).unwrap();
    ana.kill_and_start().await;
    ana.sync(&house.server).await;
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    assert_eq!(ana.store.server().await.unwrap().unwrap().cursor, ITEMS);
    let ben = house.desk(2, Role::Office).await;
    ben.sync(&house.server).await;
    assert_eq!(ana.hash().await, ben.hash().await);
    assert!(told > 0, "the disk was not full");
    ana.store.close().await;
}
