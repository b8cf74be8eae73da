use crate::{
    desk::{self, Desk, founding},
    files::bytes_of,
};
use grounds::namespace::{Own, inside, tmpfs};
use std::{fs, path::Path};
use store::{OpenError, RawKey, Store, StoreError};

/// Takes all the room that is left.
fn fill(path: &Path) {
    let block = vec![0xaa; 64 << 10];
    let mut file = fs::File::create(path).unwrap();
    for size in [block.len(), 4096, 512, 1] {
        while std::io::Write::write_all(&mut file, &block[..size]).is_ok() {}
    }
}

async fn until_full(desk: &mut Desk) -> (usize, StoreError) {
    for saved in 0..20_000 {
        let name = format!("Person {saved} {}", "with a long name ".repeat(20));
        if let Err(error) = desk.try_create("contact", &[("name", &name)]).await {
            return (saved, error);
        }
    }
    panic!("the disk is never full");
}

#[tokio::test]
async fn a_full_disk_is_said_nothing_is_lost_and_with_room_again_the_store_goes_on() {
    if !inside(
        Own::Mounts,
        "room::a_full_disk_is_said_nothing_is_lost_and_with_room_again_the_store_goes_on",
    )
    .unwrap()
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    tmpfs(folder.path(), "size=3m").unwrap();
    let ballast = folder.path().join("ballast");
    fs::write(&ballast, vec![0; 1 << 20]).unwrap();
    let mut desk = desk::open(folder.path()).await;
    let mut feed = desk.store.feed();
    let (saved, error) = until_full(&mut desk).await;
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    assert!(saved > 20);
    for _ in 0..saved {
        feed.try_recv().expect("one word for every save");
    }
    assert!(feed.try_recv().is_err(), "a failing commit says nothing");
    assert_eq!(desk.store.summary().await.unwrap().waiting, saved as u64);
    assert_eq!(desk.store.outbox(1, 30_000).await.unwrap().len(), saved);

    fs::remove_file(&ballast).unwrap();
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let changes = desk.store.changes_of(anneke).await.unwrap();
    assert_eq!(changes[0].change.n, saved as u64 + 1, "no number was used up");
    desk.store.close().await;
    let desk = desk::open(folder.path()).await;
    assert_eq!(desk.store.summary().await.unwrap().waiting, saved as u64 + 1);
    assert_eq!(desk.found("anneke").await, [anneke]);
}

#[tokio::test]
async fn opening_on_a_full_disk_says_so_and_changes_nothing() {
    if !inside(Own::Mounts, "room::opening_on_a_full_disk_says_so_and_changes_nothing").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    tmpfs(folder.path(), "size=3m").unwrap();
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    desk.store.close().await;
    let ballast = folder.path().join("ballast");
    fill(&ballast);
    let before = bytes_of(folder.path());
    match Store::open(folder.path(), &RawKey::new([7; 32]), founding()).await {
        Err(error) => assert!(matches!(error, OpenError::DiskFull), "{error:?}"),
        Ok(_) => panic!("it opened without room for its log"),
    }
    assert_eq!(bytes_of(folder.path()), before);
    fs::remove_file(&ballast).unwrap();
    assert_eq!(desk::open(folder.path()).await.found("anneke").await, [anneke]);
}

#[tokio::test]
async fn a_first_start_on_a_full_disk_says_so_and_the_next_one_begins_anew() {
    if !inside(
        Own::Mounts,
        "room::a_first_start_on_a_full_disk_says_so_and_the_next_one_begins_anew",
    )
    .unwrap()
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    tmpfs(folder.path(), "size=2m").unwrap();
    let ballast = folder.path().join("ballast");
    for room in [0, 8, 64, 128, 200] {
        fs::write(&ballast, vec![0; (2048 - room) << 10]).ok();
        match Store::open(folder.path(), &RawKey::new([7; 32]), founding()).await {
            Err(error) => assert!(matches!(error, OpenError::DiskFull), "{room} KiB: {error:?}"),
            Ok(store) => store.close().await,
        }
        fs::remove_file(&ballast).unwrap();
    }
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    assert_eq!(desk.found("anneke").await, [anneke]);
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_said_and_left_alone() {
    if !inside(
        Own::Mounts,
        "room::a_folder_that_may_not_be_written_is_said_and_left_alone",
    )
    .unwrap()
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    tmpfs(folder.path(), "size=3m").unwrap();
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    desk.store.close().await;
    let before = bytes_of(folder.path());
    tmpfs(folder.path(), "remount,ro").unwrap();
    match Store::open(folder.path(), &RawKey::new([7; 32]), founding()).await {
        Err(error) => assert!(matches!(error, OpenError::ReadOnly), "{error:?}"),
        Ok(_) => panic!("it opened"),
    }
    assert_eq!(bytes_of(folder.path()), before);
    tmpfs(folder.path(), "remount,rw").unwrap();
    assert_eq!(desk::open(folder.path()).await.found("anneke").await, [anneke]);
}
