//! Old copies of a device's disk: put back on it, or gone on from on another one.

use crate::{
    agreeing::agree,
    desk::{Desk, House},
    disks::copy_files,
};
use model::{RecordId, Role, Value};
use protocol::Peer as _;
use std::collections::BTreeSet;
use sync::{Cause, Trouble};

async fn people(desk: &Desk) -> Vec<String> {
    let contacts = desk.store.all_of(&model::KindKey::of("contact")).await.unwrap();
    let schema = desk.store.schema();
    let name = |record: &model::Record| {
        record
            .value(&schema, "name")
            .and_then(Value::as_text)
            .unwrap()
            .to_owned()
    };
    let mut names: Vec<String> = contacts.iter().map(|(_, record)| name(record)).collect();
    names.sort();
    names
}

/// The named ones are there, each once, and nobody else.
pub(crate) async fn are_there(desk: &Desk, names: &[&str]) {
    let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    names.sort();
    assert_eq!(people(desk).await, names);
}

pub(crate) async fn position(desk: &Desk) -> u64 {
    desk.store.server().await.unwrap().unwrap().cursor
}

async fn sync_fails(desk: &Desk, house: &House) -> Trouble {
    desk.connect(&house.server).await.map(|_| ()).unwrap_err()
}

/// An organisation with two people, who know somebody called "Before".
pub(crate) async fn begun(role_of_ana: Role) -> (House, Desk, Desk, RecordId) {
    let house = House::new().await;
    let mut ana = house.desk(1, role_of_ana).await;
    let ben = house.desk(2, Role::Office).await;
    let record = ana.create("Before", "").await;
    agree(&house, &[&ana, &ben]).await;
    (house, ana, ben, record)
}

#[tokio::test]
async fn a_restored_device_goes_on_as_a_new_one_and_nothing_is_twice_or_lost() {
    let (mut house, mut ana, mut ben, record) = begun(Role::Field).await;
    let old = ana.store.device().id;
    ana.store.prefer("theme", "dark").await.unwrap();
    let copy = ana.copied().await;
    // The life that is lost: four changes, all synced.
    for name in ["Lost 1", "Lost 2", "Lost 3"] {
        ana.create(name, "").await;
    }
    ana.edit(record, "role", "Written in the lost life").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    ben.create("Ben's", "").await;
    ben.sync(&house.server).await;
    ana.put_back(&copy).await;
    are_there(&ana, &["Before"]).await;
    for name in ["Again 1", "Again 2", "Again 3", "Again 4", "Again 5"] {
        house.later(1_000);
        ana.create(name, "").await;
    }
    ana.edit(record, "best_time", "noon").await;
    agree(&house, &[&ana, &ben]).await;
    let all = [
        "Before", "Lost 1", "Lost 2", "Lost 3", "Ben's", "Again 1", "Again 2", "Again 3", "Again 4", "Again 5",
    ];
    are_there(&ben, &all).await;
    assert_eq!(
        ana.value(record, "role").await.as_deref(),
        Some("Written in the lost life")
    );
    assert_eq!(ben.value(record, "best_time").await.as_deref(), Some("noon"));
    assert_eq!(position(&ana).await, 12, "as many positions as there were changes");
    assert_ne!(ana.store.device().id, old);
    assert!(ana.store.goes_on_since().await.unwrap().is_some());
    assert_eq!(ana.store.preferences().await.unwrap()["theme"], "dark");
    // It goes on as anybody else, over a restart, and over a restore of the server.
    house.back_up().await;
    ana.kill_and_start().await;
    ana.edit(record, "best_time", "after lunch").await;
    agree(&house, &[&ana, &ben]).await;
    house.restore().await;
    agree(&house, &[&ana, &ben]).await;
    assert_eq!(ben.value(record, "best_time").await.as_deref(), Some("after lunch"));
    assert_eq!(position(&ben).await, 13);
}

