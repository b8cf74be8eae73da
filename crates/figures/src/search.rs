//! Search over 100,000 contacts and 100,000 notes: how fast, and whether the meant person is among the first twenty.

use crate::{
    data::Person,
    desk::Desk,
    measure::{percentile, since},
    queries::{Sort, log},
    table::Table,
};
use model::RecordId;
use std::{collections::BTreeMap, io::Write, time::Instant};

const EACH: usize = 150;
const ROUNDS: u64 = 3;
/// Hits that fit on a screen.
const TOP: usize = 20;

#[derive(Default)]
struct OfSort {
    times: Vec<f64>,
    meant: usize,
    found: usize,
}

pub(crate) async fn measure(
    desk: &Desk,
    people: &[Person],
    ids: &[RecordId],
    table: &mut Table,
    say: &mut impl Write,
) -> anyhow::Result<()> {
    // The first slip reads the vocabulary; it is one search in a working day, and shown apart.
    let start = Instant::now();
    desk.store.search("vaucblary", TOP).await?;
    writeln!(
        say,
        "search: the first with a slip, which reads the vocabulary: {:.0} ms",
        since(start)
    )?;
    let (mut p50, mut p95, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let mut sorts: BTreeMap<Sort, OfSort> = BTreeMap::new();
        for query in log(people, EACH, 31 + round) {
            let start = Instant::now();
            let hits = desk.store.search(&query.text, TOP).await?;
            let sort = sorts.entry(query.sort).or_default();
            sort.times.push(since(start));
            if let Some(meant) = query.meant.and_then(|at| ids.get(at)) {
                sort.meant += 1;
                sort.found += usize::from(hits.iter().any(|hit| hit.id == *meant));
            }
        }
        let times: Vec<f64> = sorts.values().flat_map(|sort| sort.times.clone()).collect();
        let [middle, slow] = [0.5, 0.95].map(|share| percentile(&times, share));
        writeln!(say, "search: all of them p50 {middle:.2} ms, p95 {slow:.2}")?;
        p50.push(middle);
        p95.push(slow);
        let judged = |what: fn(&OfSort) -> usize| -> usize {
            let judged = [Sort::Phone, Sort::Plain, Sort::Slip]
                .iter()
                .filter_map(|sort| sorts.get(sort));
            judged.map(what).sum()
        };
        found.push(judged(|s| s.found) as f64 / judged(|s| s.meant).max(1) as f64);
        if round == 0 {
            for (sort, of) in &sorts {
                writeln!(
                    say,
                    "search: {:<7} p50 {:>6.2} ms, p95 {:>6.2}, max {:>6.1}; found {}/{}",
                    format!("{sort:?}"),
                    percentile(&of.times, 0.5),
                    percentile(&of.times, 0.95),
                    percentile(&of.times, 1.0),
                    of.found,
                    of.meant
                )?;
            }
        }
    }
    table.take("search.p50_ms", &p50);
    table.take("search.p95_ms", &p95);
    table.take("search.found", &found);
    Ok(())
}
