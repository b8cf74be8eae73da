//! Whether a pipeline's stages work, and which of them would go away under deals: pure.

use super::{PipelineStage, Stranded, closes};
use crate::{Failure, reading::count};
use model::typed::{StageOf, Stages};
use std::collections::{BTreeMap, BTreeSet};

/// The stages as they are kept.
pub(super) fn checked(stages: &[PipelineStage], moves: &BTreeMap<String, String>) -> Result<Stages, Failure> {
    let mut names = BTreeSet::new();
    let mut kept = Vec::new();
    for stage in stages {
        let name = stage.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.contains('·') || stage.chance > 100 {
            let words = "Stages: each needs a name without “·” and a chance from 0 to 100 %.";
            return Err(Failure::invalid(words));
        }
        if !names.insert(name.clone()) {
            return Err(Failure::invalid(format!("Stages: there are two called “{name}”.")));
        }
        let chance = stage.chance;
        kept.push(StageOf { name, chance });
    }
    if kept.iter().all(|stage| closes(stage.chance)) || kept.len() > 40 {
        let words = "Stages: a pipeline has at least one with a chance between 0 and 100 %, and 40 at most.";
        return Err(Failure::invalid(words));
    }
    match moves.values().find(|to| !names.contains(*to)) {
        Some(to) => Err(Failure::invalid(format!(
            "Stages: there is none called “{to}” to move deals to."
        ))),
        None => Ok(Stages(kept)),
    }
}

/// The stages that go away under deals without a word about where these go.
pub(super) fn stranded(
    old: &[StageOf],
    new: &[StageOf],
    moves: &BTreeMap<String, String>,
    standing: &BTreeMap<String, u64>,
) -> Vec<Stranded> {
    let gone = old
        .iter()
        .filter(|was| !new.iter().any(|is| is.name == was.name) && !moves.contains_key(&was.name));
    let deals = |was: &StageOf| standing.get(&was.name).copied().unwrap_or(0);
    gone.filter(|was| deals(was) > 0)
        .map(|was| Stranded {
            stage: was.name.clone(),
            deals: count(deals(was)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(stages: &[(&str, u8)]) -> Vec<StageOf> {
        let stage = |(name, chance): &(&str, u8)| StageOf {
            name: (*name).to_owned(),
            chance: *chance,
        };
        stages.iter().map(stage).collect()
    }

    #[test]
    fn a_stage_with_deals_goes_away_only_when_they_have_somewhere_to_go() {
        let old = of(&[("Enquiry", 10), ("Survey", 30), ("Won", 100)]);
        let new = of(&[("Enquiry", 10), ("Proposal", 60), ("Won", 100)]);
        let none = BTreeMap::new();
        let to = BTreeMap::from([("Survey".to_owned(), "Proposal".to_owned())]);
        let deals = BTreeMap::from([("Survey".to_owned(), 3)]);
        let told = |moves, standing| stranded(&old, &new, moves, standing).len();
        assert_eq!(
            (told(&none, &deals), told(&to, &deals), told(&none, &BTreeMap::new())),
            (1, 0, 0)
        );
    }

    #[test]
    fn stages_that_do_not_work_are_named() {
        let ask = |stages: &[(&str, u8)]| {
            let stages: Vec<PipelineStage> = stages
                .iter()
                .map(|(name, chance)| PipelineStage {
                    name: (*name).to_owned(),
                    chance: *chance,
                })
                .collect();
            checked(&stages, &BTreeMap::new())
                .map(|s| s.0.len())
                .map_err(|f| f.message)
        };
        assert_eq!(ask(&[("Enquiry", 10), (" Won ", 100)]), Ok(2));
        for (stages, words) in [
            (&[("A", 10), ("A", 20)][..], "two called “A”"),
            (&[("", 10)], "needs a name"),
            (&[("Won", 100), ("Lost", 0)], "at least one"),
            (&[("A", 101)], "0 to 100"),
        ] {
            assert!(ask(stages).unwrap_err().contains(words), "{words}");
        }
    }
}
