//! A first sync by pages, against devices that followed the log.

use crate::desk::{Broken, Desk, House};
use model::{Act, KindKey, RecordId, Role};
use protocol::{Answer, Ask, Fault, Peer};
use server::Session;
use std::sync::atomic::AtomicUsize;
use store::{Listing, StoreError};
use sync::{
    Cause, Trouble,
    snapshot::{self, Paged},
};

impl Desk {
    /// Takes one page, as a process does that knows nothing of the one before.
    async fn page(&self, peer: &impl Peer, row: &mut store::Server) -> Result<Paged, Trouble> {
        snapshot::page(peer, &self.store, row, &mut None, self.wall()).await
    }

    /// Takes all pages, asking ahead as the engine does, and follows the log from there.
    pub(crate) async fn first_sync(&self, house: &House) {
        let (session, mut row) = self.connect(&house.server).await.unwrap();
        let mut coming = None;
        while snapshot::page(&session, &self.store, &mut row, &mut coming, self.wall())
            .await
            .unwrap()
            == Paged::More
        {}
        self.drain(&session, &mut row).await.unwrap();
    }

    /// What is found first.
    async fn found(&self, words: &str) -> Option<RecordId> {
        Some(self.store.search(words, 1).await.unwrap().first()?.id)
    }

    /// Until what the pages brought is found by its words.
    pub(crate) async fn worded(&self) {
        while self.store.is_unworded().await.unwrap() {
            tokio::task::yield_now().await;
        }
    }
}

fn names(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|number| format!("Person {number}")).collect()
}

