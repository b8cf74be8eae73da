//! What the server counts of itself, as Prometheus reads it. No name, no id, no customer's data.

use crate::writer::Given;
use model::VerdictKind;
use protocol::{Fault, Judged};
use std::{
    fmt::Write as _,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper bounds of the buckets of a duration, in ms.
const BUCKETS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// How long something took.
#[derive(Debug, Default)]
struct Durations {
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Durations {
    fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (bound, bucket) in BUCKETS.iter().zip(&self.buckets) {
            if micros <= bound * 1_000 {
                bucket.fetch_add(1, Relaxed);
            }
        }
        self.count.fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    #[expect(clippy::cast_precision_loss, reason = "a sum for a chart")]
    fn say(&self, to: &mut String, name: &str) {
        let _infallible = writeln!(to, "# TYPE {name} histogram");
        for (bound, bucket) in BUCKETS.iter().zip(&self.buckets) {
            let bound = *bound as f64 / 1_000.0;
            let _infallible = writeln!(to, "{name}_bucket{{le=\"{bound}\"}} {}", bucket.load(Relaxed));
        }
        let (count, sum) = (self.count.load(Relaxed), self.micros.load(Relaxed) as f64 / 1e6);
        let _infallible = writeln!(
            to,
            "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}"
        );
    }
}

/// Counters since the start.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    pushes: AtomicU64,
    transactions: AtomicU64,
    accepted: AtomicU64,
    plain: AtomicU64,
    refused: AtomicU64,
    proposed: AtomicU64,
    pulls: AtomicU64,
    entries: AtomicU64,
    faults: AtomicU64,
    connections: AtomicI64,
    commit: Durations,
    answer: Durations,
}

impl Measures {
    pub(crate) fn committed(&self, took: Duration, given: &[Result<Given, Fault>]) {
        self.transactions.fetch_add(1, Relaxed);
        self.pushes.fetch_add(given.len() as u64, Relaxed);
        self.commit.add(took);
        for answer in given.iter().flatten().flat_map(|given| &given.answers) {
            let counter = match &answer.judged {
                Judged::Plain { .. } => {
                    self.plain.fetch_add(1, Relaxed);
                    &self.accepted
                }
                Judged::Whole { verdict } => match verdict.kind {
                    VerdictKind::Accepted => &self.accepted,
                    VerdictKind::Refused => &self.refused,
                    VerdictKind::Proposed => &self.proposed,
                },
            };
            counter.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn pulled(&self, entries: usize) {
        self.pulls.fetch_add(1, Relaxed);
        self.entries.fetch_add(entries as u64, Relaxed);
    }

    pub(crate) fn answered(&self, took: Duration, well: bool) {
        self.answer.add(took);
        self.faults.fetch_add(u64::from(!well), Relaxed);
    }

    pub(crate) fn connected(&self, by: i64) {
        self.connections.fetch_add(by, Relaxed);
    }

    /// All of it, in Prometheus' text format 0.0.4.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (name, value) in [
            ("outpost_pushes_total", &self.pushes),
            ("outpost_transactions_total", &self.transactions),
            ("outpost_changes_total{verdict=\"accepted\"}", &self.accepted),
            ("outpost_changes_total{verdict=\"refused\"}", &self.refused),
            ("outpost_changes_total{verdict=\"proposed\"}", &self.proposed),
            ("outpost_plain_verdicts_total", &self.plain),
            ("outpost_pulls_total", &self.pulls),
            ("outpost_pulled_entries_total", &self.entries),
            ("outpost_faults_total", &self.faults),
        ] {
            let bare = name.split('{').next().unwrap_or(name);
            let kind = format!("# TYPE {bare} counter\n");
            if !text.contains(&kind) {
                text.push_str(&kind);
            }
            let _infallible = writeln!(text, "{name} {}", value.load(Relaxed));
        }
        let connections = self.connections.load(Relaxed);
        let _infallible = writeln!(
            text,
            "# TYPE outpost_connections gauge\noutpost_connections {connections}"
        );
        self.commit.say(&mut text, "outpost_commit_seconds");
        self.answer.say(&mut text, "outpost_answer_seconds");
        text
    }
}
