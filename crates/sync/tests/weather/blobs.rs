//! Blobs in bad weather: they arrive once and as they were, and nothing else waits for them.

use crate::{
    desk::Desk,
    house::{House, LONG, SOON, engine, in_step, leads_to, until},
    killed::{Process, SERVER, wall},
    portal::{Manner, Portal},
    proxy::{Proxy, Weather},
    world::Place,
};
use grounds::{files_below, noise};
use model::Role;
use rand::{Rng, SeedableRng, rngs::StdRng};
use server::Server;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};
use store::{BlobHash, BlobState, Blobs, READ};
use sync::{Engine, Patience, Phase, Trust};
use tokio::time::timeout;

async fn written(blobs: &Blobs, bytes: &[u8]) -> BlobHash {
    let id = [bytes.len() as u8; 16];
    blobs.begin(id, 1).await.unwrap();
    for part in bytes.chunks(READ) {
        blobs.append(id, part).await.unwrap();
    }
    blobs.finish(id).await.unwrap().0
}

async fn whole(blobs: &Blobs, name: BlobHash) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let part = blobs.read(name, bytes.len() as u64, READ).await.unwrap();
        if part.is_empty() {
            return bytes;
        }
        bytes.extend(part);
    }
}

async fn reaches(blobs: &Blobs, name: BlobHash, what: impl Fn(&BlobState) -> bool) -> BlobState {
    let mut changes = blobs.changes();
    let reached = timeout(LONG, async {
        loop {
            changes.mark_unchanged();
            let state = blobs.state_of(name).await.unwrap().unwrap();
            if what(&state) {
                return state;
            }
            changes.changed().await.unwrap();
        }
    });
    match reached.await {
        Ok(state) => state,
        Err(_) => panic!("not reached: {:?}", blobs.state_of(name).await),
    }
}

async fn is_on_server(blobs: &Blobs, name: BlobHash) {
    reaches(blobs, name, |state| *state == BlobState::OnServer).await;
}

/// Where a server on this place keeps its blobs.
fn kept(place: &Place) -> PathBuf {
    Path::new(&place.url).with_extension("blobs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_megabytes_that_break_off_at_twenty_places_arrive_once_and_as_they_were() {
    let place = Place::file();
    let kept = kept(&place);
    let mut house = House::on(place, None).await;
    let proxy = Proxy::before(house.at).await;
    let (ana, ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Office).await);
    let (of_ana, of_ben) = (engine(&ana, proxy.at).await, engine(&ben, house.at).await);
    until(&of_ana, |status| status.phase == Phase::Online).await;
    let (from, to) = (ana.store.blobs().await.unwrap(), ben.store.blobs().await.unwrap());
    let bytes = noise(20 << 20);
    let mut dice = StdRng::seed_from_u64(20);
    proxy.turns(Weather::CutAfter(dice.random_range(20_000..700_000)));
    let name = written(&from, &bytes).await;
    to.want(name, 1).await.unwrap();
    for cut in 1..=20 {
        proxy.cut(cut).await;
        proxy.turns(Weather::CutAfter(dice.random_range(20_000..700_000)));
    }
    assert_ne!(
        from.state_of(name).await.unwrap(),
        Some(BlobState::OnServer),
        "it was cut off on its way"
    );
    proxy.turns(Weather::Fair);
    is_on_server(&from, name).await;
    is_on_server(&to, name).await;
    assert!(whole(&to, name).await == bytes, "as it was");
    assert_eq!(files_below(&kept).len(), 1, "once, and no piece is left");
    of_ana.stop().await;
    of_ben.stop().await;
    house.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_down_goes_on_where_it_broke_off() {
    let mut house = House::on(Place::file(), None).await;
    let proxy = Proxy::before(house.at).await;
    let (ana, ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Office).await);
    let (of_ana, of_ben) = (engine(&ana, house.at).await, engine(&ben, proxy.at).await);
    until(&of_ben, |status| status.phase == Phase::Online).await;
    let (from, to) = (ana.store.blobs().await.unwrap(), ben.store.blobs().await.unwrap());
    let bytes = noise(3 << 20);
    let name = written(&from, &bytes).await;
    is_on_server(&from, name).await;
    proxy.turns(Weather::CutAfter(300_000));
    to.want(name, 1).await.unwrap();
    let mut at = 0;
    for cut in 1..=4 {
        proxy.cut(cut).await;
        let BlobState::Absent { here } = to.state_of(name).await.unwrap().unwrap() else {
            panic!("it is on its way");
        };
        assert!(here >= at, "nothing that came is asked for again");
        at = here;
    }
    proxy.turns(Weather::Fair);
    is_on_server(&to, name).await;
    assert!(whole(&to, name).await == bytes && at > 0);
    of_ana.stop().await;
    of_ben.stop().await;
    house.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_passes_a_blob_that_is_on_its_way() {
    let mut house = House::on(Place::file(), None).await;
    let proxy = Proxy::before(house.at).await;
    let (mut ana, ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Office).await);
    let (of_ana, of_ben) = (engine(&ana, proxy.at).await, engine(&ben, house.at).await);
    until(&of_ana, |status| status.phase == Phase::Online).await;
    let blobs = ana.store.blobs().await.unwrap();
    proxy.turns(Weather::Drip(8_192, Duration::from_millis(20)));
    let name = written(&blobs, &noise(6 << 20)).await;
    let on_its_way = |state: &BlobState| matches!(state, BlobState::Uploading { offset: 1.. });
    reaches(&blobs, name, on_its_way).await;
    ana.create("Urgent", "").await;
    in_step(&of_ben, 1).await;
    let now = blobs.state_of(name).await.unwrap().unwrap();
    assert!(on_its_way(&now), "{now:?}");
    proxy.turns(Weather::Fair);
    is_on_server(&blobs, name).await;
    of_ana.stop().await;
    of_ben.stop().await;
    house.stops().await;
}

