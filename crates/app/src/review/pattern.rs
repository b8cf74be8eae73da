//! Many decisions of one pattern at once: first what would be kept in each, then, when the person has seen that, one gesture
//! that does it. What nobody has seen is not decided: a record whose values have changed since is left.

use super::{choosing, whose};
use crate::{
    App, Failure, FailureCode, Larger,
    acting::{Intent, gesture_of},
    fields::shown,
    many::{LeftOne, ManySaved},
    naming::{Names, first_line, ids_in},
    records::base,
    story,
    views::token,
};
use model::{Act, Base, FieldKey, FieldType, LIFE, PersonId, Record, RecordId, Standing, Value, Write, typed};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::{Source, Store};

/// Lines of a plan that are named, at most; all of them are decided.
const LINES: usize = 200;
/// Records that are left and named, at most.
const NAMED: usize = 50;

/// Which value is kept in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PatternKeep {
    /// The one that was written last.
    Latest,
    /// The one that was written first.
    Earliest,
    /// Mine.
    Mine,
    /// What somebody else wrote, where that is one value.
    Theirs,
}

/// One pattern: a field of a kind, and what is kept.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct PatternAsk {
    /// The kind.
    pub kind: String,
    /// The contested field's key, or `life`.
    pub field: String,
    /// Which value is kept.
    pub keep: PatternKeep,
    /// Only what is this person's to decide.
    pub mine: bool,
}

/// What would be kept in one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PatternLine {
    /// The record.
    pub record: String,
    /// Its name.
    pub title: String,
    /// What would be kept, as a person reads it.
    pub keeps: String,
    /// Who wrote that.
    pub by: String,
    /// What would stay in the history only.
    pub gives_up: Vec<String>,
}

/// What a pattern would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PatternPlan {
    /// How many records would be decided.
    pub total: u32,
    /// How many meet the pattern but not so: mine where nothing is mine, theirs where others disagree.
    pub left: u32,
    /// The first of them.
    pub lines: Vec<PatternLine>,
    /// The records, all of them.
    pub records: Vec<String>,
    /// What the person is looking at.
    pub token: String,
}

