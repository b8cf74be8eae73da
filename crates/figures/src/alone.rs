//! One figure measured alone, on a database that is kept between runs: for comparing a change with what was before it, by
//! running two builds in turn. What `make bench` prints is measured by `main.rs`, all in one run.

use crate::{desk, edit, import as csv, search, seed, size as sizes, table::Table};
use model::{KindKey, RecordId};
use std::{io::Write, path::Path};

/// The list's database in an empty folder.
pub(crate) async fn prepare(folder: &Path) -> anyhow::Result<()> {
    let list = seed::list();
    let mut desk = desk::open(folder).await?;
    let (mut ids, rate) = seed::people(&mut desk, &list).await?;
    writeln!(std::io::stdout(), "{rate:.0} people a second")?;
    seed::notes(&mut desk, &list, &mut ids).await?;
    desk.store.close().await;
    Ok(())
}

pub(crate) async fn edits(folder: &Path) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir_in(folder)?;
    let mut desk = desk::open(folder).await?;
    let people = people(&desk).await?;
    edit::measure(
        &mut desk,
        &people,
        scratch.path(),
        &mut Table::of(crate::goals::Part::Core),
        &mut std::io::stdout(),
    )
    .await?;
    desk.store.close().await;
    Ok(())
}

pub(crate) async fn searches(folder: &Path) -> anyhow::Result<()> {
    let list = seed::list();
    let desk = desk::open(folder).await?;
    let ids = people(&desk).await?;
    let mut say = std::io::stdout();
    search::measure(
        &desk,
        &list.people,
        &ids,
        &mut Table::of(crate::goals::Part::Core),
        &mut say,
    )
    .await?;
    desk.store.close().await;
    Ok(())
}

/// An import from a CSV file into an empty folder.
pub(crate) async fn import(folder: &Path) -> anyhow::Result<()> {
    let rate = csv::measure(folder, &seed::list()).await?;
    writeln!(std::io::stdout(), "{rate:.0} people a second from a CSV file")?;
    Ok(())
}

/// An import from a CSV file of so many megabytes into an empty folder.
pub(crate) async fn big_import(folder: &Path, megabytes: &str) -> anyhow::Result<()> {
    let list = seed::list_of(seed::COMPANIES, BIG_LIST, 0);
    let (rate, most) = csv::big(folder, &list, megabytes.parse()?).await?;
    let say = &mut std::io::stdout();
    writeln!(
        say,
        "{megabytes} MB: {rate:.0} people a second, at most {most:.0} MiB of memory"
    )?;
    Ok(())
}

/// People that the big file repeats: few, so that the list itself is no part of the memory that is measured.
const BIG_LIST: usize = 5_000;

pub(crate) async fn size(folder: &Path) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir_in(folder)?;
    let mut say = std::io::stdout();
    sizes::measure(
        folder,
        scratch.path(),
        &seed::list(),
        &mut Table::of(crate::goals::Part::Core),
        &mut say,
    )
    .await
}

/// What recording costs.
pub(crate) async fn voice() -> anyhow::Result<()> {
    std::fs::create_dir_all("target")?;
    let scratch = tempfile::Builder::new().prefix("figures-voice").tempdir_in("target")?;
    let (mut table, mut say) = (Table::of(crate::goals::Part::Core), std::io::stdout());
    crate::voice::measure(scratch.path(), &mut table, &mut say).await?;
    writeln!(say)?;
    Ok(table.print(&mut say)?)
}

/// The people of a prepared database, in the order of the list.
async fn people(desk: &desk::Desk) -> anyhow::Result<Vec<RecordId>> {
    let kind = KindKey::of("contact");
    let (mut ids, mut after) = (Vec::with_capacity(seed::PEOPLE), 0);
    loop {
        let page = desk.store.records_after(&kind, after, 5_000).await?;
        let Some((last, ..)) = page.last() else { return Ok(ids) };
        after = *last;
        ids.extend(page.into_iter().map(|(_, id, _)| id));
    }
}