/// An organisation of some hundred people with a past: edits, a contest, a delete, a refusal.
async fn organisation(house: &House) -> (Desk, Desk, Vec<RecordId>) {
    let mut ana = house.desk(1, Role::Office).await;
    let mut ben = house.desk(2, Role::Field).await;
    let list = names(0, 700);
    let people = ana
        .import("contact", &list.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    ana.import("company", &["Nordlicht", "Südwind"]).await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    house.later(5_000);
    ana.edit(people[3], "owner", "01AAAAAAAAAAAAAAAAAAAAAAAA").await;
    ben.edit(people[3], "owner", "01BBBBBBBBBBBBBBBBBBBBBBBB").await;
    ben.edit(people[4], "mobile", "+44 113 496 0004").await;
    ana.edit(people[5], "role", "Buyer").await;
    ana.delete(people[6]).await;
    ben.create("Cleo Late", "+44 113 496 0005").await;
    for desk in [&ana, &ben, &ana] {
        desk.sync(&house.server).await;
    }
    (ana, ben, people)
}

#[tokio::test]
async fn a_device_that_came_by_pages_holds_what_one_that_followed_the_log_holds() {
    let house = House::new().await;
    let (mut ana, ben, people) = organisation(&house).await;
    let cleo = house.desk(3, Role::Office).await;
    cleo.first_sync(&house).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
    assert_eq!(cleo.hash().await, ben.hash().await);
    // Its journal begins with its first page; from there on it verifies the chain like everybody else.
    assert_eq!(cleo.store.changes_of(people[4]).await.unwrap(), []);
    ana.edit(people[4], "role", "Fitter").await;
    ana.sync(&house.server).await;
    cleo.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
    assert_eq!(cleo.store.changes_of(people[4]).await.unwrap().len(), 1);
    assert_eq!(cleo.store.position(), ana.store.position());
}

#[tokio::test]
async fn what_came_by_pages_can_be_edited_and_is_found_by_its_words() {
    let house = House::new().await;
    let (ana, _, people) = organisation(&house).await;
    let mut cleo = house.desk(3, Role::Office).await;
    cleo.first_sync(&house).await;
    cleo.edit(people[4], "mobile", "+44 113 496 7777").await;
    cleo.worded().await;
    assert_eq!(cleo.found("Person 433").await, Some(people[433]));
    assert_eq!(cleo.found("496 7777").await, Some(people[4]));
    assert_eq!(cleo.found("496 0004").await, None);
    cleo.sync(&house.server).await;
    ana.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
}

#[tokio::test]
async fn a_first_sync_that_breaks_at_every_page_goes_on_where_it_was() {
    let house = House::new().await;
    let (ana, _, people) = organisation(&house).await;
    let mut cleo = house.desk(3, Role::Office).await;
    let mut taken = Vec::new();
    loop {
        let (session, mut row) = cleo.connect(&house.server).await.unwrap();
        let broken = Broken {
            session: &session,
            asked: AtomicUsize::new(0),
            at: 1,
            on_the_way_back: taken.len() % 2 == 0,
        };
        let paged = cleo.page(&broken, &mut row).await.unwrap();
        cleo.kill_and_start().await;
        if paged == Paged::End {
            break;
        }
        let progress = cleo.store.first_sync().unwrap();
        assert_eq!(progress.whole, 703);
        taken.push(progress.taken);
    }
    assert_eq!(taken, [250]);
    assert_eq!(cleo.store.first_sync(), None);
    cleo.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
    cleo.worded().await;
    assert_eq!(cleo.found("Person 699").await, Some(people[699]));
}

#[tokio::test]
async fn what_others_do_between_two_pages_is_neither_lost_nor_done_twice() {
    let house = House::new().await;
    let (mut ana, mut ben, people) = organisation(&house).await;
    let cleo = house.desk(3, Role::Office).await;
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    assert_eq!(cleo.page(&session, &mut row).await.unwrap(), Paged::More);
    // Taken already, still to come, new, gone.
    ana.edit(people[5], "role", "Seller").await;
    ana.edit(people[600], "role", "Seller").await;
    ana.delete(people[601]).await;
    ben.edit(people[600], "role", "Fitter").await;
    ben.create("Dora New", "").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    while cleo.page(&session, &mut row).await.unwrap() == Paged::More {}
    // And once more before the log is followed.
    ana.sync(&house.server).await;
    ana.edit(people[600], "name", "Person Six Hundred").await;
    ana.sync(&house.server).await;
    let mut cleo = cleo;
    cleo.kill_and_start().await;
    cleo.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
    assert_eq!(cleo.hash().await, ben.hash().await);
    assert_eq!(
        cleo.value(people[600], "name").await.as_deref(),
        Some("Person Six Hundred")
    );
}

#[tokio::test]
async fn the_list_is_there_with_the_first_page_and_grows_with_every_other() {
    let house = House::new().await;
    organisation(&house).await;
    let cleo = house.desk(3, Role::Office).await;
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    let listing = Listing::of(KindKey::of("contact"));
    let mut listed = Vec::new();
    loop {
        let paged = cleo.page(&session, &mut row).await.unwrap();
        let page = cleo.store.list(&listing).await.unwrap();
        assert!(!page.rows.is_empty());
        listed.push(page.total);
        if paged == Paged::End {
            break;
        }
        assert!(cleo.store.first_sync().is_some());
    }
    assert_eq!(listed, [250, 701]);
}

#[tokio::test]
async fn an_edit_during_a_first_sync_has_seen_what_the_screen_showed() {
    let house = House::new().await;
    let (ana, _, people) = organisation(&house).await;
    let mut cleo = house.desk(3, Role::Office).await;
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    cleo.page(&session, &mut row).await.unwrap();
    let shown = cleo.store.record(people[5]).await.unwrap().unwrap();
    cleo.edit_from(shown.base, people[5], "owner", "01CCCCCCCCCCCCCCCCCCCCCCCC")
        .await;
    let shown = cleo.store.record(people[3]).await.unwrap().unwrap();
    assert!(shown.record.contested(&cleo.store.schema(), "owner"));
    cleo.edit_from(shown.base, people[3], "owner", "01AAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    // Before the next page it goes to the server, as the plan says.
    sync::exchange::push(&session, &cleo.store, &mut row, cleo.wall())
        .await
        .unwrap();
    assert_eq!(cleo.store.waiting().await.unwrap(), 0);
    while cleo.page(&session, &mut row).await.unwrap() == Paged::More {}
    cleo.drain(&session, &mut row).await.unwrap();
    ana.sync(&house.server).await;
    for desk in [&ana, &cleo] {
        let record = desk.store.record(people[3]).await.unwrap().unwrap().record;
        assert!(
            !record.contested(&desk.store.schema(), "owner"),
            "the decision saw both values"
        );
    }
    assert_eq!(cleo.hash().await, ana.hash().await);
}

#[tokio::test]
async fn a_device_that_worked_alone_before_keeps_its_own_beside_what_the_pages_bring() {
    let house = House::new().await;
    let (mut ana, ..) = organisation(&house).await;
    let mut cleo = house.desk(3, Role::Office).await;
    let own = cleo.import("contact", &["Emil Own", "Frida Own"]).await;
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    sync::exchange::push(&session, &cleo.store, &mut row, cleo.wall())
        .await
        .unwrap();
    ana.sync(&house.server).await;
    ana.edit(own[0], "role", "Buyer").await;
    ana.sync(&house.server).await;
    cleo.edit(own[1], "role", "Fitter").await; // not sent yet while the pages come
    while cleo.page(&session, &mut row).await.unwrap() == Paged::More {}
    assert_eq!(cleo.value(own[0], "role").await.as_deref(), Some("Buyer"));
    assert_eq!(cleo.value(own[1], "role").await.as_deref(), Some("Fitter"));
    assert_eq!(cleo.store.waiting().await.unwrap(), 1);
    cleo.sync(&house.server).await;
    ana.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ana.hash().await);
    assert_eq!(cleo.store.waiting().await.unwrap(), 0);
}

#[tokio::test]
async fn who_lags_far_behind_catches_up_by_what_changed_and_follows_the_log_where_that_is_less() {
    let house = House::new().await;
    let (mut ana, ben, people) = organisation(&house).await;
    let (session, mut row) = ben.connect(&house.server).await.unwrap();
    ana.edit(people[7], "role", "Role").await;
    ana.sync(&house.server).await;
    assert_eq!(
        ben.page(&session, &mut row).await.unwrap(),
        Paged::Follow,
        "one change of one record"
    );
    for number in 0..40 {
        ana.edit(people[8], "role", &format!("Role {number}")).await;
    }
    ana.create("Gerd New", "").await;
    ana.sync(&house.server).await;
    assert_eq!(ben.page(&session, &mut row).await.unwrap(), Paged::End);
    assert_eq!(ben.hash().await, ana.hash().await);
    ben.sync(&house.server).await;
    assert_eq!(ben.store.position(), ana.store.position());
}

#[tokio::test]
async fn what_a_restored_server_has_lost_goes_from_a_device_in_the_middle_of_its_first_sync() {
    let mut house = House::new().await;
    let (mut ana, ben, people) = organisation(&house).await;
    ben.sync(&house.server).await;
    let mut cleo = house.desk(3, Role::Office).await;
    house.back_up().await;
    // The life that is lost: a record and an edit, which nobody will bring back.
    let lost = RecordId::from_parts(1, 1);
    ana.write(Some(lost), "contact", Act::Create, None, &[("name", "Lost")])
        .await;
    ana.edit(people[5], "role", "Written in the lost life").await;
    ana.sync(&house.server).await;
    drop(ana);
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    assert_eq!(cleo.page(&session, &mut row).await.unwrap(), Paged::More);
    assert_eq!(cleo.value(lost, "name").await.as_deref(), Some("Lost"));
    let own = cleo.create("Cleo's own", "").await;
    cleo.edit(lost, "mobile", "+44 113 496 0001").await;
    house.restore().await;
    cleo.kill_and_start().await;
    cleo.first_sync(&house).await;
    ben.sync(&house.server).await;
    assert_eq!(cleo.hash().await, ben.hash().await);
    assert_eq!(ben.value(own, "name").await.as_deref(), Some("Cleo's own"));
    assert_eq!(ben.value(people[5], "role").await.as_deref(), Some("Buyer"));
    // What was written to the lost record is told as refused, with all it says.
    let refused = cleo.store.refused().await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].change.record, lost);
    assert_eq!(cleo.store.waiting().await.unwrap(), 0);
}

