//! A device that was away for long comes back with 10,000 edits.

use super::{
    process::Process,
    spread::reached,
    tablet::{self, Tablet},
};
use crate::{
    data::Dice,
    data::phone,
    desk::{Desk, KEY, open_as, wall},
    measure::since,
    seed,
    table::Table,
};
use anyhow::ensure;
use model::{FieldKey, KindKey, Role, Value};
use sqlx::{Connection as _, SqliteConnection};
use std::{fs, io::Write, path::Path, time::Instant};
use sync::exchange;

const EDITS: usize = 10_000;
const PEOPLE: usize = 2_500;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let database = folder.join("server.db");
    let server = Process::start(&database.to_string_lossy(), 1)?;
    let (device, copy) = (folder.join("device"), folder.join("copy"));
    let [code, another] = server.codes.as_slice() else {
        anyhow::bail!("two codes")
    };
    let mut desk = tablet::desk(&device, &server.url, code, 0).await?;
    queue(&mut desk).await?;
    desk.store.close().await;
    fs::create_dir_all(&copy)?;
    for file in fs::read_dir(&device)? {
        let file = file?;
        fs::copy(file.path(), copy.join(file.file_name()))?;
    }
    let desk = open_as(&device, KEY, (0, Role::Admin)).await?;
    let taken = push(&desk).await?;
    desk.store.close().await;
    writeln!(say, "push: {EDITS} edits in {taken:.3} s")?;
    table.take("push.10k_s", &[taken]);
    let before = rows(&database).await?;
    let desk = open_as(&copy, KEY, (0, Role::Admin)).await?;
    let again = push(&desk).await?;
    desk.store.close().await;
    let after = rows(&database).await?;
    ensure!(before.len() >= EDITS, "the log was not read");
    let mut changed = before.iter().filter(|row| after.binary_search(row).is_err()).count();
    changed += after.iter().filter(|row| before.binary_search(row).is_err()).count();
    writeln!(say, "push: the same once more in {again:.3} s, {changed} rows changed")?;
    table.take("push.replay_changed_rows", &[changed as f64]);
    let mut desk = open_as(&device, KEY, (0, Role::Admin)).await?;
    behind(&mut desk, &mut Tablet::new(&server.url, another, 1).await?, say).await?;
    desk.store.close().await;
    Ok(())
}

/// Printed beside the figure: the same where another has written in between, so that the answers do not follow what the device
/// holds and its own edits come back to it with the log.
async fn behind(desk: &mut Desk, another: &mut Tablet, say: &mut impl Write) -> anyhow::Result<()> {
    let people = desk.store.all_of(&KindKey::of("contact")).await?;
    let mut dice = Dice::new(8);
    for edit in 0..EDITS {
        if let Some((person, _)) = people.get(edit % people.len()) {
            let value = Value::text(phone(&mut dice));
            desk.edit(*person, vec![(FieldKey::of("mobile"), value)]).await?;
        }
    }
    let theirs = another.create("Ines Duarte".to_owned());
    ensure!(another.push(&[theirs]).await? == 1, "another's change was not taken");
    let start = Instant::now();
    let engine = tablet::start(desk);
    reached(&engine, (people.len() + 2 * EDITS + 1) as u64).await?;
    let taken = since(start) / 1e3;
    engine.stop().await;
    writeln!(
        say,
        "push: {EDITS} edits behind another's, until the device is in step, in {taken:.3} s"
    )?;
    Ok(())
}

/// People that the server knows, and edits of them that it does not.
async fn queue(desk: &mut Desk) -> anyhow::Result<()> {
    let list = seed::list_of(100, PEOPLE, 0);
    let writes: Vec<_> = list
        .people
        .iter()
        .map(|person| seed::person_writes(person, &[]))
        .collect();
    let people = seed::import(desk, "contact", writes.into_iter()).await?;
    let (line, mut row) = tablet::session(desk).await?;
    exchange::push(&line, &desk.store, &mut row, wall()).await?;
    let mut dice = Dice::new(7);
    for edit in 0..EDITS {
        if let Some(person) = people.get(edit % people.len()) {
            let value = Value::text(phone(&mut dice));
            desk.edit(*person, vec![(FieldKey::of("mobile"), value)]).await?;
        }
    }
    Ok(())
}

/// Seconds until everything that waits has its receipt, and the device has kept it.
async fn push(desk: &Desk) -> anyhow::Result<f64> {
    let (line, mut row) = tablet::session(desk).await?;
    let waiting = desk.store.waiting().await?;
    ensure!(waiting == EDITS as u64, "{waiting} edits wait");
    let start = Instant::now();
    while desk.store.waiting().await? > 0 {
        exchange::push(&line, &desk.store, &mut row, wall()).await?;
    }
    Ok(since(start) / 1e3)
}

/// Every row of the server's log and records, and how far they reach.
async fn rows(database: &Path) -> anyhow::Result<Vec<String>> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(database)
        .read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let mut all: Vec<String> = Vec::new();
    for sql in [
        "SELECT seq || hex(id) || hex(bytes) || hex(judged) || hex(head) || arrived FROM log",
        "SELECT hex(id) || seq || hex(body) FROM record",
        "SELECT hex(id) || hex(content) || hex(judged) FROM refused",
        "SELECT hex(id) || seq || hex(head) FROM org",
    ] {
        let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut connection).await?;
        all.extend(rows);
    }
    connection.close().await?;
    all.sort_unstable();
    Ok(all)
}
