//! Six devices, the last of which comes by pages in the middle, random acts, random breaks: at the end every outbox is empty and every replica holds the same.

use crate::{
    agreeing::agree,
    desk::{Broken, Desk, House},
};
use model::{RecordId, Role};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::atomic::AtomicUsize;

/// One short cycle of a device: a few acts, then an exchange that may break.
async fn cycle(house: &House, desk: &mut Desk, records: &mut Vec<RecordId>, dice: &mut StdRng) {
    for _ in 0..dice.random_range(0..4) {
        house.later(dice.random_range(0..5_000));
        if records.is_empty() || dice.random_bool(0.2) {
            records.push(desk.create(&format!("Person {}", records.len()), "").await);
            continue;
        }
        let record = records[dice.random_range(0..records.len())];
        if desk.store.record(record).await.unwrap().is_none() {
            continue; // made elsewhere, not here yet
        }
        let (field, value) = match dice.random_range(0..4) {
            0 => ("mobile", format!("+44 113 496 {:04}", dice.random_range(0..9_999))),
            1 => ("role", format!("Role {}", dice.random_range(0..9))),
            2 => ("best_time", format!("{} o'clock", dice.random_range(1..12))),
            _ => ("name", format!("Name {}", dice.random_range(0..99))),
        };
        desk.edit(record, field, &value).await;
    }
    if dice.random_bool(0.3) {
        return; // no network
    }
    let (session, mut row) = desk.connect(&house.server).await.unwrap();
    let line = Broken {
        session: &session,
        asked: AtomicUsize::new(0),
        at: dice.random_range(0..6),
        on_the_way_back: dice.random_bool(0.5),
    };
    let _broken_or_not = desk.drain(&line, &mut row).await;
}

#[tokio::test]
async fn partition_and_heal_ends_with_equal_replicas_and_empty_outboxes() {
    let cycles: usize = std::env::var("OUTPOST_CYCLES").map_or(150, |cycles| cycles.parse().unwrap());
    let house = House::new().await;
    let mut desks = Vec::new();
    for seed in 1..=5 {
        let role = if seed % 2 == 0 { Role::Office } else { Role::Field };
        let mut desk = house.desk(seed, role).await;
        desk.ahead = (i64::from(seed) - 3) * 40_000;
        desks.push(desk);
    }
    let mut dice = StdRng::seed_from_u64(20_261_121);
    let mut records = Vec::new();
    for number in 0..cycles {
        if number == cycles / 2 {
            let mut desk = house.desk(6, Role::Office).await;
            desk.first_sync(&house).await;
            desk.ahead = 90_000;
            desks.push(desk);
        }
        let at = dice.random_range(0..desks.len());
        if dice.random_bool(0.05) {
            desks[at].kill_and_start().await;
        }
        cycle(&house, &mut desks[at], &mut records, &mut dice).await;
    }
    agree(&house, &desks.iter().collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn a_server_that_is_restored_again_and_again_loses_nothing_that_a_device_holds() {
    let cycles: usize = std::env::var("OUTPOST_CYCLES").map_or(150, |cycles| cycles.parse().unwrap());
    let mut house = House::new().await;
    let mut desks = Vec::new();
    for seed in 1..=4 {
        desks.push(house.desk(seed, Role::Office).await);
    }
    house.back_up().await;
    let mut dice = StdRng::seed_from_u64(20_261_122);
    let mut records = Vec::new();
    for _ in 0..cycles {
        let at = dice.random_range(0..desks.len());
        match dice.random_range(0..40) {
            0..3 => house.back_up().await,
            3..5 => house.restore().await,
            5..7 => desks[at].kill_and_start().await,
            _ => {}
        }
        cycle(&house, &mut desks[at], &mut records, &mut dice).await;
    }
    agree(&house, &desks.iter().collect::<Vec<_>>()).await;
    for desk in &desks {
        for record in &records {
            assert!(desk.store.record(*record).await.unwrap().is_some());
        }
    }
}
