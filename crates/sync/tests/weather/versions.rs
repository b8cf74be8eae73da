//! Peers of another version: whoever speaks a version that both know is understood, keys and fields that only the newer one
//! knows are skipped or carried, and whoever is too old is told the way forward and keeps everything.

use crate::desk::House;
use model::{Act, Role};
use protocol::{Answer, Ask, Code, Fault, HISTORY, OLDEST, Peer, VERSION, agreed};
use server::Session;
use sync::{Cause, opening};

/// A device of another version, or a server of one: what is said in the greeting is another.
struct Speaks<'a> {
    session: &'a Session,
    asks: (u16, u16),
    is_answered: Option<u16>,
}

impl Peer for Speaks<'_> {
    async fn ask(&self, mut ask: Ask) -> Result<Answer, Fault> {
        if let Ask::Hello(hello) = &mut ask {
            (hello.oldest, hello.newest) = self.asks;
        }
        match (self.session.ask(ask).await?, self.is_answered) {
            (Answer::Welcome(mut welcome), Some(version)) => {
                welcome.version = version;
                Ok(Answer::Welcome(welcome))
            }
            (answer, _) => Ok(answer),
        }
    }
}

#[test]
fn the_newest_version_that_both_know_is_spoken_and_every_one_has_its_line_in_the_history() {
    for (oldest, newest, spoken) in [
        (OLDEST, VERSION, Some(VERSION)),
        (OLDEST, VERSION + 1, Some(VERSION)),
        (OLDEST, u16::MAX, Some(VERSION)),
        (VERSION + 1, VERSION + 2, None),
        (0, OLDEST - 1, None),
        (VERSION, OLDEST - 1, None),
    ] {
        assert_eq!(agreed(oldest, newest), spoken, "{oldest}..={newest}");
    }
    let told: Vec<u16> = HISTORY.iter().map(|(version, ..)| *version).collect();
    assert_eq!(told, (1..=VERSION).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_device_that_is_too_old_or_too_new_is_told_the_way_forward_and_loses_nothing() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    for number in 0..20 {
        ana.create(&format!("Person {number}"), "").await;
    }
    let row = ana.store.server().await.unwrap().unwrap();
    for (asks, is_answered) in [
        ((0, OLDEST - 1), None), // this device is older than anything that the server understands
        ((VERSION + 1, VERSION + 3), None), // or newer than it
        ((OLDEST, VERSION), Some(VERSION + 1)), // a server that goes on in a version that was not offered
        ((OLDEST, VERSION), Some(OLDEST - 1)),
    ] {
        let session = house.server.session();
        let line = Speaks {
            session: &session,
            asks,
            is_answered,
        };
        let told = opening::open(&line, &row, ana.store.device().id, 20, (ana.wall(), 0)).await;
        let told = told.err().unwrap();
        assert_eq!(told.cause, Cause::Version, "{told}");
        assert!(session.news().is_none(), "it is no session");
    }
    let words = Fault::from(Code::Version).words;
    assert!(words.contains("Update Outpost") && words.contains("stays"), "{words}");
    assert_eq!(ana.store.waiting().await.unwrap(), 20);
    // Updated, it brings everything.
    ana.sync(&house.server).await;
    assert_eq!(ana.store.server().await.unwrap().unwrap().cursor, 20);
}

#[tokio::test]
async fn what_only_a_newer_device_knows_is_carried_whole_through_a_server_and_a_device_that_do_not() {
    let house = House::new().await;
    let mut newer = house.desk(1, Role::Field).await;
    let mut older = house.desk(2, Role::Field).await;
    let writes = [("name", "Ana Ruiz"), ("shoe_size", "38")];
    let (record, _) = newer.write(None, "contact", Act::Create, None, &writes).await;
    newer.sync(&house.server).await;
    older.sync(&house.server).await;
    older.edit(record, "mobile", "+44 113 496 0001").await;
    older.sync(&house.server).await;
    newer.sync(&house.server).await;
    for desk in [&newer, &older] {
        let stored = desk.store.record(record).await.unwrap().unwrap();
        let carried = stored.record.standing("shoe_size");
        assert_eq!(carried.len(), 1, "an unknown field is neither dropped nor made twice");
        assert_eq!(desk.value(record, "mobile").await.as_deref(), Some("+44 113 496 0001"));
    }
    assert_eq!(newer.hash().await, older.hash().await);
    assert_eq!(newer.store.refused().await.unwrap(), []);
}