/// The session stands, and a network takes every further connection over.
async fn taken_over(manner: Manner) {
    let mut house = House::on(Place::file(), None).await;
    let proxy = Proxy::before(house.at).await;
    let ana = house.desk(1, Role::Field).await;
    leads_to(&ana, &format!("http://{}", proxy.at)).await;
    // A session that says nothing for longer than this test takes.
    let patience = Patience { silence: LONG, ..SOON };
    let clock = Arc::new(ana.clock());
    let of_ana = Engine::start_with(ana.store.clone(), clock, Trust::default(), "blobs".into(), patience);
    until(&of_ana, |status| status.phase == Phase::Online).await;
    let blobs = ana.store.blobs().await.unwrap();
    let row = ana.store.server().await.unwrap().unwrap();
    let portal = Portal::opens(manner).await;
    proxy.leads_to(portal.at);
    let bytes = noise(10_000);
    let name = written(&blobs, &bytes).await;
    portal.has_answered(3).await;
    assert_eq!(of_ana.status().borrow().phase, Phase::Online);
    assert_eq!(blobs.state_of(name).await.unwrap(), Some(BlobState::Waiting));
    portal.has_never_seen("the token", &row.token.unwrap());
    portal.has_never_seen("the device", ana.store.device().id.to_string().as_bytes());
    portal.has_never_seen("a blob", &bytes[..1_000]);
    portal.has_never_seen("its name", &name);
    proxy.leads_to(house.at);
    is_on_server(&blobs, name).await;
    of_ana.stop().await;
    house.stops().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_gets_no_blob_and_what_it_says_counts_for_nothing() {
    for manner in [Manner::Redirects, Manner::Shows] {
        taken_over(manner).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_goes_on_when_the_server_was_killed_in_the_middle_of_it() {
    let place = Place::file();
    let server = Server::open(&place.url).await.unwrap();
    let founded = server.found("Nordlicht", "Ada").await.unwrap();
    let code = server.invite(founded.org, Role::Field).await.unwrap();
    let mut ana = Desk::new(1, Role::Field, Arc::new(AtomicI64::new(wall()))).await;
    ana.enrol(&server, &code).await;
    server.stop().await.unwrap();
    let proxy = Proxy::before("127.0.0.1:1".parse().unwrap()).await;
    leads_to(&ana, &format!("http://{}", proxy.at)).await;
    let starts = || Process::starts(SERVER, &place.url, &Arc::default());
    let mut process = starts();
    proxy.leads_to(process.says("listens ").parse().unwrap());
    let engine = Engine::start_with(
        ana.store.clone(),
        Arc::new(wall),
        Trust::default(),
        "blobs".into(),
        SOON,
    );
    let blobs = ana.store.blobs().await.unwrap();
    let bytes = noise(8 << 20);
    let name = written(&blobs, &bytes).await;
    let (mut dice, mut at) = (StdRng::seed_from_u64(6), 0);
    for _ in 0..4 {
        let further = at + dice.random_range(200_000..1_500_000);
        let state = reaches(
            &blobs,
            name,
            |state| matches!(state, BlobState::Uploading { offset } if *offset >= further),
        );
        let BlobState::Uploading { offset } = state.await else {
            panic!("it is on its way");
        };
        process.dies();
        process = starts();
        proxy.leads_to(process.says("listens ").parse().unwrap());
        engine.nudge();
        at = offset;
    }
    is_on_server(&blobs, name).await;
    let on_disk = kept(&place);
    assert_eq!(files_below(&on_disk).len(), 1);
    engine.stop().await;
}
