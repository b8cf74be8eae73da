//! What is measured, and how good it has to be.

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Good {
    AtMost,
    AtLeast,
    Exactly,
}

/// Which run measures a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Without a window: `crates/figures`.
    Core,
    /// Devices and a server: `crates/figures/src/sync`.
    Sync,
    /// In the real window: `bench` of `tests`.
    Window,
}

/// One figure's name, unit and goal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    pub(crate) part: Part,
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) good: Good,
    pub(crate) goal: f64,
}

const fn goal(name: &'static str, unit: &'static str, good: Good, goal: f64) -> Goal {
    let part = Part::Core;
    Goal {
        part,
        name,
        unit,
        good,
        goal,
    }
}

const fn in_window(goal: Goal) -> Goal {
    Goal {
        part: Part::Window,
        ..goal
    }
}

const fn in_step(goal: Goal) -> Goal {
    Goal {
        part: Part::Sync,
        ..goal
    }
}

/// Every figure, in the order of the table.
pub(crate) const GOALS: &[Goal] = &[
    // fsync and fdatasync calls for one acknowledged edit, by strace, median over 200 edits
    goal("edit.fsyncs_per_act", "count", Good::Exactly, 1.0),
    // p50 of an edit over p50 of an interleaved one-row durable insert into a bare SQLCipher table, same driver
    goal("edit.p50_over_raw", "ratio", Good::AtMost, 2.0),
    // over 5,000 edits, checkpoints and index merges included
    goal("edit.p99_ms", "ms", Good::AtMost, 5.0),
    // process CPU time
    goal("edit.cpu_ms_p50", "ms", Good::AtMost, 0.2),
    // 100,000 contacts from a CSV file, through the app, search index included, encrypted
    goal("import.records_per_s", "1/s", Good::AtLeast, 15_000.0),
    // 100,000 contacts and 100,000 notes, mixed query log, top 20
    goal("search.p50_ms", "ms", Good::AtMost, 1.0),
    goal("search.p95_ms", "ms", Good::AtMost, 8.0),
    // of phone fragments, accent-less spellings and one-letter slips: the meant contact is in the top 20
    goal("search.found", "share", Good::AtLeast, 0.95),
    // a process that opens with the raw key: from its start to its first 50 contacts, at 200,000 records
    goal("open.first_rows_ms", "ms", Good::AtMost, 40.0),
    // 100,000 contacts, 70,000 notes, 20,000 tasks, 10,000 deals: 50 rows and their number; of several lists, the worst p50
    goal("list.first_rows_ms", "ms", Good::AtMost, 40.0),
    // resident memory of that process after 100 searches
    goal("core.rss_mib", "MiB", Good::AtMost, 40.0),
    // over the same rows in a plain encrypted table: id and columns, no search, no log, no heads
    goal("store.size_ratio", "ratio", Good::AtMost, 1.6),
    // 3,000 deals and 2,000 people that two windows disagree on: the first 50 of the inbox in their order, through the app
    goal("review.inbox_5000_ms", "ms", Good::AtMost, 50.0),
    // 100,000 changes of 10,000 records by eight devices that have not seen each other, each decided and applied, in memory
    goal("merge.changes_per_s", "1/s", Good::AtLeast, 100_000.0),
    // 200,000 appointments, 40 resources: a day with 2,000 of them, through the app, with who is free and who holds what
    goal("day.2000_store_ms", "ms", Good::AtMost, 50.0),
    // the same: the first free hour of each of 40 resources, looked for over 90 days
    goal("slot.search_ms", "ms", Good::AtMost, 20.0),
    // the same: a booking that is refused because its slot is taken, from the click to the answer
    goal("booking.check_ms", "ms", Good::AtMost, 1.0),
    // of one core, while an hour is recorded from blocks of 10 ms, two channels, 48,000 samples a second
    goal("voice.cpu_percent", "%", Good::AtMost, 5.0),
    // at a voice's own pace: from a block's being spoken to its being committed
    goal("voice.durable_p99_s", "s", Good::AtMost, 1.2),
    // a note of 60 minutes: its outline, and a second from its middle, from the core
    goal("voice.play_start_ms", "ms", Good::AtMost, 100.0),
    // 10,000 edits, each saved by itself, that wait: from the session's beginning until the device has kept the receipts
    in_step(goal("push.10k_s", "s", Good::AtMost, 0.3)),
    // rows of the server's tables that are others after the same 10,000 were pushed once more
    in_step(goal("push.replay_changed_rows", "count", Good::Exactly, 0.0)),
    // 5,000 companies and 95,000 people, to an empty encrypted device: from the engine's start until all are there
    in_step(goal("first_sync.100k_s", "s", Good::AtMost, 3.0)),
    // the same, until a list of people has its first rows
    in_step(goal("first_sync.first_list_ms", "ms", Good::AtMost, 300.0)),
    // two engines, each with its own file: from one's commit to the other's, less three times a raw write and fdatasync
    in_step(goal("propagation.p50_over_3_barriers_ms", "ms", Good::AtMost, 5.0)),
    in_step(goal("propagation.p95_ms", "ms", Good::AtMost, 30.0)),
    // frames with their headers, both ways, the news of it included
    in_step(goal("bytes.edit_warm", "B", Good::AtMost, 200.0)),
    // one push of 1,000 edits
    in_step(goal("bytes.edit_batched", "B", Good::AtMost, 40.0)),
    // received in a first sync, over zstd -3 of the rows as JSON lines
    in_step(goal("bytes.first_sync_ratio", "ratio", Good::AtMost, 1.15)),
    // 8 tablets that push 100 edits at a time, on the same machine
    in_step(goal("server.sqlite.edits_per_s", "1/s", Good::AtLeast, 10_000.0)),
    in_step(goal("server.sqlite.p99_ms", "ms", Good::AtMost, 100.0)),
    in_step(goal("server.postgres.edits_per_s", "1/s", Good::AtLeast, 10_000.0)),
    // resident memory of the server's process
    in_step(goal("server.idle_2000_devices_mib", "MiB", Good::AtMost, 100.0)),
    // 110 MiB by the lane of blobs over a plain HTTP PUT of the same bytes, loopback
    in_step(goal("voice.upload_over_put", "ratio", Good::AtLeast, 0.7)),
    // the app's process: from its start to Today on the screen with its rows; release build, Xvfb, key in a key store
    in_window(goal("start.today_ms", "ms", Good::AtMost, 600.0)),
    // in the list of 100,000 contacts, p95: from the key to the frame that shows what it found
    in_window(goal("keystroke.results_ms", "ms", Good::AtMost, 50.0)),
    // from the click on Deals to the frame that shows the board of 2,000 open deals
    in_window(goal("board.first_paint_ms", "ms", Good::AtMost, 300.0)),
    // frames over 50 ms while 100,000 contacts are scrolled, by wheel and by the bar
    in_window(goal("scroll.long_frames", "count", Good::Exactly, 0.0)),
];

impl Goal {
    /// Whether a value reaches the goal.
    pub(crate) fn met(&self, value: f64) -> bool {
        match self.good {
            Good::AtMost => value <= self.goal,
            Good::AtLeast => value >= self.goal,
            Good::Exactly => (value - self.goal).abs() < 1e-9,
        }
    }

    /// The goal as the table shows it.
    pub(crate) fn words(&self) -> String {
        let sign = match self.good {
            Good::AtMost => "≤",
            Good::AtLeast => "≥",
            Good::Exactly => "=",
        };
        format!("{sign} {}", self.goal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_at_its_very_value() {
        for goal in GOALS {
            assert!(goal.met(goal.goal), "{}", goal.name);
        }
        let at_most = goal("x", "ms", Good::AtMost, 2.0);
        assert!(at_most.met(1.0) && !at_most.met(2.1));
        let at_least = goal("x", "1/s", Good::AtLeast, 2.0);
        assert!(at_least.met(3.0) && !at_least.met(1.9));
    }
}
