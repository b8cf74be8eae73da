//! What an edit costs on the wire: frames with their headers, both ways, above TLS.

use super::{process::Process, tablet};
use crate::{
    data::Dice,
    data::phone,
    desk::{Desk, wall},
    seed,
    table::Table,
};
use anyhow::ensure;
use model::{FieldKey, RecordId, Value};
use std::{fs, io::Write, path::Path};
use store::Server;
use sync::{Line, exchange};

const SINGLE: usize = 60;
const TOGETHER: usize = 1_000;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let server = Process::start(&folder.join("server.db").to_string_lossy(), 0)?;
    let code = server.codes.first().map_or("", String::as_str);
    let mut desk = tablet::desk(&folder.join("device"), &server.url, code, 0).await?;
    let list = seed::list_of(100, TOGETHER, 0);
    let writes: Vec<_> = list
        .people
        .iter()
        .map(|person| seed::person_writes(person, &[]))
        .collect();
    let people = seed::import(&mut desk, "contact", writes.into_iter()).await?;
    let (line, mut row) = tablet::session(&desk).await?;
    spent(&desk, &line, &mut row).await?;
    let mut dice = Dice::new(8);
    let mut single = Vec::new();
    for person in people.iter().take(SINGLE) {
        edit(&mut desk, *person, &mut dice).await?;
        single.push(spent(&desk, &line, &mut row).await? as f64);
    }
    for person in &people {
        edit(&mut desk, *person, &mut dice).await?;
    }
    let together = spent(&desk, &line, &mut row).await? as f64 / TOGETHER as f64;
    writeln!(say, "bytes: {TOGETHER} edits in one push, {together:.1} B each")?;
    table.take("bytes.edit_warm", &single);
    table.take("bytes.edit_batched", &[together]);
    desk.store.close().await;
    Ok(())
}

async fn edit(desk: &mut Desk, person: RecordId, dice: &mut Dice) -> anyhow::Result<()> {
    let value = Value::text(phone(dice));
    desk.edit(person, vec![(FieldKey::of("mobile"), value)]).await
}

/// Pushes what waits; the bytes of that, and of the server's news of it.
async fn spent(desk: &Desk, line: &Line, row: &mut Server) -> anyhow::Result<u64> {
    let all = |(sent, received): (u64, u64)| sent + received;
    let before = all(line.traffic());
    exchange::push(line, &desk.store, row, wall()).await?;
    ensure!(line.heard_of(row.cursor).await, "the connection is gone");
    Ok(all(line.traffic()) - before)
}
