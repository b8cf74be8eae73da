//! How a connection to the encrypted database is made, and the proof that it is encrypted.

use crate::{OpenError, collation};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::Path,
    time::Duration,
};
use zeroize::Zeroizing;

/// The raw 256-bit key of a database. Wiped when dropped; never printed.
pub struct RawKey(Zeroizing<[u8; 32]>);

impl RawKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// SQLCipher's notation of a raw key, which skips its key derivation: `"x'<64 hex>'"`.
    fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(70));
        text.push_str("\"x'");
        for byte in self.0.iter() {
            // Writing into a String does not fail.
            let _infallible = write!(text, "{byte:02x}");
        }
        text.push_str("'\"");
        text
    }
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The one connection that writes and checkpoints.
    Write,
    /// One of several that only read.
    Read,
}

/// How each page is checked when it is read, as a pragma's name and value: by HMAC-SHA-256. SQLCipher's own choice is SHA-512, which
/// took 39 % of the time of all lists. Phones, tablets and laptops of today have instructions for SHA-256 and seldom for
/// SHA-512; what it proves is the same, and a page holds 32 bytes more.
pub const PAGE_CHECK: (&str, &str) = ("cipher_hmac_algorithm", "HMAC_SHA256");

pub(crate) fn options(path: &Path, key: &RawKey, purpose: Purpose) -> SqliteConnectOptions {
    let reads = purpose == Purpose::Read;
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(!reads)
        .read_only(reads)
        .pragma("key", key.pragma().to_string())
        .pragma(PAGE_CHECK.0, PAGE_CHECK.1)
        .pragma("cipher_log_level", "NONE")
        .pragma("temp_store", "MEMORY") // nothing in the clear in a temporary file
        .pragma("cache_size", "-6000") // KiB
        .pragma("secure_delete", "OFF") // every page is encrypted
        .pragma("wal_autocheckpoint", "0") // tidy.rs does it, off the path of an edit
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(160)
        .collation(collation::FOLDED, collation::folded)
        .disable_statement_logging() // statements carry customers' data
}

/// Connects and proves that the key fits and the cipher is on.
pub(crate) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, OpenError> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    // With plain SQLite linked, `PRAGMA key` is silently ignored and this answers nothing.
    let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(&mut connection)
        .await?;
    if version.is_none_or(|version| version.is_empty()) {
        return Err(OpenError::NotEncrypted);
    }
    // A wrong key is not noticed before the first read.
    let _tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master")
        .fetch_one(&mut connection)
        .await?;
    Ok(connection)
}

/// The first bytes of an encrypted database are noise; those of a plain one are a known sentence.
pub(crate) fn header_is_noise(path: &Path) -> Result<bool, OpenError> {
    let mut header = [0; 16];
    match File::open(path)?.read_exact(&mut header) {
        Ok(()) => Ok(&header != b"SQLite format 3\0"),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
        Err(error) => Err(error.into()),
    }
}
