//! How many field edits a server makes durable, the tablets on the same machine.

use super::{process::Process, tablet::Tablet};
use crate::{
    measure::{percentile, since},
    table::Table,
};
use grounds::{Cluster, Durability};
use model::RecordId;
use std::{
    fs,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

const TABLETS: usize = 8;
const RECORDS: usize = 500;
/// Edits in one push.
const TOGETHER: usize = 100;
const PERIOD: Duration = Duration::from_secs(6);

pub(crate) async fn on_sqlite(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let (rate, waits) = measure(&folder.join("server.db").to_string_lossy()).await?;
    tell(say, "SQLite", rate, &waits)?;
    table.take("server.sqlite.edits_per_s", &[rate]);
    table.take("server.sqlite.p99_ms", &[percentile(&waits, 0.99)]);
    Ok(())
}

pub(crate) async fn on_postgres(table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    let cluster = Cluster::start(Durability::Kept)?;
    let (rate, waits) = measure(&cluster.database("bench")?).await?;
    tell(say, "PostgreSQL", rate, &waits)?;
    table.take("server.postgres.edits_per_s", &[rate]);
    Ok(())
}

fn tell(say: &mut impl Write, database: &str, rate: f64, waits: &[f64]) -> std::io::Result<()> {
    writeln!(
        say,
        "server on {database}: {rate:.0} edits a second, {TOGETHER} in a push, {TABLETS} tablets; a push takes p50 {:.1} ms, p99 {:.1} ms",
        percentile(waits, 0.5),
        percentile(waits, 0.99)
    )
}

/// Edits a second, and what each push took, ms.
async fn measure(database: &str) -> anyhow::Result<(f64, Vec<f64>)> {
    let server = Process::start(database, TABLETS)?;
    let mut tablets = Vec::new();
    for (number, code) in (1..).zip(server.codes.iter().skip(1)) {
        let mut tablet = Tablet::new(&server.url, code, number).await?;
        let made: Vec<_> = (0..RECORDS).map(|k| tablet.create(format!("Customer {k}"))).collect();
        tablet.push(&made).await?;
        let records: Vec<RecordId> = made.iter().map(|change| change.record).collect();
        tablets.push((tablet, records));
    }
    let start = Instant::now();
    let tasks: Vec<_> = tablets
        .into_iter()
        .map(|(tablet, records)| tokio::spawn(busy(tablet, records)))
        .collect();
    let (mut edits, mut waits) = (0, Vec::new());
    for task in tasks {
        let (own, its) = task.await??;
        edits += own;
        waits.extend(its);
    }
    Ok((edits as f64 / (since(start) / 1e3), waits))
}

async fn busy(mut tablet: Tablet, records: Vec<RecordId>) -> anyhow::Result<(usize, Vec<f64>)> {
    let (begun, mut edits, mut waits, mut next) = (Instant::now(), 0, Vec::new(), 0);
    while begun.elapsed() < PERIOD {
        let mut changes = Vec::with_capacity(TOGETHER);
        for record in records.iter().cycle().skip(next % records.len()).take(TOGETHER) {
            next += 1;
            changes.push(tablet.edit(*record, format!("Role {next}")));
        }
        let start = Instant::now();
        edits += tablet.push(&changes).await?;
        waits.push(since(start));
    }
    Ok((edits, waits))
}
