//! An old copy of a device's disk, whose process is killed by SIGKILL again and again while it becomes a new device.

use crate::{
    desk::Desk,
    house::{House, SOON, engine, in_step, leads_to, nothing_lost_nothing_doubled},
    killed::{Process, how_often, say, wall},
    world::Place,
};
use model::Role;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicI64},
};
use sync::{Engine, Trust};
use tokio::runtime::Runtime;

const COPY: &str = "OUTPOST_TEST_COPY";
const NAME: &str = "copies::an_old_copy_that_is_killed_again_and_again_becomes_one_new_device";

/// A device that only keeps in step, until it is killed.
async fn device(folder: &Path) {
    let desk = Desk::at(folder, 1, Role::Field, Arc::new(AtomicI64::new(wall()))).await;
    let _engine = Engine::start_with(
        desk.store.clone(),
        Arc::new(wall),
        Trust::default(),
        "copy".into(),
        SOON,
    );
    say("opened the disk");
    std::future::pending::<()>().await;
}

/// It says everything that it has to say, and stops.
async fn keeps_in_step(desk: &Desk, house: &House, position: u64) {
    let handle = engine(desk, house.at).await;
    in_step(&handle, position).await;
    handle.stop().await;
}

async fn campaign(rounds: usize) {
    let house = House::on(Place::file(), None).await;
    let disk = tempfile::tempdir().unwrap();
    let mut ana = Desk::at(disk.path(), 1, Role::Field, house.now.clone()).await;
    let code = house.server.invite(house.org, Role::Field).await.unwrap();
    ana.enrol(&house.server, &code).await;
    leads_to(&ana, &format!("http://{}", house.at)).await;
    let ben = house.desk(2, Role::Office).await;
    let mut dice = StdRng::seed_from_u64(20_261_121);
    let mut position = 0;
    let mut names = Vec::new();
    for round in 0..rounds {
        let copy = ana.copied().await;
        names.push(format!("Lost {round}"));
        ana.create(&names[names.len() - 1], "").await;
        position += 1;
        keeps_in_step(&ana, &house, position).await;
        ana.put_back(&copy).await;
        let list: Vec<String> = (0..200).map(|number| format!("Again {round}, {number}")).collect();
        ana.import("contact", &list.iter().map(String::as_str).collect::<Vec<_>>())
            .await;
        names.extend(list);
        position += 200;
        ana.store.clone().close().await;
        for _ in 0..4 {
            let folder = disk.path().display().to_string();
            let mut process = Process::of(NAME, COPY, &folder, &Arc::default());
            process.says("opened ");
            for _ in 0..dice.random_range(0..3_000_000) {
                std::hint::spin_loop();
            }
            process.dies();
        }
        ana.kill_and_start().await;
        keeps_in_step(&ana, &house, position).await;
    }
    keeps_in_step(&ben, &house, position).await;
    nothing_lost_nothing_doubled(&[&ana, &ben], names.into_iter()).await;
}

#[test]
fn an_old_copy_that_is_killed_again_and_again_becomes_one_new_device() {
    if let Some(folder) = std::env::var_os(COPY) {
        return Runtime::new().unwrap().block_on(device(Path::new(&folder)));
    }
    Runtime::new().unwrap().block_on(campaign(how_often(4).min(40)));
}
