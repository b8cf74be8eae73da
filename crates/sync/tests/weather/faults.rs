//! Each kind of bad weather on the line, with work on both sides of it: it goes on, and when the weather is fair again
//! everything is everywhere, once.

use crate::{
    desk::Desk,
    house::{House, engine, in_step, nothing_lost_nothing_doubled, until},
    proxy::{Proxy, Weather},
    world::Place,
};
use grounds::{Cluster, Durability};
use model::{RecordId, Role};
use std::time::Duration;
use sync::{Handle, Phase};

/// Changes that each person makes in the bad weather.
const WORK: usize = 40;

/// Two people, one of them behind the proxy.
struct Scene {
    house: House,
    proxy: Proxy,
    ana: Desk,
    ben: Desk,
    of_ana: Handle,
    of_ben: Handle,
    shared: RecordId,
    log: u64,
    made: Vec<String>,
}

impl Scene {
    async fn on(place: Place) -> Self {
        let house = House::on(place, None).await;
        let proxy = Proxy::before(house.at).await;
        let mut ana = house.desk(1, Role::Field).await;
        let ben = house.desk(2, Role::Office).await;
        let shared = ana.create("Shared", "").await;
        let (of_ana, of_ben) = (engine(&ana, proxy.at).await, engine(&ben, house.at).await);
        in_step(&of_ana, 1).await;
        in_step(&of_ben, 1).await;
        Self {
            house,
            proxy,
            ana,
            ben,
            of_ana,
            of_ben,
            shared,
            log: 1,
            made: vec!["Shared".to_owned()],
        }
    }

    /// Work on both sides. Every save returns, whatever the weather is.
    async fn work(&mut self, called: &str) {
        for number in 0..WORK {
            for (desk, who, field) in [(&mut self.ana, "Ana", "mobile"), (&mut self.ben, "Ben", "role")] {
                if number % 2 == 0 {
                    let name = format!("{who}'s {called} {number}");
                    desk.create(&name, "").await;
                    self.made.push(name);
                } else {
                    desk.edit(self.shared, field, &format!("+44 113 496 0{number:03}"))
                        .await;
                }
                self.log += 1;
            }
        }
    }

    async fn fair_again(&mut self) {
        self.proxy.turns(Weather::Fair);
        in_step(&self.of_ana, self.log).await;
        in_step(&self.of_ben, self.log).await;
        nothing_lost_nothing_doubled(&[&self.ana, &self.ben], self.made.iter().cloned()).await;
    }

    async fn ends(mut self) {
        self.of_ana.stop().await;
        self.of_ben.stop().await;
        self.house.stops().await;
    }
}

