//! Blobs: written piece by piece, found after a kill, never in the clear, and no weight on the database.

use crate::{
    desk,
    files::{bytes_of, raw},
};
use grounds::noise;
use rand::{Rng, SeedableRng, rngs::StdRng};
use ring::digest::{SHA256, digest};
use sqlx::Connection;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};
use store::{BLOBS, BlobHash, BlobState, Blobs, DATABASE, READ, StoreError, Unfinished, Wanted};

const ID: [u8; 16] = [1; 16];

fn sha(bytes: &[u8]) -> BlobHash {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

async fn written(blobs: &Blobs, id: u8, bytes: &[u8]) -> BlobHash {
    blobs.begin([id; 16], i64::from(id)).await.unwrap();
    blobs.append([id; 16], bytes).await.unwrap();
    blobs.finish([id; 16]).await.unwrap().0
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

#[tokio::test]
async fn what_was_written_in_pieces_reads_back_from_any_place() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let bytes = noise(400_000);
    blobs.begin(ID, 7).await.unwrap();
    let (mut chance, mut at) = (StdRng::seed_from_u64(3), 0);
    while at < bytes.len() {
        let end = (at + chance.random_range(1..150_000)).min(bytes.len());
        assert_eq!(blobs.append(ID, &bytes[at..end]).await.unwrap(), end as u64);
        at = end;
    }
    let (name, size) = blobs.finish(ID).await.unwrap();
    assert_eq!((name, size), (sha(&bytes), 400_000));
    assert_eq!(
        blobs.finish(ID).await.unwrap(),
        (name, size),
        "finishing again answers the same"
    );
    assert_eq!(blobs.state_of(name).await.unwrap(), Some(BlobState::Waiting));
    for _ in 0..200 {
        let (at, most) = (chance.random_range(0..410_000), chance.random_range(0..200_000));
        let (from, to) = (at.min(bytes.len()), (at + most).min(bytes.len()));
        assert_eq!(blobs.read(name, at as u64, most).await.unwrap(), bytes[from..to]);
    }
    assert!(matches!(blobs.append(ID, b"more").await, Err(StoreError::NotFound)));
    assert!(matches!(blobs.discard(ID).await, Err(StoreError::NotFound)));
    let nothing = written(&blobs, 2, b"").await;
    assert_eq!((nothing, whole(&blobs, nothing).await), (sha(b""), Vec::new()));
    desk.store.close().await;
    assert!(blobs.unfinished().await.is_err(), "it closes with the store");
}

#[tokio::test]
async fn the_same_content_is_kept_once_and_stands_for_both() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let name = written(&blobs, 1, b"the same").await;
    assert_eq!(written(&blobs, 2, b"the same").await, name);
    assert_eq!(blobs.finish([2; 16]).await.unwrap(), (name, 8));
    assert_eq!(whole(&blobs, name).await, b"the same");
    desk.store.close().await;
}

#[tokio::test]
async fn what_was_being_written_is_found_and_can_be_finished_or_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    for id in [1, 2] {
        blobs.begin([id; 16], i64::from(id)).await.unwrap();
        blobs.append([id; 16], &noise(1_000)).await.unwrap();
    }
    desk.store.close().await;
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let found = |id| Unfinished {
        id: [id; 16],
        size: 1_000,
        made: i64::from(id),
    };
    assert_eq!(blobs.unfinished().await.unwrap(), [found(1), found(2)]);
    blobs.append([1; 16], b"and on").await.unwrap();
    let (name, size) = blobs.finish([1; 16]).await.unwrap();
    assert_eq!(
        (whole(&blobs, name).await, size),
        ([noise(1_000), b"and on".to_vec()].concat(), 1_006)
    );
    blobs.discard([2; 16]).await.unwrap();
    assert_eq!(blobs.unfinished().await.unwrap(), []);
    desk.store.close().await;
}

#[tokio::test]
async fn blobs_lie_in_a_file_of_their_own_that_nobody_can_read_without_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let before = desk.store.bytes();
    let words = b"what the customer said at the gate ".repeat(30_000);
    let blobs = desk.store.blobs().await.unwrap();
    let name = written(&blobs, 1, &words).await;
    assert_eq!(desk.store.bytes(), before, "the database does not grow by a blob");
    let seen = |bytes: &[u8]| bytes.windows(18).any(|part| part == b"what the customer ");
    for (path, bytes) in bytes_of(folder.path()) {
        assert!(!seen(&bytes), "{}", path.display());
    }
    assert_eq!(whole(&blobs, name).await, words);
    desk.store.close().await;
    let names: Vec<_> = bytes_of(folder.path()).into_keys().collect();
    assert!(names.contains(&folder.path().join(BLOBS)), "{names:?}");
    let bytes = std::fs::read(folder.path().join(BLOBS)).unwrap();
    assert!(bytes.len() > words.len() && !seen(&bytes));
    let mut database = raw(folder.path()).await;
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE name IN ('blob', 'piece')")
        .fetch_all(&mut database)
        .await
        .unwrap();
    assert_eq!(tables, Vec::<String>::new());
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_of_blobs_is_called_so_left_as_it_is_and_leaves_the_database_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    written(&blobs, 1, &noise(100_000)).await;
    let contact = desk.create("contact", &[("name", "Anneke")]).await;
    desk.store.close().await;
    let path = folder.path().join(BLOBS);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[30] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let desk = desk::open(folder.path()).await;
    assert!(matches!(desk.store.blobs().await, Err(StoreError::Corrupt)));
    assert_eq!(desk.text(contact, "name").await, "Anneke");
    desk.store.close().await;
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert!(folder.path().join(DATABASE).exists());
}