/// A server in the middle that alters pages.
struct Altering<'a>(&'a Session);

impl Peer for Altering<'_> {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        let mut answer = self.0.ask(ask).await?;
        if let Answer::Snapshot(page) = &mut answer {
            page.ahead.push(0);
        }
        Ok(answer)
    }
}

#[tokio::test]
async fn a_page_that_the_server_did_not_sign_is_not_taken() {
    let house = House::new().await;
    organisation(&house).await;
    let cleo = house.desk(3, Role::Office).await;
    let (session, mut row) = cleo.connect(&house.server).await.unwrap();
    let refused = cleo.page(&Altering(&session), &mut row).await.unwrap_err();
    assert_eq!(refused.cause, Cause::Stranger);
    assert_eq!(cleo.store.first_sync(), None);
    let nothing: Result<_, StoreError> = cleo.store.record(RecordId::from_bytes([1; 16])).await;
    assert!(nothing.unwrap().is_none());
}

#[tokio::test]
async fn what_came_by_a_page_begins_as_it_came_and_the_server_tells_the_rest() {
    let house = House::new().await;
    let (mut ana, _, people) = organisation(&house).await;
    let mut cleo = house.desk(3, Role::Office).await;
    cleo.first_sync(&house).await;
    let came = cleo.store.past_of(people[5]).await.unwrap();
    let row = cleo.store.record(people[5]).await.unwrap().unwrap().record;
    assert_eq!((came.began, came.changes.len()), (Some(row.clone()), 0));
    cleo.edit(people[5], "role", "Fitter").await;
    cleo.sync(&house.server).await;
    ana.sync(&house.server).await;
    ana.edit(people[5], "role", "Seller").await;
    ana.sync(&house.server).await;
    cleo.sync(&house.server).await;
    cleo.kill_and_start().await;
    let past = cleo.store.past_of(people[5]).await.unwrap();
    assert_eq!((past.began, past.changes.len()), (Some(row), 2));
    assert_eq!(cleo.hash().await, ana.hash().await);
    // The server tells what ana, who was there from the beginning, knows by herself.
    let (session, _) = cleo.connect(&house.server).await.unwrap();
    let Answer::Past(pulled) = session.ask(Ask::Past(people[5])).await.unwrap() else {
        panic!("another answer");
    };
    let told = sync::logged(pulled).unwrap();
    assert_eq!(told, ana.store.changes_of(people[5]).await.unwrap());
}
