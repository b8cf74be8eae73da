use crate::{
    desk::{self, founding},
    files::{bytes_of, raw},
};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{fs, path::Path};
use store::{DATABASE, OpenError, RawKey, Store, StoreError};

/// A closed database with one person in it.
async fn made(folder: &Path) {
    let mut desk = desk::open(folder).await;
    desk.create("contact", &[("name", "Anneke Vos"), ("mobile", "07700 900 418")])
        .await;
    desk.store.close().await;
}

async fn refusal(folder: &Path, key: u8) -> OpenError {
    match Store::open(folder, &RawKey::new([key; 32]), founding()).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

/// Opening fails with what `expected` knows, and every file is as it was.
async fn refused_and_untouched(folder: &Path, key: u8, expected: fn(&OpenError) -> bool) {
    let before = bytes_of(folder);
    let error = refusal(folder, key).await;
    assert!(expected(&error), "{error:?}");
    assert_eq!(bytes_of(folder), before);
}

async fn anneke_is_there(folder: &Path) {
    let desk = desk::open(folder).await;
    assert_eq!(desk.found("anneke").await.len(), 1);
    desk.store.close().await;
}

#[tokio::test]
async fn a_wrong_key_is_called_so_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    refused_and_untouched(folder.path(), 8, |e| matches!(e, OpenError::WrongKey)).await;
    anneke_is_there(folder.path()).await;
}

#[tokio::test]
async fn a_wrong_key_without_its_check_value_does_not_open_either() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    fs::remove_file(folder.path().join("outpost.keycheck")).unwrap();
    refused_and_untouched(folder.path(), 8, |e| matches!(e, OpenError::Corrupt)).await;
    anneke_is_there(folder.path()).await;
}

#[tokio::test]
async fn a_file_that_lacks_pages_is_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let path = folder.path().join(DATABASE);
    let whole = fs::read(&path).unwrap();
    for left in [whole.len() - 4096, 4096, 5000, 100, 1] {
        fs::write(&path, &whole[..left]).unwrap();
        refused_and_untouched(folder.path(), 7, |e| matches!(e, OpenError::Corrupt)).await;
    }
    fs::write(&path, &whole).unwrap();
    anneke_is_there(folder.path()).await;
}

#[tokio::test]
async fn a_garbled_first_page_is_called_damaged() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let path = folder.path().join(DATABASE);
    let whole = fs::read(&path).unwrap();
    for at in [0, 30, 2000, 4090] {
        let mut garbled = whole.clone();
        garbled[at] ^= 0x40;
        fs::write(&path, &garbled).unwrap();
        refused_and_untouched(folder.path(), 7, |e| matches!(e, OpenError::Corrupt)).await;
    }
    fs::write(&path, &whole).unwrap();
    anneke_is_there(folder.path()).await;
}

#[tokio::test]
async fn garbled_pages_behind_the_first_are_noticed_when_they_are_read_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let path = folder.path().join(DATABASE);
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(1) {
        page[1000] ^= 1;
    }
    fs::write(&path, &bytes).unwrap();
    match Store::open(folder.path(), &RawKey::new([7; 32]), founding()).await {
        Err(error) => assert!(matches!(error, OpenError::Corrupt), "{error:?}"),
        Ok(store) => {
            let error = store.search("anneke", 5).await.unwrap_err();
            assert!(matches!(error, StoreError::Corrupt), "{error:?}");
        }
    }
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn an_emptied_or_vanished_database_is_damage_and_not_a_fresh_start() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let path = folder.path().join(DATABASE);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, b"").unwrap();
    refused_and_untouched(folder.path(), 7, |e| matches!(e, OpenError::Corrupt)).await;
    fs::remove_file(&path).unwrap();
    refused_and_untouched(folder.path(), 7, |e| matches!(e, OpenError::Corrupt)).await;
    assert!(!path.exists());
    fs::write(&path, &whole).unwrap();
    anneke_is_there(folder.path()).await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let mut newer = raw(folder.path()).await;
    sqlx::query("PRAGMA user_version = 4711")
        .execute(&mut newer)
        .await
        .unwrap();
    newer.close().await.unwrap();
    refused_and_untouched(folder.path(), 7, |e| {
        matches!(e, OpenError::NewerSchema { found: 4711 })
    })
    .await;
}

#[tokio::test]
async fn a_plain_database_in_its_place_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let plain = SqliteConnectOptions::new()
        .filename(folder.path().join(DATABASE))
        .create_if_missing(true);
    let mut plain = plain.connect().await.unwrap();
    sqlx::query("CREATE TABLE contact (name TEXT)")
        .execute(&mut plain)
        .await
        .unwrap();
    plain.close().await.unwrap();
    refused_and_untouched(folder.path(), 7, |e| matches!(e, OpenError::NotEncrypted)).await;
}

#[tokio::test]
async fn a_second_opening_is_told_that_it_is_open_and_a_closed_one_opens_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    for _ in 0..3 {
        assert!(matches!(refusal(folder.path(), 7).await, OpenError::Locked));
        let clone = desk.store.clone();
        desk.store.close().await;
        desk = desk::open(folder.path()).await;
        // Whoever still holds the closed one gets errors, and writes nothing.
        assert!(clone.summary().await.is_err());
        drop(clone);
    }
}

#[tokio::test]
async fn a_second_process_is_told_that_it_is_open() {
    if let Some(folder) = std::env::var_os("OUTPOST_TEST_OPEN_ELSEWHERE") {
        let error = refusal(Path::new(&folder), 7).await;
        assert!(matches!(error, OpenError::Locked), "{error:?}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let elsewhere = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "opening::a_second_process_is_told_that_it_is_open"])
        .env("OUTPOST_TEST_OPEN_ELSEWHERE", folder.path())
        .output()
        .unwrap();
    assert!(elsewhere.status.success(), "{elsewhere:?}");
    desk.store.close().await;
}
