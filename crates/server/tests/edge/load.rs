//! How many field edits per second become durable, the tablets on the same machine. Printed, and only asked for by name:
//! `cargo test --release -p server --test edge -- --ignored --nocapture`. `OUTPOST_DATABASE` names another database.

use crate::line::{House, Line};
use model::Role;
use std::time::{Duration, Instant};

const TABLETS: u16 = 8;
const RECORDS: usize = 500;
const PERIOD: Duration = Duration::from_secs(8);

/// What this process, server and tablets, has used of the processor: the machine may have other work.
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap())
}

async fn busy(mut line: Line, at_once: usize, records: Vec<model::RecordId>) -> (usize, Vec<Duration>) {
    let (since, mut edits, mut waits) = (Instant::now(), 0, Vec::new());
    let mut next = 0;
    while since.elapsed() < PERIOD {
        let changes = (0..at_once)
            .map(|_| {
                next += 1;
                line.edit(records[next % records.len()], format!("Role {next}"))
            })
            .collect();
        let begun = Instant::now();
        let answers = line.push(changes).await;
        waits.push(begun.elapsed());
        edits += answers.iter().filter(|answer| answer.seq > 0).count();
    }
    (edits, waits)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure, not a fact"]
async fn durable_edits_per_second() {
    for at_once in [1, 20, 200] {
        let house = match std::env::var("OUTPOST_DATABASE") {
            Ok(place) => House::at(&place).await,
            Err(_) => House::open().await,
        };
        let mut tablets = Vec::new();
        for seed in 1..=TABLETS {
            let mut line = Line::new(seed);
            let code = house.server.invite(house.org, Role::Field).await.unwrap();
            let enrol = protocol::Enrol {
                code,
                name: format!("Person {seed}"),
                password: "correct horse".to_owned(),
                device: line.known(),
            };
            let enrolled = house.server.enrol(enrol, &format!("{seed}")).await.unwrap();
            line.admitted(&enrolled, house.org);
            line.connect(&house).await;
            let made: Vec<_> = (0..RECORDS).map(|k| line.create(&format!("Customer {k}"))).collect();
            let records = made.iter().map(|change| change.record).collect();
            line.push(made).await;
            tablets.push((line, records));
        }
        let (begun, spent) = (Instant::now(), processor());
        let tasks: Vec<_> = tablets
            .into_iter()
            .map(|(line, records)| tokio::spawn(busy(line, at_once, records)))
            .collect();
        let (mut edits, mut waits) = (0, Vec::new());
        for task in tasks {
            let (own, its) = task.await.unwrap();
            edits += own;
            waits.extend(its);
        }
        let took = begun.elapsed().as_secs_f64();
        let spent = (processor() - spent).as_secs_f64();
        waits.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a figure")]
        let (rate, each) = (edits as f64 / took, spent * 1e6 / edits as f64);
        println!(
            "{at_once:4} edits in a push, {TABLETS} tablets: {rate:8.0} edits/s, {each:.0} µs of processor each; a push takes {:?}, 95 of 100 below {:?}",
            waits[waits.len() / 2],
            waits[waits.len() * 95 / 100],
        );
        house.close().await;
    }
}