#[tokio::test]
async fn what_waited_in_the_copy_and_was_taken_since_is_not_sent_again() {
    let (house, mut ana, ben, record) = begun(Role::Field).await;
    ana.create("Waits", "").await;
    ana.edit(record, "role", "Waits, too").await;
    // This one the server refuses.
    let nobody = RecordId::from_bytes([9; 16]);
    ana.create("", "").await;
    ana.edit(record, "mobile", "+44 113 496 0001").await;
    assert!(ana.store.record(nobody).await.unwrap().is_none());
    let copy = ana.copied().await;
    ana.sync(&house.server).await;
    ana.create("Lost", "").await;
    ana.sync(&house.server).await;
    let refused = ana.store.refused().await.unwrap();
    ana.put_back(&copy).await;
    ana.create("Again", "").await;
    ana.sync(&house.server).await;
    assert_eq!(
        ana.store.refused().await.unwrap(),
        refused,
        "told once more, and not anew"
    );
    for each in &refused {
        ana.store.seen_to(each.change.n).await.unwrap();
    }
    agree(&house, &[&ana, &ben]).await;
    are_there(&ben, &["Before", "Waits", "Lost", "Again"]).await;
    assert_eq!(position(&ben).await, 6);
    assert_eq!(
        ana.store.changes_of(record).await.unwrap().len(),
        3,
        "each change stands once in the history"
    );
}

#[tokio::test]
async fn an_import_that_waited_in_the_copy_arrives_once() {
    let (house, mut ana, ben, _) = begun(Role::Office).await;
    let copy = ana.copied().await;
    ana.create("Lost", "").await;
    ana.sync(&house.server).await;
    ana.put_back(&copy).await;
    let list: Vec<String> = (0..2_500).map(|number| format!("Imported {number}")).collect();
    let list: Vec<&str> = list.iter().map(String::as_str).collect();
    let made = ana.import("contact", &list).await;
    ana.edit(made[7], "role", "Buyer").await;
    let copied = ana.copied().await;
    agree(&house, &[&ana, &ben]).await;
    assert_eq!(people(&ben).await.len(), 2_502);
    assert_eq!(position(&ben).await, 2_503);
    // The same disk once more, as of before that was sent: all of it is there already.
    ana.put_back(&copied).await;
    ana.create("Once more", "").await;
    let trouble = sync_fails(&ana, &house).await;
    assert_eq!(trouble.cause, Cause::Copied, "the old key has done its part");
    ana.sign_in(&house.server).await;
    agree(&house, &[&ana, &ben]).await;
    assert_eq!(position(&ben).await, 2_504);
}

#[tokio::test]
async fn of_two_live_copies_the_first_goes_on_and_the_second_becomes_a_new_device() {
    let (house, mut ana, ben, record) = begun(Role::Field).await;
    ana.create("In both", "").await;
    ana.edit(record, "role", "In both, too").await;
    let copy = ana.copied().await;
    let mut clone = ana.clone_on(copy).await;
    ana.create("Ana's", "").await;
    clone.create("The clone's", "").await;
    clone.edit(record, "best_time", "noon").await;
    let id = ana.store.device().id;
    // Both are connected before either has said anything.
    let (of_ana, mut row_of_ana) = ana.connect(&house.server).await.unwrap();
    let (of_clone, mut row_of_clone) = clone.connect(&house.server).await.unwrap();
    ana.drain(&of_ana, &mut row_of_ana).await.unwrap();
    let told = clone.drain(&of_clone, &mut row_of_clone).await.unwrap_err();
    assert_eq!(told.cause, Cause::Restored);
    agree(&house, &[&clone, &ana, &ben]).await;
    assert_eq!(ana.store.device().id, id);
    assert_ne!(clone.store.device().id, id);
    are_there(&ben, &["Before", "In both", "Ana's", "The clone's"]).await;
    assert_eq!(position(&ben).await, 6);
    // Both go on.
    ana.edit(record, "mobile", "+44 113 496 0001").await;
    clone.edit(record, "role", "Fitter").await;
    agree(&house, &[&ana, &clone, &ben]).await;
}