#[tokio::test]
async fn a_blob_goes_from_waiting_to_the_server_and_back_when_the_server_is_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let (one, two) = (written(&blobs, 1, b"one").await, written(&blobs, 2, b"two!").await);
    let state = async |name| blobs.state_of(name).await.unwrap().unwrap();
    let next = async || blobs.next_up().await.unwrap().map(|going| (going.name, going.size));
    assert_eq!(next().await, Some((one, 3)));
    blobs.reached(one, 2).await.unwrap();
    assert_eq!(state(one).await, BlobState::Uploading { offset: 2 });
    blobs.is_on_server(one, 1, "signed").await.unwrap();
    assert_eq!(state(one).await, BlobState::OnServer);
    assert_eq!(next().await, Some((two, 4)));
    blobs.is_refused(two, "not-as-named").await.unwrap();
    let code = "not-as-named".to_owned();
    assert_eq!((state(two).await, next().await), (BlobState::Refused { code }, None));
    blobs.meet_epoch(1).await.unwrap();
    assert_eq!(state(one).await, BlobState::OnServer);
    blobs.meet_epoch(2).await.unwrap();
    assert_eq!((state(one).await, next().await), (BlobState::Waiting, Some((one, 3))));
    assert_eq!(blobs.state_of(sha(b"never heard of")).await.unwrap(), None);
    desk.store.close().await;
}

#[tokio::test]
async fn a_wanted_blob_is_here_when_all_of_it_came_and_hashes_to_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let bytes = noise(100_000);
    let name = sha(&bytes);
    blobs.want(name, 1).await.unwrap();
    blobs.want(name, 2).await.unwrap();
    assert!(blobs.receive(name, 0, &bytes[..40_000], 100_000).await.unwrap());
    // What does not fit is not kept.
    assert!(!blobs.receive(name, 0, &bytes[..40_000], 100_000).await.unwrap());
    assert!(!blobs.receive(name, 40_000, &bytes[40_000..], 99_999).await.unwrap());
    assert!(!blobs.receive(name, 40_000, &bytes, 100_000).await.unwrap());
    assert_eq!(
        blobs.state_of(name).await.unwrap(),
        Some(BlobState::Absent { here: 40_000 })
    );
    assert!(matches!(blobs.read(name, 0, 10).await, Err(StoreError::NotFound)));
    let wanted = Wanted {
        name,
        here: 40_000,
        size: Some(100_000),
    };
    assert_eq!(blobs.wanted(9).await.unwrap(), [wanted]);
    // Other bytes of the same length are thrown away, and it is wanted still.
    assert!(blobs.receive(name, 40_000, &noise(60_000), 100_000).await.unwrap());
    assert!(!blobs.received(name, 1).await.unwrap());
    assert_eq!(blobs.state_of(name).await.unwrap(), Some(BlobState::Absent { here: 0 }));
    assert!(blobs.receive(name, 0, &bytes, 100_000).await.unwrap());
    assert!(blobs.received(name, 1).await.unwrap());
    assert_eq!(blobs.state_of(name).await.unwrap(), Some(BlobState::OnServer));
    assert_eq!(whole(&blobs, name).await, bytes);
    assert_eq!(blobs.wanted(9).await.unwrap(), []);
    desk.store.close().await;
}

const RECORDER: &str = "OUTPOST_TEST_RECORDER";
const KILLS: usize = 60;

/// Appends a second of sound after the other for ever, and says after each, and only then, how much is there.
async fn record_for_ever(folder: &Path) {
    let desk = desk::open(folder).await;
    let blobs = desk.store.blobs().await.unwrap();
    blobs.begin(ID, 1).await.unwrap();
    let mut out = std::io::stdout();
    loop {
        let at = blobs.unfinished().await.unwrap()[0].size;
        let second = at.to_be_bytes().repeat(4_000);
        let there = blobs.append(ID, &second).await.unwrap();
        writeln!(out, "acknowledged {there}").unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test]
async fn a_kill_loses_nothing_that_was_acknowledged_and_the_rest_is_recovered() {
    if let Some(folder) = std::env::var_os(RECORDER) {
        return record_for_ever(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut chance = StdRng::seed_from_u64(5);
    let mut before = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "blobs::a_kill_loses_nothing_that_was_acknowledged_and_the_rest_is_recovered",
                "--nocapture",
            ])
            .env(RECORDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| line.split_once("acknowledged ")?.1.parse::<u64>().ok());
        let mut last = said.by_ref().take(chance.random_range(1..5)).last();
        for _ in 0..chance.random_range(0..400_000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        last = said.last().or(last);
        child.wait().unwrap();
        let desk = desk::open(folder.path()).await;
        let blobs = desk.store.blobs().await.unwrap();
        let there = blobs.unfinished().await.unwrap()[0].size;
        let last = last.unwrap();
        assert!(
            last > before && (there == last || there == last + 32_000),
            "kill {kill}: {last} said, {there} there"
        );
        before = there;
        desk.store.close().await;
    }
    let desk = desk::open(folder.path()).await;
    let blobs = desk.store.blobs().await.unwrap();
    let (name, size) = blobs.finish(ID).await.unwrap();
    let recovered = whole(&blobs, name).await;
    assert_eq!((recovered.len() as u64, sha(&recovered)), (size, name));
    for (at, word) in recovered.chunks(8).enumerate() {
        let second = (at as u64 * 8) / 32_000 * 32_000;
        assert_eq!(word, second.to_be_bytes());
    }
    desk.store.close().await;
}
