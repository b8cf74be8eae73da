//! What was measured: the table on the screen and `target/figures/bench.json`.

use crate::goals::{GOALS, Goal, Part};
use anyhow::Context as _;
use std::{collections::BTreeMap, io::Write, path::Path};

/// One figure over several rounds; its value is their median.
#[derive(Clone, Debug)]
struct Measured {
    value: f64,
    rounds: usize,
    min: f64,
    max: f64,
}

/// The figures of one part, by name.
pub struct Table {
    part: Part,
    measured: BTreeMap<&'static str, Measured>,
}

impl Table {
    /// With nothing measured yet.
    #[must_use]
    pub fn of(part: Part) -> Self {
        Self {
            part,
            measured: BTreeMap::new(),
        }
    }

    fn goals(&self) -> impl Iterator<Item = &'static Goal> {
        let part = self.part;
        GOALS.iter().filter(move |goal| goal.part == part)
    }

    /// Takes a figure's rounds. No round, no figure: the table says that it was not measured.
    pub fn take(&mut self, name: &'static str, rounds: &[f64]) {
        let mut sorted = rounds.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else {
            return;
        };
        let measured = Measured {
            value: crate::measure::share_of(&sorted, 0.5),
            rounds: sorted.len(),
            min: *min,
            max: *max,
        };
        self.measured.insert(name, measured);
    }

    /// Prints the table.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn print(&self, to: &mut impl Write) -> std::io::Result<()> {
        writeln!(
            to,
            "\n{:<22} {:>10} {:<6} {:>9}  {:<22} {:>6} {:>10} {:>10}",
            "figure", "value", "unit", "goal", "", "rounds", "min", "max"
        )?;
        for goal in self.goals() {
            let Some(m) = self.measured.get(goal.name) else {
                writeln!(
                    to,
                    "{:<22} {:>10} {:<6} {:>9}  not measured here",
                    goal.name,
                    "-",
                    goal.unit,
                    goal.words()
                )?;
                continue;
            };
            let verdict = if goal.met(m.value) {
                "met".to_owned()
            } else {
                format!("MISSED by {}", short((m.value - goal.goal).abs()))
            };
            writeln!(
                to,
                "{:<22} {:>10} {:<6} {:>9}  {verdict:<22} {:>6} {:>10} {:>10}",
                goal.name,
                short(m.value),
                goal.unit,
                goal.words(),
                m.rounds,
                short(m.min),
                short(m.max)
            )?;
        }
        Ok(())
    }

    /// Writes the map from name to value; what other parts and rooms have written there stays.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let there = std::fs::read(path).ok();
        let mut all: serde_json::Map<String, serde_json::Value> = there
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        for goal in self.goals() {
            all.remove(goal.name);
            if let Some(m) = self.measured.get(goal.name) {
                let line = serde_json::json!({
                    "value": m.value, "unit": goal.unit, "rounds": m.rounds, "min": m.min, "max": m.max
                });
                all.insert(goal.name.to_owned(), line);
            }
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, serde_json::to_vec_pretty(&all)?).context("the figures could not be written")
    }
}

/// Three or four digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_the_median_of_the_rounds_and_keeps_the_figures_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("figures/bench.json");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(
            &path,
            r#"{"other.room": {"value": 1}, "start.today_ms": {"value": 2}, "search.found": {"value": 3}}"#,
        )
        .unwrap();
        let mut table = Table::of(Part::Core);
        table.take("core.rss_mib", &[31.0, 30.0, 39.0]);
        table.write(&path).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(written["core.rss_mib"]["value"], 31.0);
        assert_eq!(written["core.rss_mib"]["max"], 39.0);
        assert_eq!(written["other.room"]["value"], 1);
        assert_eq!(written["start.today_ms"]["value"], 2);
        assert!(
            written.get("search.found").is_none(),
            "an old value would pass for a new one"
        );
    }
}
