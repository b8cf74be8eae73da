//! Opening: lock, key, cipher, schema, one after the other; each failure its own error, nothing changed by failing.

use crate::{
    OpenError, RawKey, StoreError,
    authors::Authors,
    connect::{Purpose, connect, header_is_noise, options},
    imprint::Imprint,
    keycheck,
    lock::Lock,
    settled::Settled,
};
use model::{DeviceId, GestureId, PersonId, Role};
use sqlx::{
    Row, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqlitePoolOptions, SqliteRow},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/device");
/// `user_version` after the last migration.
pub(crate) const NEWEST: i64 = 14;
/// The database's name in its folder.
pub const DATABASE: &str = "outpost.db";

/// What a new database is told about its device. An existing one keeps what it has.
#[derive(Clone, Debug)]
pub struct Founding {
    /// A fresh id for this installation.
    pub device: DeviceId,
    /// A fresh id for the person who works here.
    pub person: PersonId,
    /// What people call this device.
    pub name: String,
    /// What the person may do.
    pub role: Role,
}

/// This device, as its database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// This installation.
    pub id: DeviceId,
    /// Who works here.
    pub person: PersonId,
    /// What they may do.
    pub role: Role,
    /// What people call this device.
    pub name: String,
}

/// Everything that is open after opening.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    pub(crate) lock: Lock,
    pub(crate) writer: SqliteConnection,
    pub(crate) readers: SqlitePool,
    pub(crate) authors: Authors,
    pub(crate) device: Device,
    pub(crate) is_new: bool,
}

pub(crate) async fn open(folder: &Path, key: &RawKey, founding: Founding) -> Result<Opened, OpenError> {
    // Without its cleaning up at the process's end: a connection that is still being closed then, on a thread of its own, would
    // encrypt its last pages with what has just been freed.
    openssl_sys::init();
    std::fs::create_dir_all(folder)?;
    let lock = Lock::take(folder)?;
    keycheck::verify(folder, key)?;
    let path = folder.join(DATABASE);
    // SQLite takes a file of one byte for an empty one.
    let is_new = size(&path)? <= 1;
    // The check value is left when a database has been made: without its database something was lost, and making a fresh
    // one would also do away with the log that may still lie beside it.
    if is_new && keycheck::is_left(folder) {
        return Err(OpenError::Corrupt);
    }
    if !is_new && !header_is_noise(&path)? {
        return Err(OpenError::NotEncrypted);
    }
    let mut writer = connect(&options(&path, key, Purpose::Write)).await?;
    migrate(&mut writer).await?;
    if !header_is_noise(&path)? {
        return Err(OpenError::NotEncrypted);
    }
    keycheck::leave(folder, key)?;
    let device = device(&mut writer, founding).await?;
    let authors = authors(&mut writer, device.id).await?;
    // Nobody but readers is there now, and no work of the writer waits for them: a checkpoint does what it can.
    sqlx::query("PRAGMA busy_timeout = 0").execute(&mut writer).await?;
    // Readers stay open: a fresh one costs a millisecond that a person would wait for.
    let readers = SqlitePoolOptions::new()
        .max_connections(2)
        .min_connections(0)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options(&path, key, Purpose::Read));
    Ok(Opened {
        path,
        lock,
        writer,
        readers,
        authors,
        device,
        is_new,
    })
}

/// Bytes of a file; none where it is not there.
fn size(path: &Path) -> Result<u64, OpenError> {
    match std::fs::metadata(path) {
        Ok(meta) => Ok(meta.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error.into()),
    }
}

async fn migrate(writer: &mut SqliteConnection) -> Result<(), OpenError> {
    let found: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *writer)
        .await?;
    if found > NEWEST {
        return Err(OpenError::NewerSchema { found });
    }
    if found < NEWEST {
        // `run` would do the same, but its future is `Send` for one lifetime only, and opening has to move between threads.
        let run = MIGRATIONS.run_direct(None, &mut *writer, false);
        run.await.map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
                error.into()
            }
            other => OpenError::Database(sqlx::Error::Migrate(Box::new(other))),
        })?;
    }
    Ok(())
}

async fn device(writer: &mut SqliteConnection, founding: Founding) -> Result<Device, OpenError> {
    sqlx::query("INSERT OR IGNORE INTO device (one, id, person, role, name, n, clock_ms, clock_count) VALUES (1, ?, ?, ?, ?, 0, 0, 0)")
        .bind(founding.device.to_bytes().to_vec())
        .bind(founding.person.to_bytes().to_vec())
        .bind(role_key(founding.role))
        .bind(founding.name)
        .execute(&mut *writer)
        .await?;
    let row = sqlx::query("SELECT id, person, role, name FROM device")
        .fetch_one(writer)
        .await?;
    let id = DeviceId::from_slice(row.try_get(0)?).ok_or(OpenError::Corrupt)?;
    let person = PersonId::from_slice(row.try_get(1)?).ok_or(OpenError::Corrupt)?;
    let role = role_of(row.try_get(2)?).ok_or(OpenError::Corrupt)?;
    Ok(Device {
        id,
        person,
        role,
        name: row.try_get(3)?,
    })
}

async fn authors(writer: &mut SqliteConnection, me: DeviceId) -> Result<Authors, OpenError> {
    let rows: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM author ORDER BY number")
        .fetch_all(&mut *writer)
        .await?;
    let ids: Option<Vec<[u8; 16]>> = rows.into_iter().map(|id| id.try_into().ok()).collect();
    let rows = sqlx::query("SELECT gesture, device, person, role, base, ms, v, jumps FROM imprint ORDER BY number")
        .fetch_all(&mut *writer)
        .await?;
    let imprints = rows.iter().map(imprint).collect::<Result<_, _>>()?;
    let settled = Settled::read(me, writer).await.map_err(|error| match error {
        StoreError::Database(error) => OpenError::from(error),
        _ => OpenError::Corrupt,
    })?;
    Ok(Authors::stored(ids.ok_or(OpenError::Corrupt)?, imprints, settled))
}

fn imprint(row: &SqliteRow) -> Result<Arc<Imprint>, OpenError> {
    let base: Option<&str> = row.try_get(4)?;
    Ok(Arc::new(Imprint {
        gesture: GestureId::from_slice(row.try_get(0)?).ok_or(OpenError::Corrupt)?,
        on: DeviceId::from_slice(row.try_get(1)?).ok_or(OpenError::Corrupt)?,
        by: PersonId::from_slice(row.try_get(2)?).ok_or(OpenError::Corrupt)?,
        role: role_of(row.try_get(3)?).ok_or(OpenError::Corrupt)?,
        base: base
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| OpenError::Corrupt)?,
        ms: row.try_get(5)?,
        v: row.try_get(6)?,
        jumps: row.try_get(7)?,
    }))
}

const ROLES: [(Role, &str); 5] = [
    (Role::Field, "field"),
    (Role::Office, "office"),
    (Role::Manager, "manager"),
    (Role::Admin, "admin"),
    (Role::Auditor, "auditor"),
];

pub(crate) fn role_key(role: Role) -> &'static str {
    ROLES.iter().find(|(r, _)| *r == role).map_or("field", |(_, key)| key)
}

fn role_of(key: &str) -> Option<Role> {
    ROLES.iter().find(|(_, k)| *k == key).map(|(role, _)| *role)
}
