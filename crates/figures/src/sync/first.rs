//! A new device of an organisation with 100,000 records.

use super::{process::Process, spread::reached, tablet};
use crate::{
    desk::{Desk, wall},
    measure::since,
    seed::{self, List, company_writes, import, person_writes},
    size,
    table::Table,
};
use anyhow::{Context as _, ensure};
use model::KindKey;
use std::{fs, io::Write, path::Path, time::Instant};
use store::Listing;
use sync::{
    exchange,
    snapshot::{self, Paged},
};

const COMPANIES: usize = 5_000;
const PEOPLE: usize = 95_000;
const ROUNDS: usize = 3;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let server = Process::start(&folder.join("server.db").to_string_lossy(), ROUNDS + 1)?;
    let mut codes = server.codes.iter();
    let mut code = || codes.next().context("a code");
    let mut source = tablet::desk(&folder.join("source"), &server.url, code()?, 0).await?;
    let list = seed::list_of(COMPANIES, PEOPLE, 0);
    fill(&mut source, &list).await?;
    let whole = source.store.replica_hash().await?;
    source.store.close().await;
    let (mut all, mut lists) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let place = folder.join(format!("device-{round}"));
        let desk = tablet::desk(&place, &server.url, code()?, round as u128).await?;
        let (taken, listed, worded) = one(&desk).await?;
        writeln!(
            say,
            "first sync: {taken:.2} s, first list after {listed:.0} ms, found by their words after {worded:.2} s"
        )?;
        ensure!(desk.store.replica_hash().await? == whole, "another replica");
        all.push(taken);
        lists.push(listed);
        desk.store.close().await;
        fs::remove_dir_all(&place)?;
    }
    table.take("first_sync.100k_s", &all);
    table.take("first_sync.first_list_ms", &lists);
    let desk = tablet::desk(&folder.join("counted"), &server.url, code()?, 99).await?;
    let bytes = counted(&desk).await? as f64;
    let rows = size::packed_rows(&list)? as f64;
    writeln!(
        say,
        "first sync: {bytes:.0} B received; zstd -3 of the rows {rows:.0} B"
    )?;
    table.take("bytes.first_sync_ratio", &[bytes / rows]);
    desk.store.close().await;
    Ok(())
}

/// The list, on the server.
async fn fill(desk: &mut Desk, list: &List) -> anyhow::Result<()> {
    let companies: Vec<_> = list.companies.iter().map(company_writes).collect();
    let companies = import(desk, "company", companies.into_iter()).await?;
    let people = list.people.iter().map(|person| person_writes(person, &companies));
    import(desk, "contact", people).await?;
    let (line, mut row) = tablet::session(desk).await?;
    while desk.store.waiting().await? > 0 {
        exchange::push(&line, &desk.store, &mut row, wall()).await?;
    }
    Ok(())
}

/// Seconds until everything is here, ms until a list of people has rows, seconds until all are found by their words.
async fn one(desk: &Desk) -> anyhow::Result<(f64, f64, f64)> {
    let mut feed = desk.store.feed();
    let start = Instant::now();
    let engine = tablet::start(desk);
    let listing = Listing {
        limit: 50,
        ..Listing::of(KindKey::of("contact"))
    };
    let listed = loop {
        feed.recv().await?;
        if desk.store.list(&listing).await?.rows.len() == 50 {
            break since(start);
        }
    };
    reached(&engine, (COMPANIES + PEOPLE) as u64).await?;
    let taken = since(start) / 1e3;
    let mut look = tokio::time::interval(std::time::Duration::from_millis(50));
    while desk.store.is_unworded().await? {
        look.tick().await;
    }
    let worded = since(start) / 1e3;
    engine.stop().await;
    Ok((taken, listed, worded))
}

/// Bytes that a first sync receives, its session included.
async fn counted(desk: &Desk) -> anyhow::Result<u64> {
    let (line, mut row) = tablet::session(desk).await?;
    let mut coming = None;
    while snapshot::page(&line, &desk.store, &mut row, &mut coming, wall()).await? == Paged::More {}
    Ok(line.traffic().1)
}
