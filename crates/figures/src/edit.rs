//! One acknowledged edit of a telephone number: the shown row, its provenance, the pending change, the clock and the search
//! index, in one durable transaction. A raw write with fdatasync and a one-row insert into a bare table are interleaved in
//! the same run, because such machines answer an fdatasync in 0.1 ms or in 4, as they please.

use crate::{
    bare,
    data::{Dice, phone},
    desk::{self, Desk},
    measure::{cpu, ms, percentile, since},
    table::Table,
};
use model::{FieldKey, RecordId, Value};
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    process::Command,
    time::Instant,
};

const EDITS: usize = 5_000;
const ROUNDS: usize = 3;
/// Edits that strace watches.
pub(crate) const WATCHED: usize = 200;

#[derive(Default)]
struct Round {
    edit: Vec<f64>,
    cpu: Vec<f64>,
    bare: Vec<f64>,
    bare_cpu: Vec<f64>,
    barrier: Vec<f64>,
}

/// Measures the edits; says on `say` what lies beneath them.
pub(crate) async fn measure(
    desk: &mut Desk,
    people: &[RecordId],
    scratch: &Path,
    table: &mut Table,
    say: &mut impl Write,
) -> anyhow::Result<()> {
    let mut bare = bare::open(&scratch.join("one-row.db")).await?;
    let mut raw = OpenOptions::new()
        .create(true)
        .append(true)
        .open(scratch.join("barrier"))?;
    let mut dice = Dice::new(7);
    let (mut over, mut p99, mut busy) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let mut times = Round::default();
        for n in 0..EDITS {
            barrier(&mut raw, &mut times.barrier)?;
            let id = RecordId::from_parts(n as u64, u128::from(dice.next()) + round as u128).to_bytes();
            let number = phone(&mut dice);
            let (start, before) = (Instant::now(), cpu());
            bare::insert_one(&mut bare, &id, &number).await?;
            times.bare.push(since(start));
            times.bare_cpu.push(ms(cpu().saturating_sub(before)));
            let Some(record) = people.get(dice.below(people.len())) else {
                continue;
            };
            let number = phone(&mut dice);
            let (start, before) = (Instant::now(), cpu());
            desk.edit(*record, vec![(FieldKey::of("mobile"), Value::text(number))])
                .await?;
            times.edit.push(since(start));
            times.cpu.push(ms(cpu().saturating_sub(before)));
        }
        let [edit, bare] = [&times.edit, &times.bare].map(|t| percentile(t, 0.5));
        over.push(edit / bare);
        p99.push(percentile(&times.edit, 0.99));
        let [cpu, floor] = [&times.cpu, &times.bare_cpu].map(|t| percentile(t, 0.5));
        busy.push(cpu);
        writeln!(
            say,
            "edit: p50 {edit:.3} ms, p99 {:.2}, max {:.1}; bare insert p50 {bare:.3}, p99 {:.2}; write+fdatasync p50 {:.3}",
            percentile(&times.edit, 0.99),
            percentile(&times.edit, 1.0),
            percentile(&times.bare, 0.99),
            percentile(&times.barrier, 0.5),
        )?;
        writeln!(
            say,
            "edit: CPU p50 {cpu:.3} ms; of the bare insert {floor:.3}; the edit over it {:.2}",
            cpu / floor
        )?;
    }
    table.take("edit.p50_over_raw", &over);
    table.take("edit.p99_ms", &p99);
    table.take("edit.cpu_ms_p50", &busy);
    Ok(())
}

fn barrier(raw: &mut File, times: &mut Vec<f64>) -> anyhow::Result<()> {
    let start = Instant::now();
    raw.write_all(&[1; 256])?;
    raw.sync_data()?;
    times.push(since(start));
    Ok(())
}

/// Line that the watched process leaves in the trace between two edits: the number of an open that fails.
const MARK: &str = "between-two-edits";

/// Counts fsyncs under strace in a process of its own; `None` where strace is not there.
pub(crate) fn fsyncs(folder: &Path, scratch: &Path) -> anyhow::Result<Option<Vec<f64>>> {
    let trace = scratch.join("trace");
    let watched = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync,openat", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe()?)
        .arg("watched-edits")
        .arg(folder)
        .status();
    match watched {
        Ok(status) if status.success() => {}
        Ok(_) | Err(_) => return Ok(None),
    }
    Ok(Some(counted(&std::fs::read_to_string(trace)?)))
}

/// Calls between one mark and the next.
fn counted(trace: &str) -> Vec<f64> {
    let is_sync = |line: &&str| (line.contains(" fsync(") || line.contains(" fdatasync(")) && !line.contains("resumed");
    let mut spans: Vec<&str> = trace.split(MARK).collect();
    // Before the first mark is the opening, after the last one the closing.
    spans.pop();
    spans
        .iter()
        .skip(1)
        .map(|span| span.lines().filter(is_sync).count() as f64)
        .collect()
}

/// The process that strace watches.
pub(crate) async fn watched(folder: &Path) -> anyhow::Result<()> {
    let mut desk = desk::open(folder).await?;
    let kind = model::KindKey::of("contact");
    let people = desk.store.records_after(&kind, 0, WATCHED as u32).await?;
    let mut dice = Dice::new(9);
    for (_, record, _) in people {
        let _not_there = File::open(folder.join(MARK));
        desk.edit(record, vec![(FieldKey::of("mobile"), Value::text(phone(&mut dice)))])
            .await?;
    }
    let _not_there = File::open(folder.join(MARK));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fsyncs_are_counted_between_marks_only() {
        let trace = "1 fsync(3) = 0\n1 openat(.., \"between-two-edits\") = -1\n2 fdatasync(4) = 0\n\
                     1 openat(.., \"between-two-edits\") = -1\n2 fdatasync(4 <unfinished ...>\n2 <... fdatasync resumed>) = 0\n\
                     2 fsync(4) = 0\n1 openat(.., \"between-two-edits\") = -1\n1 fsync(3) = 0\n";
        assert_eq!(counted(trace), [1.0, 2.0]);
    }
}
