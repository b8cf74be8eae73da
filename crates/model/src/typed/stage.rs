//! Deal stages: a pipeline's list of them, and the stage of one deal with its closing reason.

use super::Invalid;
use crate::Value;
use std::{collections::BTreeMap, fmt};

/// The stage of a deal. It closes with a reason, so the two are one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The stage's name in its pipeline.
    pub name: String,
    /// Why it was won or lost; empty while open.
    pub reason: String,
}

const BEFORE_REASON: &str = " · ";

impl Stage {
    /// Reads `Won` or `Won · reason`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (name, reason) = text.split_once(BEFORE_REASON).unwrap_or((text, ""));
        Self {
            name: name.trim().to_owned(),
            reason: reason.trim().to_owned(),
        }
    }

    /// As a value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::parts([
            ("stage", Value::text(&self.name)),
            ("reason", Value::text(&self.reason)),
        ])
    }

    /// From a value that is a stage.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let name = value.part("stage")?.as_text()?.to_owned();
        Some(Self {
            name,
            reason: value.part_text("reason").to_owned(),
        })
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.reason.is_empty() {
            f.write_str(&self.name)
        } else {
            write!(f, "{}{BEFORE_REASON}{}", self.name, self.reason)
        }
    }
}

/// One stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageOf {
    /// Its name.
    pub name: String,
    /// How likely a deal here is won, in per cent; 100 and 0 close it as won and lost.
    pub chance: u8,
}

/// A pipeline's stages, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages(pub Vec<StageOf>);

impl Stages {
    /// Reads one stage a line: `Proposal 50 %`.
    ///
    /// # Errors
    /// [`Invalid`] where a line has no chance from 0 to 100, or two stages have one name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut stages: Vec<StageOf> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let no = || {
                Invalid::because(
                    "stages_line",
                    format!("“{line}” is not a stage. Write it like: Proposal 50 %"),
                )
            };
            let (name, chance) = line.trim_end_matches(['%', ' ']).rsplit_once(' ').ok_or_else(no)?;
            let chance = chance.parse().ok().filter(|c| *c <= 100).ok_or_else(no)?;
            if stages.iter().any(|s| s.name == name.trim()) {
                let words = format!("There are two stages called “{}”.", name.trim());
                return Err(Invalid::because("stages_twice", words));
            }
            stages.push(StageOf {
                name: name.trim().to_owned(),
                chance,
            });
        }
        Ok(Self(stages))
    }

    /// As a value: parts `00`, `01`, … so that their order is that of the keys.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let part = |stage: &StageOf| {
            Value::parts([
                ("chance", Value::Whole(i64::from(stage.chance))),
                ("name", Value::text(&stage.name)),
            ])
        };
        let parts = self
            .0
            .iter()
            .enumerate()
            .map(|(at, stage)| (format!("{at:02}"), part(stage)));
        Value::Parts(parts.collect::<BTreeMap<_, _>>())
    }

    /// From a value that is a list of stages.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Parts(parts) = value else { return None };
        let stage = |part: &Value| {
            let Some(Value::Whole(chance)) = part.part("chance") else {
                return None;
            };
            Some(StageOf {
                name: part.part_text("name").to_owned(),
                chance: u8::try_from(*chance).ok()?,
            })
        };
        let stages: Option<Vec<StageOf>> = parts.values().map(stage).collect();
        stages.filter(|s| !s.is_empty()).map(Self)
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(|s| format!("{} {} %", s.name, s.chance)).collect();
        f.write_str(&lines.join("\n"))
    }
}
