//! The database as a file: its bytes, and a raw connection that goes around the store.

use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use store::{DATABASE, PAGE_CHECK};

/// The key of `desk::open`, in SQLCipher's notation.
pub(crate) fn key_pragma() -> String {
    format!("\"x'{}'\"", "07".repeat(32))
}

/// A connection with the key, and nothing of the store's.
pub(crate) async fn raw(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(folder.join(DATABASE))
        .pragma("key", key_pragma())
        .pragma(PAGE_CHECK.0, PAGE_CHECK.1)
        .collation("folded", |a, b| a.cmp(b))
        .connect()
        .await
        .expect("a raw connection")
}

/// Every file of a folder with its bytes, but for the shared memory of the log, which holds no data of its own.
pub(crate) fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder");
    let files = entries.map(|entry| entry.expect("an entry").path());
    files
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with("-shm"))
        .map(|path| {
            let bytes = fs::read(&path).expect("a file");
            (path, bytes)
        })
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect()
}
