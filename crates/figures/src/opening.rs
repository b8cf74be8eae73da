//! A process that opens the database and shows 50 people: how long from its start, and what it holds in memory after a
//! hundred searches.

use crate::{desk, queries, seed};
use anyhow::Context as _;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};
use store::Listing;

const ROUNDS: usize = 15;
const SEARCHES: usize = 100;

/// Milliseconds from the start of each process to its first rows, and its memory in MiB after the searches.
pub(crate) fn measure(folder: &Path) -> anyhow::Result<(Vec<f64>, Vec<f64>)> {
    let (mut opened, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("first-rows")
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().context("the child's output")?;
        let mut lines = BufReader::new(out).lines();
        let rows = lines.next().context("the child's first line")??;
        opened.push(crate::measure::since(start));
        anyhow::ensure!(rows == "50", "the child showed {rows} rows");
        let resident: f64 = lines.next().context("the child's second line")??.parse()?;
        memory.push(resident / 1024.0);
        anyhow::ensure!(child.wait()?.success(), "the child failed");
    }
    Ok((opened, memory))
}

/// The process that is measured.
pub(crate) async fn child(folder: &Path) -> anyhow::Result<()> {
    let desk = desk::open(folder).await?;
    let listing = Listing::of(model::KindKey::of("contact"));
    let rows = desk.store.list(&listing).await?.rows;
    let mut out = std::io::stdout();
    writeln!(out, "{}", rows.len())?;
    out.flush()?;
    // The questions come from a short list of their own: the long one would be counted as the core's memory.
    let asked = queries::of_the_child(SEARCHES, seed::SEED);
    for text in &asked {
        desk.store.search(text, 20).await?;
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .context("resident memory")?;
    writeln!(out, "{resident}")?;
    Ok(())
}
