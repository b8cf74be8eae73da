//! Measures what the goals speak of, prints the table, and writes `target/figures/bench.json`. `make bench` calls it, and then
//! the window's own bench (`tests`), which takes the table and the invented list from here.
//!
//! The one thing not to do here: make a goal easier. A missed one stays in the table, with by how much.

mod alone;
mod bare;
mod calendar;
mod data;
mod desk;
mod edit;
mod goals;
mod import;
mod lists;
mod measure;
mod opening;
mod queries;
mod review;
mod search;
mod seed;
mod size;
mod sync;
mod table;
mod voice;
pub mod window;

pub use goals::Part;
pub use measure::percentile;
pub use table::Table;

use anyhow::bail;
use std::{io::Write, path::Path, time::Instant};

const IMPORTS: usize = 3;
/// Where the figures are written, from the top of the project.
pub const RESULT: &str = "target/figures/bench.json";

/// Runs what the arguments name; nothing named: everything.
///
/// # Errors
/// When something cannot be measured.
pub async fn run(arguments: &[&str]) -> anyhow::Result<()> {
    match arguments {
        ["watched-edits", folder] => edit::watched(Path::new(folder)).await,
        ["first-rows", folder] => opening::child(Path::new(folder)).await,
        ["lists"] => lists::alone().await,
        ["review"] => review::alone().await,
        ["calendar"] => calendar::alone().await,
        ["prepare", folder] => alone::prepare(Path::new(folder)).await,
        ["edits", folder] => alone::edits(Path::new(folder)).await,
        ["searches", folder] => alone::searches(Path::new(folder)).await,
        ["import", folder] => alone::import(Path::new(folder)).await,
        ["big-import", folder, megabytes] => alone::big_import(Path::new(folder), megabytes).await,
        ["voice"] => alone::voice().await,
        ["sync"] => sync::measure().await,
        ["sync", name] => sync::alone(name).await,
        ["size", folder] => alone::size(Path::new(folder)).await,
        [] => all().await,
        _ => bail!("no arguments: everything is measured"),
    }
}

async fn all() -> anyhow::Result<()> {
    let mut say = std::io::stdout();
    let mut table = Table::of(Part::Core);
    let scratch = tempfile::Builder::new().prefix("figures").tempdir_in("target")?;
    let list = seed::list();
    let share = size::entropy(&list)?;
    writeln!(say, "rows as JSON lines: zstd -3 leaves {:.1} %", share * 100.0)?;

    let mut rates = Vec::new();
    for round in 0..IMPORTS {
        let folder = scratch.path().join(format!("import-{round}"));
        let rate = import::measure(&folder, &list).await?;
        writeln!(
            say,
            "import: {} people from a CSV file, {rate:.0} a second",
            seed::PEOPLE
        )?;
        rates.push(rate);
        std::fs::remove_dir_all(&folder)?;
    }
    table.take("import.records_per_s", &rates);
    let folder = scratch.path().join("device");
    let mut desk = desk::open(&folder).await?;
    let (mut ids, rate) = seed::people(&mut desk, &list).await?;
    writeln!(
        say,
        "import: {} people through the store's transaction alone, {rate:.0} a second",
        seed::PEOPLE
    )?;
    let start = Instant::now();
    seed::notes(&mut desk, &list, &mut ids).await?;
    writeln!(
        say,
        "import: {} notes, {:.0} a second",
        seed::NOTES,
        seed::NOTES as f64 / start.elapsed().as_secs_f64()
    )?;
    desk.store.close().await;

    size::measure(&folder, scratch.path(), &list, &mut table, &mut say).await?;
    let (opened, memory) = opening::measure(&folder)?;
    table.take("open.first_rows_ms", &opened);
    table.take("core.rss_mib", &memory);
    let mut desk = desk::open(&folder).await?;
    search::measure(&desk, &list.people, &ids.people, &mut table, &mut say).await?;
    edit::measure(&mut desk, &ids.people, scratch.path(), &mut table, &mut say).await?;
    desk.store.close().await;
    match edit::fsyncs(&folder, scratch.path())? {
        Some(calls) => table.take("edit.fsyncs_per_act", &calls),
        None => writeln!(
            say,
            "edit: strace is not there or may not trace, so fsyncs are not counted"
        )?,
    }
    lists::measure(scratch.path(), &mut table, &mut say).await?;
    review::measure(scratch.path(), &mut table, &mut say).await?;
    calendar::measure(scratch.path(), &mut table, &mut say).await?;
    voice::measure(&scratch.path().join("voice"), &mut table, &mut say).await?;
    table.print(&mut say)?;
    table.write(Path::new(RESULT))?;
    sync::measure().await?;
    writeln!(say, "\nwritten to {RESULT}")?;
    Ok(())
}
