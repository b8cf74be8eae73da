//! A draft outlives the process that kept it, and goes with the act that it became.

use crate::desk;
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};
use store::{Draft, Source};

const DRAFTER: &str = "OUTPOST_TEST_DRAFTER";
const NAME: &str = "drafts::a_killed_process_leaves_every_draft_that_it_said_it_kept";
const KILLS: usize = 25;

fn draft(serial: u64) -> Draft {
    Draft {
        key: "new:contact".into(),
        kind: "contact".into(),
        record: None,
        base: None,
        form: BTreeMap::from([("name".to_owned(), format!("Ann {serial}"))]),
        at: serial as i64,
    }
}

/// Keeps one draft after the other, and says so after each.
async fn draft_for_ever(folder: &Path) {
    let desk = desk::open(folder).await;
    let mut out = std::io::stdout();
    let mut serial = desk.store.drafts().await.unwrap().first().map_or(0, |d| d.at as u64);
    loop {
        serial += 1;
        desk.store.keep_draft(&draft(serial)).await.unwrap();
        writeln!(out, "kept {serial}").unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test]
async fn a_killed_process_leaves_every_draft_that_it_said_it_kept() {
    if let Some(folder) = std::env::var_os(DRAFTER) {
        return draft_for_ever(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(DRAFTER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = lines
            .map_while(Result::ok)
            .filter_map(|line| line.split_once("kept ")?.1.parse::<u64>().ok());
        let first = said.by_ref().nth(kill % 5).unwrap();
        child.kill().unwrap();
        let last = said.last().unwrap_or(first);
        child.wait().unwrap();
        let desk = desk::open(folder.path()).await;
        let kept = desk.store.drafts().await.unwrap();
        assert_eq!(kept.len(), 1);
        let there = kept[0].at as u64;
        assert!(there == last || there == last + 1, "{last} said, {there} there");
        assert_eq!(kept[0], draft(there));
        assert_eq!(desk.store.summary().await.unwrap().waiting, 0, "a draft is no change");
        desk.store.close().await;
    }
}

#[tokio::test]
async fn a_draft_goes_with_the_act_that_is_committed_and_stays_with_one_that_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let mut feed = desk.store.feed();
    desk.store.keep_draft(&draft(1)).await.unwrap();
    assert!(feed.try_recv().is_err(), "keeping a draft is no news");
    let mut tx = desk.store.begin().await;
    tx.from_draft("new:contact");
    drop(tx);
    assert_eq!(desk.store.drafts().await.unwrap().len(), 1);
    let mut tx = desk.store.begin().await;
    tx.from_draft("new:contact");
    tx.commit(Source::Here).await.unwrap();
    assert!(desk.store.drafts().await.unwrap().is_empty());
}
