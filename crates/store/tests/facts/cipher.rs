use crate::{
    desk,
    files::{bytes_of, raw},
};
use sqlx::Connection;
use store::DATABASE;

const CANARY: &str = "Quetzalcoatlus";

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[tokio::test]
async fn no_file_of_the_folder_holds_what_was_written_open_or_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let person = desk
        .create("contact", &[("name", CANARY), ("mobile", "07700 900 418")])
        .await;
    desk.edit(person, "contact", &[("role", "Quetzalcoatlus keeper")]).await;
    desk.create(
        "note",
        &[("body", "Seen by Quetzalcoatlus."), ("about", &person.to_string())],
    )
    .await;
    assert_eq!(desk.found("quetzal").await.len(), 2);
    let clear = |when: &str| {
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            for word in [CANARY, "07700", "contact", "CREATE"] {
                assert!(!holds(&bytes, word), "{when}: {word} in {}", path.display());
            }
        }
    };
    clear("open");
    desk.store.close().await;
    clear("closed");
}

#[tokio::test]
async fn the_cipher_is_on_and_the_header_is_noise() {
    let folder = tempfile::tempdir().unwrap();
    desk::open(folder.path()).await.store.close().await;
    let mut connection = raw(folder.path()).await;
    let version: String = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert!(version.starts_with("4."), "{version}");
    let broken: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    connection.close().await.unwrap();
    let bytes = std::fs::read(folder.path().join(DATABASE)).unwrap();
    assert!(!holds(&bytes, "SQLite format"));
    // Noise uses every byte about equally often.
    let mut counts = [0u32; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let expected = bytes.len() as f64 / 256.0;
    assert!(
        counts
            .iter()
            .all(|count| (f64::from(*count) / expected - 1.0).abs() < 0.5)
    );
}

#[tokio::test]
async fn two_databases_of_one_key_share_no_page() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut files = Vec::new();
    for folder in &folders {
        let mut desk = desk::open(folder.path()).await;
        desk.create("contact", &[("name", CANARY)]).await;
        desk.store.close().await;
        files.push(bytes_of(folder.path()).remove(&folder.path().join(DATABASE)).unwrap());
    }
    for (one, other) in files[0].chunks(64).zip(files[1].chunks(64)) {
        assert_ne!(one, other);
    }
}