/// The value that a pattern keeps; `None` where it says nothing about these.
fn pick(values: &[Standing], keep: PatternKeep, me: PersonId) -> Option<&Standing> {
    let distinct = choosing::distinct(values);
    let mut fitting = distinct.iter().copied().filter(|standing| match keep {
        PatternKeep::Latest | PatternKeep::Earliest => true,
        PatternKeep::Mine => standing.by == me,
        PatternKeep::Theirs => standing.by != me,
    });
    match keep {
        PatternKeep::Latest => fitting.next(),
        PatternKeep::Earliest => fitting.next_back(),
        // Of two of them it does not say which.
        PatternKeep::Mine | PatternKeep::Theirs => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

impl App {
    /// What a pattern would do. Nothing is written.
    ///
    /// # Errors
    /// The store's.
    pub async fn plan_pattern(&self, ask: PatternAsk) -> Result<PatternPlan, Failure> {
        let store = self.store().await?;
        let token = token(&store.begin().await.base());
        let (schema, me) = (store.schema(), store.device().person);
        let meeting = self.meeting(&store, &ask).await?;
        let names = Names::of(&store, meeting.iter().flat_map(|(_, record)| ids_in(record))).await?;
        let kind = schema.type_of(&ask.kind, &ask.field);
        let mut plan = PatternPlan {
            total: 0,
            left: 0,
            lines: Vec::new(),
            records: Vec::new(),
            token,
        };
        for (id, record) in &meeting {
            let values = record.standing(&ask.field);
            let Some(keeps) = pick(values, ask.keep, me) else {
                plan.left += 1;
                continue;
            };
            plan.total += 1;
            plan.records.push(id.to_string());
            if plan.lines.len() < LINES {
                let others = choosing::distinct(values).into_iter();
                let others = others.filter(|standing| standing.value != keeps.value);
                let title = schema
                    .kind(&ask.kind)
                    .and_then(|kind| record.value(&schema, kind.title));
                plan.lines.push(PatternLine {
                    record: id.to_string(),
                    title: title.and_then(Value::as_text).map(first_line).unwrap_or_default(),
                    keeps: read(kind, &keeps.value, &names),
                    by: names.person(keeps.by),
                    gives_up: others.map(|standing| read(kind, &standing.value, &names)).collect(),
                });
            }
        }
        Ok(plan)
    }

    /// Does what a plan said, for these of its records: one gesture, one undo. `token` is the plan's.
    ///
    /// # Errors
    /// The store's; what may or cannot be decided in one record does not keep the others from it.
    pub async fn apply_pattern(&self, ask: PatternAsk, records: &[String], token: &str) -> Result<ManySaved, Failure> {
        let store = self.store().await?;
        let base = base(token)?;
        let ids: Vec<RecordId> = records.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        let mut next = self.fresh_change();
        let gesture = gesture_of(next);
        let mut tx = store.begin().await;
        if ids.len() > 1 {
            tx.bulk(gesture, String::new(), self.now());
        }
        let mut saved = ManySaved {
            gesture: String::new(),
            changed: 0,
            already_so: 0,
            left: 0,
            refused: Vec::new(),
            at: self.now(),
        };
        for id in ids {
            let Some(record) = tx.record(Some(&ask.kind), id).await?.cloned() else {
                left(&mut saved, id, String::new(), Failure::not_found());
                continue;
            };
            match of_pattern(&store, &record, &ask, &base) {
                Planned::Settled => saved.already_so += 1,
                Planned::Unseen(why) => left(&mut saved, id, title_of(&store, &record), why),
                Planned::Writes(act, writes) => {
                    let intent = Intent {
                        id: next,
                        gesture,
                        record: id,
                        kind: record.kind.clone(),
                        act,
                        base: Some(base.clone()),
                        writes,
                        of: None,
                    };
                    match self.make(&store, &mut tx, intent).await {
                        Ok(_) => {
                            saved.changed += 1;
                            next = next.following();
                        }
                        Err(failure) if failure.is_about_one() => {
                            left(&mut saved, id, title_of(&store, &record), failure);
                        }
                        Err(failure) => {
                            tx.roll_back().await;
                            return Err(failure);
                        }
                    }
                }
            }
        }
        if saved.changed == 0 {
            tx.roll_back().await;
            return Ok(saved);
        }
        let told = Larger::new("decided").count(&ask.kind, saved.changed);
        tx.reword(told.fields([ask.field.clone()]).kept());
        tx.commit(Source::Here).await?;
        saved.gesture = gesture.to_string();
        Ok(saved)
    }

    /// The records that meet a pattern.
    async fn meeting(&self, store: &Store, ask: &PatternAsk) -> Result<Vec<(RecordId, Record)>, Failure> {
        let (me, role) = (story::me(store), store.device().role);
        let field = FieldKey::owned(ask.field.clone());
        let open = store.undecided().await?.into_iter();
        let open = open.filter(|one| one.kind == *ask.kind.as_str() && one.open.fields.contains(&field));
        let open = open.filter(|one| !ask.mine || whose::is_mine(me, role, &one.kind, &one.open));
        let mut meeting = Vec::new();
        for one in open {
            if let Some(stored) = store.record(one.id).await? {
                meeting.push((one.id, stored.record));
            }
        }
        Ok(meeting)
    }
}

enum Planned {
    /// Nothing is contested there any more.
    Settled,
    /// It is left, because of this.
    Unseen(Failure),
    Writes(Act, BTreeMap<FieldKey, Write>),
}

fn left(saved: &mut ManySaved, id: RecordId, title: String, why: Failure) {
    saved.left += 1;
    if saved.refused.len() < NAMED {
        let record = id.to_string();
        saved.refused.push(LeftOne { record, title, why });
    }
}

fn read(kind: Option<FieldType>, value: &Value, names: &Names) -> String {
    kind.map_or_else(|| typed::text_of(value), |kind| shown(kind, value, names))
}

/// What a pattern does to one record.
fn of_pattern(store: &Store, record: &Record, ask: &PatternAsk, base: &Base) -> Planned {
    let values = record.standing(&ask.field);
    if !record.contested(&store.schema(), &ask.field) {
        return Planned::Settled;
    }
    if !values.iter().all(|standing| standing.seen_from(base)) {
        let words = "Another value has come since you looked.";
        return Planned::Unseen(Failure::new(FailureCode::Refused, words).about("another-since"));
    }
    let Some(kept) = pick(values, ask.keep, store.device().person) else {
        let words = "The rule says nothing about these values.";
        return Planned::Unseen(Failure::new(FailureCode::Refused, words).about("rule-silent"));
    };
    let act = match ask.field.as_str() {
        life if *life != *LIFE.as_str() => Act::Decide,
        _ if kept.value == typed::deleted() => Act::Delete,
        _ => Act::Restore,
    };
    let write = (FieldKey::owned(ask.field.clone()), Write::of(kept.value.clone()));
    Planned::Writes(act, BTreeMap::from([write]))
}

fn title_of(store: &Store, record: &Record) -> String {
    let schema = store.schema();
    let kind = schema.kind(record.kind.as_str());
    let title = kind.and_then(|kind| record.value(&schema, kind.title));
    title.and_then(Value::as_text).map(first_line).unwrap_or_default()
}
