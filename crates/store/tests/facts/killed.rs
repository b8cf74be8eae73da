//! The battery is pulled, two hundred times. A process of this same test binary types and says what was acknowledged; it is
//! killed at a random moment; what it said must be there, whole.

use crate::desk;
use model::RecordId;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

const TYPIST: &str = "OUTPOST_TEST_TYPIST";
const NAME: &str = "killed::two_hundred_kills_lose_no_acknowledged_edit_and_leave_none_half_there";
const KILLS: usize = 200;

/// Edits one record for ever: its role and its telephone number get the same serial in one change. After each commit, and
/// only then, a line with the serial goes out.
async fn type_for_ever(folder: &Path) {
    let mut desk = desk::open(folder).await;
    let listed = desk.store.records_after(&"contact".into(), 0, 1).await.unwrap();
    let record = match listed.first() {
        Some((_, id, _)) => *id,
        None => {
            desk.create("contact", &[("name", "Anneke"), ("role", "0"), ("mobile", "0")])
                .await
        }
    };
    let mut serial: u64 = desk.text(record, "role").await.parse().unwrap();
    let mut out = std::io::stdout();
    loop {
        serial += 1;
        let text = serial.to_string();
        desk.edit(record, "contact", &[("role", &text), ("mobile", &text)])
            .await;
        writeln!(out, "acknowledged {record} {text}").unwrap();
        out.flush().unwrap();
    }
}

fn typist(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(TYPIST, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads so many acknowledgements, kills, and reads what else was said before the kill; the last serial.
fn kill_after(folder: &Path, acknowledged: usize, spin: u32) -> Option<(RecordId, u64)> {
    let mut child = typist(folder);
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let parse = |line: String| {
        let mut words = line.split_once("acknowledged ")?.1.split(' ');
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    let mut last = lines.by_ref().filter_map(parse).take(acknowledged).last();
    // A random moment within the next edit, without waiting for a time.
    for _ in 0..spin {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    // A line that was cut short is not an acknowledgement: its newline came with it or not at all.
    last = lines.filter_map(parse).last().or(last);
    child.wait().unwrap();
    last
}

#[tokio::test]
async fn two_hundred_kills_lose_no_acknowledged_edit_and_leave_none_half_there() {
    if let Some(folder) = std::env::var_os(TYPIST) {
        return type_for_ever(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut chance = StdRng::seed_from_u64(11);
    for kill in 0..KILLS {
        let (wanted, spin) = (chance.random_range(1..7), chance.random_range(0..400_000));
        let (record, acknowledged) = kill_after(folder.path(), wanted, spin).expect("something was acknowledged");
        let desk = desk::open(folder.path()).await;
        let role = desk.text(record, "role").await;
        assert_eq!(desk.text(record, "mobile").await, role, "half an edit, kill {kill}");
        let there: u64 = role.parse().unwrap();
        assert!(
            there == acknowledged || there == acknowledged + 1,
            "{acknowledged} acknowledged, {there} there"
        );
        // The edit, its place in the outbox, its history and its search words stand or fall together.
        let waiting = desk.store.summary().await.unwrap().waiting;
        assert_eq!(waiting, there + 1);
        let changes = desk.store.outbox(waiting, 0).await.unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!(
            desk.store.record(record).await.unwrap().unwrap().waiting as u64,
            waiting
        );
        if there >= 100 {
            assert!(desk.found(&role).await.contains(&record), "{role} is not found");
        }
        desk.store.close().await;
    }
}