#[tokio::test]
async fn what_two_copies_have_in_common_arrives_once_whoever_brings_it() {
    let (house, mut ana, ben, record) = begun(Role::Field).await;
    ana.edit(record, "role", "In both").await;
    let urgent = [("title", "Urgent"), ("done", "")];
    ana.write(None, "task", model::Act::Create, None, &urgent[..1]).await;
    let copy = ana.copied().await;
    let mut clone = ana.clone_on(copy).await;
    ana.create("Ana's", "").await;
    // The first has brought only what it wrote last when the line breaks: the rest is brought by the copy.
    let last = ana.store.last_n().await.unwrap();
    let newest = ana.store.unanswered(last - 1, 1).await.unwrap();
    let (of_ana, row) = ana.connect(&house.server).await.unwrap();
    let push = protocol::Push {
        author: Some(protocol::Author {
            on: newest[0].on,
            by: newest[0].by,
        }),
        cursor: row.cursor,
        changes: vec![protocol::change_bytes(&newest[0])],
    };
    of_ana.push(push).await.unwrap();
    drop(of_ana);
    clone.create("The clone's", "").await;
    clone.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(position(&ben).await, 5);
    agree(&house, &[&ana, &clone, &ben]).await;
    assert_eq!(position(&ben).await, 5);
    are_there(&ana, &["Before", "Ana's", "The clone's"]).await;
    assert_eq!(ana.store.changes_of(record).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_form_that_was_open_over_the_change_of_identity_has_not_seen_the_lost_life() {
    let (house, mut ana, ben, record) = begun(Role::Office).await;
    let copy = ana.copied().await;
    ana.edit(record, "lead", "customer").await;
    ana.sync(&house.server).await;
    ana.put_back(&copy).await;
    for number in 0..4 {
        ana.create(&format!("Again {number}"), "").await;
    }
    let open = ana.store.record(record).await.unwrap().unwrap().base;
    // One that waits, and one that is saved when the device is another one already.
    ana.edit_from(open.clone(), record, "owner", "01AAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    ana.sync(&house.server).await;
    ana.edit_from(open, record, "lead", "working").await;
    agree(&house, &[&ana, &ben]).await;
    let shown = ben.store.record(record).await.unwrap().unwrap().record;
    assert_eq!(shown.standing("lead").len(), 2, "nobody has seen both");
}

#[tokio::test]
async fn a_device_that_is_restored_again_and_again_keeps_counting_on() {
    let (house, mut ana, ben, record) = begun(Role::Field).await;
    let mut ids = BTreeSet::new();
    for round in 0..4 {
        let copy = ana.copied().await;
        ana.edit(record, "role", &format!("Lost {round}")).await;
        ana.sync(&house.server).await;
        ana.put_back(&copy).await;
        ana.edit(record, "mobile", &format!("+44 113 496 000{round}")).await;
        ana.edit(record, "best_time", &format!("{round} o'clock")).await;
        agree(&house, &[&ana, &ben]).await;
        ids.insert(ana.store.device().id);
    }
    assert_eq!(ids.len(), 4);
    assert_eq!(position(&ben).await, 1 + 4 * 3);
    assert_eq!(ben.value(record, "best_time").await.as_deref(), Some("3 o'clock"));
}

#[tokio::test]
async fn a_copy_of_a_device_and_of_its_server_at_once() {
    let (mut house, mut ana, mut ben, record) = begun(Role::Field).await;
    house.back_up().await;
    let copy = ana.copied().await;
    ana.create("Lost", "").await;
    ana.edit(record, "role", "Lost, too").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    ben.create("Ben's", "").await;
    ben.sync(&house.server).await;
    house.restore().await;
    ana.put_back(&copy).await;
    ana.create("Again", "").await;
    // Whoever comes first: the copy writes before the server hears of the lost life, or after.
    ana.sync(&house.server).await;
    agree(&house, &[&ben, &ana]).await;
    // Ben has brought the lost life back; its counters are used for something else by now.
    are_there(&ana, &["Before", "Lost", "Again", "Ben's"]).await;
    assert_eq!(ana.value(record, "role").await.as_deref(), Some("Lost, too"));
}

#[tokio::test]
async fn a_copy_whose_key_is_good_no_more_keeps_its_work_until_somebody_signs_in() {
    let (house, mut ana, ben, _) = begun(Role::Field).await;
    let copy = ana.copied().await;
    ana.create("Lost", "").await;
    ana.sync(&house.server).await;
    ana.put_back(&copy).await;
    ana.create("Again", "").await;
    let another = tempfile::tempdir().unwrap();
    copy_files(copy.path(), another.path());
    let mut third = ana.clone_on(another).await;
    ana.sync(&house.server).await;
    third.create("On the third", "").await;
    for _ in 0..3 {
        assert_eq!(sync_fails(&third, &house).await.cause, Cause::Copied);
        third.kill_and_start().await;
        assert_eq!(third.store.waiting().await.unwrap(), 1);
    }
    house.later(60_000);
    third.sign_in(&house.server).await;
    agree(&house, &[&third, &ana, &ben]).await;
    are_there(&ben, &["Before", "Lost", "Again", "On the third"]).await;
    assert_eq!(position(&ben).await, 4);
}