async fn through(scene: &mut Scene, weather: Weather) {
    let before = scene.proxy.feels();
    scene.proxy.turns(weather);
    scene.work(&format!("{weather:?}")).await;
    scene.proxy.felt(before + 1).await;
    scene.fair_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_late_or_slow_only_takes_its_time() {
    let mut scene = Scene::on(Place::file()).await;
    for weather in [
        Weather::Delay(Duration::from_millis(300)),
        Weather::Drip(24, Duration::from_millis(10)),
        Weather::Drip(3, Duration::from_millis(20)),
    ] {
        through(&mut scene, weather).await;
    }
    scene.ends().await;
}

/// Where nothing comes through, the device says so by itself, though the connection never ends.
async fn silence(scene: &mut Scene, weather: Weather) {
    scene.proxy.turns(weather);
    scene.work(&format!("{weather:?}")).await;
    let status = until(&scene.of_ana, |status| status.phase == Phase::Offline).await;
    assert_eq!(status.cause, Some(sync::Cause::Slow), "{weather:?}");
    scene.fair_again().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_says_nothing_more_is_noticed_and_begun_anew() {
    let mut scene = Scene::on(Place::file()).await;
    for weather in [Weather::Stall, Weather::HalfOpen, Weather::OneWay] {
        silence(&mut scene, weather).await;
    }
    scene.ends().await;
}

/// A connection that is dead while nobody has anything to say: the device must not believe that it is in step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_line_is_noticed_by_a_device_that_has_nothing_to_say() {
    let mut scene = Scene::on(Place::file()).await;
    until(&scene.of_ana, |status| status.phase == Phase::Online).await;
    scene.proxy.turns(Weather::HalfOpen);
    let name = "Ben's alone".to_owned();
    scene.ben.create(&name, "").await;
    scene.made.push(name);
    scene.log += 1;
    let status = until(&scene.of_ana, |status| status.phase == Phase::Offline).await;
    assert_eq!(status.cause, Some(sync::Cause::Slow));
    scene.fair_again().await;
    scene.ends().await;
}

async fn breaks(place: Place) {
    let mut scene = Scene::on(place).await;
    for at in [0, 150, 600, 1_500] {
        through(&mut scene, Weather::CutAfter(at)).await;
    }
    for at in [1, 2, 3, 4, 5] {
        through(&mut scene, Weather::LoseAnswer(at)).await;
    }
    // Twice counts for connections that begin in it.
    through(&mut scene, Weather::Down).await;
    scene.proxy.turns(Weather::Down);
    scene.work("before twice").await;
    until(&scene.of_ana, |status| status.phase == Phase::Offline).await;
    scene.proxy.turns(Weather::Twice);
    let before = scene.proxy.feels();
    scene.of_ana.nudge();
    scene.work("twice").await;
    scene.proxy.felt(before + 4).await;
    in_step(&scene.of_ana, scene.log).await;
    scene.fair_again().await;
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_breaks_anywhere_and_questions_that_come_twice_make_nothing_twice() {
    breaks(Place::file()).await;
}

#[test]
fn the_same_holds_on_postgresql() {
    let cluster = Cluster::start(Durability::Unsafe).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(breaks(Place::url(cluster.database("breaks").unwrap())));
}

/// The server has the change, the device does not know: it is no second one when it comes again, and the device calls it
/// synced only then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_whose_answer_is_lost_stays_waiting_until_the_receipt_is_here() {
    let mut scene = Scene::on(Place::file()).await;
    scene.proxy.turns(Weather::Down);
    until(&scene.of_ana, |status| {
        status.phase == Phase::Offline || status.phase == Phase::Online
    })
    .await;
    scene.of_ana.stop().await;
    scene.ana.create("Lost answer", "").await;
    scene.made.push("Lost answer".to_owned());
    scene.log += 1;
    scene.proxy.turns(Weather::LoseAnswer(4));
    scene.of_ana = engine(&scene.ana, scene.proxy.at).await;
    // Ben has it, so the server has it; Ana's device has no receipt.
    in_step(&scene.of_ben, scene.log).await;
    assert_eq!(scene.ana.store.waiting().await.unwrap(), 1);
    scene.fair_again().await;
    scene.ends().await;
}

/// A line that never lives for more than some bytes: what fits through is settled, so that the rest gets smaller.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_never_lives_long_brings_a_long_list_all_the_same() {
    let mut scene = Scene::on(Place::file()).await;
    scene.of_ana.stop().await;
    let names: Vec<String> = (0..1_500)
        .map(|number| format!("Listed {number} {:x}", number * 7_919_u64))
        .collect();
    let listed: Vec<&'static str> = names
        .iter()
        .map(|name| &*Box::leak(name.clone().into_boxed_str()))
        .collect();
    scene.ana.import("contact", &listed).await;
    scene.made.extend(names);
    scene.log += 1_500;
    scene.proxy.turns(Weather::CutAfter(6_000));
    scene.of_ana = engine(&scene.ana, scene.proxy.at).await;
    let mut status = scene.of_ana.status();
    while status.borrow_and_update().waiting > 0 {
        scene.of_ana.nudge();
        tokio::time::timeout(crate::house::LONG, status.changed())
            .await
            .unwrap()
            .unwrap();
    }
    scene.fair_again().await;
    scene.ends().await;
}
