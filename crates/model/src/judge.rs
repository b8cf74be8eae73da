//! One write against one register: what goes, what comes, and the word for it.

use crate::{
    Act, Change, FieldKey, Policy, Record, Value, Write,
    change::Stamp,
    record::{Standing, distinct, rank, shown},
    text,
    verdict::{Context, Effect, Outcome},
};
use std::sync::Arc;

/// The judgement of one write.
pub(crate) struct Judged {
    pub(crate) outcome: Outcome,
    pub(crate) effect: Effect,
}

impl Judged {
    fn nothing(outcome: Outcome) -> Self {
        Self {
            outcome,
            effect: Effect::default(),
        }
    }
}

/// One register under judgement.
struct Case<'a> {
    values: &'a [Standing],
    seen: Vec<&'a Standing>,
    others: Vec<&'a Standing>,
    mine: Standing,
}

pub(crate) fn judge(
    record: &Record,
    field: &FieldKey,
    write: &Write,
    change: &Change,
    stamp: &Arc<Stamp>,
    context: &Context,
) -> Judged {
    let policy = context.schema.policy(&record.kind, field.as_str());
    let values = record.standing(field.as_str());
    if change.act == Act::Undo {
        return undo(values, write, change, stamp, policy);
    }
    if policy != Policy::Text && already_replaced(values, field, stamp, context) {
        return Judged::nothing(Outcome::AlreadyReplaced);
    }
    let mine = Standing {
        value: write.value.clone(),
        parts: vec![stamp.clone()],
        by: change.by,
        role: context.role,
        when: context.when,
    };
    let (seen, others) = values.iter().partition(|v| v.seen_from(&change.base));
    let case = Case {
        values,
        seen,
        others,
        mine,
    };
    if policy == Policy::Text {
        text_case(case, write, change)
    } else {
        replace(case, policy)
    }
}

/// Rule 10: only where its own write still stands. What is put back keeps its who, when and where, but is a new write.
/// Where nothing is ever contested, one value comes back.
fn undo(values: &[Standing], write: &Write, change: &Change, stamp: &Arc<Stamp>, policy: Policy) -> Judged {
    let own: Vec<&Standing> = values
        .iter()
        .filter(|v| v.writer() == change.of && change.of.is_some())
        .collect();
    if own.is_empty() {
        return Judged::nothing(Outcome::NoLongerStands);
    }
    // In one order whatever order they came in, so that withholding them (which makes their keys alike) is canonical too.
    let put_back = |back: &Standing| Standing {
        parts: vec![stamp.clone()],
        ..back.clone()
    };
    let mut added: Vec<Standing> = write.back.iter().map(put_back).collect();
    added.sort_by(|a, b| a.value.cmp(&b.value));
    added.dedup_by(|next, first| next.value == first.value);
    if !policy.contests() {
        added = shown(policy, &added).into_iter().cloned().collect();
    }
    Judged {
        outcome: Outcome::Applied,
        effect: Effect { gone: keys(own), added },
    }
}

/// Rule 1, last sentence: a write that an accepted write of that field had seen arrives replaced.
fn already_replaced(values: &[Standing], field: &FieldKey, stamp: &Stamp, context: &Context) -> bool {
    values.iter().flat_map(|v| &v.parts).any(|part| part.base.saw(stamp))
        || context
            .history
            .iter()
            .any(|(later, fields)| fields.contains(field) && later.base.saw(stamp))
}

fn keys<'a>(values: impl IntoIterator<Item = &'a Standing>) -> Vec<(Option<crate::ChangeId>, Value)> {
    values.into_iter().map(|v| (v.writer(), v.value.clone())).collect()
}

/// Rules 2 and 3 for all policies but text.
fn replace(case: Case, policy: Policy) -> Judged {
    let Case { seen, others, mine, .. } = case;
    let clash: Vec<&Standing> = others.iter().copied().filter(|v| v.value != mine.value).collect();
    let mut gone = keys(seen);
    let stands = |outcome, gone, mine| Judged {
        outcome,
        effect: Effect {
            gone,
            added: vec![mine],
        },
    };
    if clash.is_empty() {
        let outcome = if others.is_empty() {
            Outcome::Applied
        } else {
            Outcome::Merged
        };
        return stands(outcome, gone, mine); // an equal value keeps its own stamp
    }
    let wins = match policy {
        Policy::Review | Policy::Text => return stands(Outcome::KeptBeside, gone, mine),
        Policy::Union => mine.value == Value::Flag(true),
        Policy::Latest | Policy::FieldFirst => {
            let best = others.iter().map(|v| rank(policy, v)).max();
            best.is_none_or(|best| rank(policy, &mine) > best)
        }
    };
    if wins {
        gone.extend(keys(clash));
        return stands(Outcome::Applied, gone, mine);
    }
    Judged {
        outcome: Outcome::LostTo,
        effect: Effect {
            gone,
            added: Vec::new(),
        },
    }
}

/// Rule 3 for text: merged three ways from the text that the write started from; an overlap is kept beside.
fn text_case(case: Case, write: &Write, change: &Change) -> Judged {
    let Case {
        values,
        seen,
        others,
        mine,
    } = case;
    if distinct(values) > 1 {
        let outcome = if others.is_empty() {
            Outcome::Applied
        } else {
            Outcome::KeptBeside
        };
        return Judged {
            outcome,
            effect: Effect {
                gone: keys(seen),
                added: vec![mine],
            },
        };
    }
    if others.is_empty() {
        return Judged {
            outcome: Outcome::Applied,
            effect: Effect {
                gone: keys(seen),
                added: vec![mine],
            },
        };
    }
    let Some(merged) = merged_text(values, &mine, write) else {
        if values.iter().all(|v| v.value == mine.value) {
            return Judged {
                outcome: Outcome::Merged, // rule 2: equal values never conflict
                effect: Effect {
                    gone: keys(seen),
                    added: vec![mine],
                },
            };
        }
        return Judged {
            outcome: Outcome::KeptBeside,
            effect: Effect {
                gone: Vec::new(),
                added: vec![mine],
            },
        };
    };
    let unseen = values
        .iter()
        .flat_map(|v| &v.parts)
        .filter(|part| !change.base.saw(part))
        .cloned();
    let parts = unseen.chain(mine.parts.iter().cloned()).collect();
    let standing = Standing {
        value: Value::Text(merged),
        parts,
        ..mine
    };
    Judged {
        outcome: Outcome::Merged,
        effect: Effect {
            gone: keys(values),
            added: vec![standing],
        },
    }
}

fn merged_text(values: &[Standing], mine: &Standing, write: &Write) -> Option<String> {
    let current = values.first()?.value.as_text()?;
    let mine = mine.value.as_text()?;
    let base = write.text.as_ref()?.started_from(mine)?;
    text::merge(&base, current, mine)
}
