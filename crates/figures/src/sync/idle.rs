//! What the server's process needs while 2,000 devices are connected and nothing happens. Their rows are put into the
//! database beforehand: to enrol them one by one would measure how slow a password's hash is meant to be.

use super::{
    process::Process,
    tablet::{self, Tablet},
};
use crate::table::Table;
use anyhow::Context as _;
use model::DeviceId;
use ring::digest::{SHA256, digest};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sqlx::{Connection as _, SqliteConnection};
use std::{fs, io::Write, path::Path};

const DEVICES: u128 = 2_000;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, most)?;
    let database = folder.join("server.db");
    let server = Process::start(&database.to_string_lossy(), 0)?;
    let code = server.codes.first().context("a code")?;
    let desk = tablet::desk(&folder.join("device"), &server.url, code, 0).await?;
    let mut row = desk.store.server().await?.context("an enrolled device")?;
    drop(server);
    let token = row.token.context("a token")?;
    more(&database, &token).await?;
    let server = Process::serve(&database.to_string_lossy(), Vec::new())?;
    row.url.clone_from(&server.url);
    let alone = server.memory()?;
    let mut lines = Vec::new();
    for number in 1..=DEVICES {
        lines.push(Tablet::connected(&row, DeviceId::from_parts(3, number)).await?);
    }
    let memory = server.memory()?;
    writeln!(
        say,
        "idle: {alone:.1} MiB alone, {memory:.1} MiB with {} devices",
        lines.len()
    )?;
    table.take("server.idle_2000_devices_mib", &[memory]);
    desk.store.close().await;
    Ok(())
}

/// Devices with the first one's key and token, under ids of their own.
async fn more(database: &Path, token: &[u8; 32]) -> anyhow::Result<()> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let mut tx = connection.begin().await?;
    for number in 1..=DEVICES {
        sqlx::query(
            "INSERT INTO device (org, id, person, name, public_key, token, enrolled, skew, jumps) \
             SELECT org, ?, person, name, public_key, ?, enrolled, skew, jumps FROM device LIMIT 1",
        )
        .bind(DeviceId::from_parts(3, number).to_bytes().to_vec())
        .bind(digest(&SHA256, token).as_ref().to_vec())
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(connection.close().await?)
}
