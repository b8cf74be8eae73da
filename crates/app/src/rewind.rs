//! Rewind: what a gesture, a device, a person or a stretch of time has done is put back, where it still stands. First what
//! would change and what stays, then one gesture that does it, itself undoable. Everything stays in the history.
//!
//! What happens to one record is a pure plan (`plan`). The act plans anew in its own transaction, so what came in between is
//! looked at, and what is later work stays in any case.

mod plan;

use crate::{
    App, Failure, FailureCode, Larger,
    acting::{Intent, gesture_of},
    fields::shown,
    history::{Told, tell},
    naming::{Names, first_line, ids_in},
    reading::count,
    undo::Undone,
};
use model::{
    Act, ChangeId, DeviceId, FieldKey, GestureId, KindKey, LIFE, PersonId, Record, RecordId, Role, Schema, Value,
    Write, typed,
};
use plan::{Back, Step};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, HashSet};
use store::{Source, Store, Tx, Which};

/// Changes that one rewind takes back at most.
const MOST: usize = 20_000;
/// Lines of a preview that are named, at most.
const LINES: usize = 200;

/// What is to be taken back: the changes that meet everything that is said.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct RewindAsk {
    /// Of this gesture; empty for any.
    pub gesture: String,
    /// Made on this device; empty for any.
    pub device: String,
    /// By this person; empty for anybody.
    pub person: String,
    /// From this moment on, by the clock of their device, ms since 1970.
    pub since: Option<i64>,
    /// Up to this moment.
    pub until: Option<i64>,
}

/// A field that would be as it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RewindLine {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// `undo` of a field, `delete` of a record that was made, `restore` of one that was deleted.
    pub what: String,
    /// The field's key; empty where it is about the whole record.
    pub field: String,
    /// What it is now, as a person reads it.
    pub now: String,
    /// What it would be.
    pub then: String,
}

/// Something that stays, because somebody has gone on from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RewindKept {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The field's key; empty where it is about the whole record.
    pub field: String,
    /// What stays, as a person reads it.
    pub stays: String,
    /// Who wrote it.
    pub by: String,
}

/// What a rewind would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RewindPlan {
    /// Changes that are meant.
    pub changes: u32,
    /// Records that would change.
    pub records: u32,
    /// Fields in them that would be as before.
    pub fields: u32,
    /// Fields and records that stay.
    pub stays: u32,
    /// The first of those that would change.
    pub lines: Vec<RewindLine>,
    /// The first of those that stay.
    pub kept: Vec<RewindKept>,
}

/// One record with its plan.
struct Planned {
    id: RecordId,
    record: Record,
    back: Back,
}

impl App {
    /// What a rewind would do. Nothing is written.
    ///
    /// # Errors
    /// `Invalid` where nothing is said or too much is meant, `Refused` where it is about others and the person is no manager,
    /// or the store's.
    pub async fn plan_rewind(&self, ask: RewindAsk) -> Result<RewindPlan, Failure> {
        let store = self.store().await?;
        let (among, records) = meant(&store, &ask).await?;
        let mut planned = Vec::new();
        let mut names = Vec::new();
        let (schema, role) = (store.schema(), store.device().role);
        for id in records {
            let told = tell(store.past_of(id).await?, &schema, role);
            names.extend(told.iter().filter_map(|told| told.after.as_ref()).flat_map(ids_in));
            planned.extend(plan_one(id, &told, &among));
        }
        let names = Names::of(&store, names).await?;
        let mut plan = RewindPlan {
            changes: count(among.len() as u64),
            records: 0,
            fields: 0,
            stays: 0,
            lines: Vec::new(),
            kept: Vec::new(),
        };
        for one in &planned {
            Preview {
                schema: &schema,
                names: &names,
                one,
            }
            .into_plan(&mut plan);
        }
        Ok(plan)
    }

    /// Takes it back, in one gesture.
    ///
    /// # Errors
    /// Those of [`App::plan_rewind`]; `Refused` where nothing of it still stands.
    pub async fn rewind(&self, ask: RewindAsk) -> Result<Undone, Failure> {
        let store = self.store().await?;
        let (among, records) = meant(&store, &ask).await?;
        let first = self.fresh_change();
        let by = gesture_of(first);
        let mut tx = store.begin().await;
        tx.bulk(by, String::new(), self.now());
        let mut acting = Acting {
            app: self,
            store: &store,
            next: first,
            by,
            changed: 0,
            stays: 0,
        };
        let (schema, role) = (store.schema(), store.device().role);
        for id in records {
            let told = tell(tx.past_of(id).await?, &schema, role);
            let Some(one) = plan_one(id, &told, &among) else {
                continue;
            };
            if let Err(failure) = acting.one(&mut tx, one).await {
                tx.roll_back().await;
                return Err(failure);
            }
        }
        let Acting { changed, stays, .. } = acting;
        if changed == 0 {
            tx.roll_back().await;
            let words = "Nothing of it still stands, so nothing was changed.";
            return Err(Failure::new(FailureCode::Refused, words).about("nothing-stands"));
        }
        let told = Larger::new("rewound").count("", count(among.len() as u64));
        tx.reword(told.count("", changed).kept());
        if let Ok(gesture) = ask.gesture.parse::<GestureId>() {
            tx.mark_undone(gesture, by);
        }
        tx.commit(Source::Here).await?;
        Ok(Undone {
            changed,
            kept: Vec::new(),
            later: count(stays as u64),
            gesture: by.to_string(),
        })
    }
}

/// The changes that are meant, and their records in order.
async fn meant(store: &Store, ask: &RewindAsk) -> Result<(HashSet<ChangeId>, Vec<RecordId>), Failure> {
    let which = which(ask)?;
    let device = store.device();
    let others = which.on.is_some_and(|on| on != device.id) || which.by.is_some_and(|by| by != device.person);
    let all = which.gesture.is_none() && which.on.is_none() && which.by.is_none();
    if (others || all) && !matches!(device.role, Role::Manager | Role::Admin) {
        let words = "Only a manager takes back what others have done. Ask one; nothing was changed.";
        return Err(Failure::new(FailureCode::Refused, words).about("managers-only"));
    }
    let found = store.changes_which(&which, MOST).await?;
    if found.len() > MOST {
        let words = format!("That means more than {MOST} changes. Choose a shorter time, or one device.");
        return Err(Failure::invalid(words).about("too_many"));
    }
    let mut records: Vec<RecordId> = found.iter().map(|(record, _)| *record).collect();
    records.sort_unstable();
    records.dedup();
    Ok((found.into_iter().map(|(_, change)| change).collect(), records))
}

fn which(ask: &RewindAsk) -> Result<Which, Failure> {
    fn some<T: std::str::FromStr<Err = model::id::NotAnId>>(text: &str) -> Result<Option<T>, Failure> {
        let text = text.trim();
        Ok(if text.is_empty() { None } else { Some(text.parse()?) })
    }
    let which = Which {
        gesture: some(&ask.gesture)?,
        on: some::<DeviceId>(&ask.device)?,
        by: some::<PersonId>(&ask.person)?,
        since: ask.since,
        until: ask.until,
    };
    if which == Which::default() {
        return Err(
            Failure::invalid("Say what is to be taken back: an act, a device, a person or a time.").about("which"),
        );
    }
    Ok(which)
}

fn plan_one(id: RecordId, told: &[Told], among: &HashSet<ChangeId>) -> Option<Planned> {
    let record = told.last()?.after.clone()?;
    let back = plan::back(told, among);
    Some(Planned { id, record, back })
}

/// Writes the lines of one record.
struct Preview<'a> {
    schema: &'a Schema,
    names: &'a Names,
    one: &'a Planned,
}

impl Preview<'_> {
    fn into_plan(self, plan: &mut RewindPlan) {
        let Back { steps, kept } = &self.one.back;
        plan.records += u32::from(!steps.is_empty());
        for step in steps {
            match step {
                Step::Delete => self.line(plan, "delete", String::new(), String::new(), String::new()),
                Step::Restore => self.line(plan, "restore", String::new(), String::new(), String::new()),
                Step::Undo { fields, .. } => {
                    for (field, back) in fields {
                        let now = self.shown(field, self.now(field).as_ref());
                        let then = back.iter().max_by_key(|standing| standing.when);
                        let then = self.shown(field, then.map(|standing| &standing.value));
                        self.line(plan, "undo", field.to_string(), now, then);
                    }
                }
            }
        }
        for kept in kept {
            plan.stays += 1;
            if plan.kept.len() < LINES {
                let field = kept.field.as_ref();
                plan.kept.push(RewindKept {
                    record: self.one.id.to_string(),
                    kind: self.one.record.kind.to_string(),
                    title: self.title(),
                    stays: field
                        .map(|field| self.shown(field, self.now(field).as_ref()))
                        .unwrap_or_default(),
                    field: field.map(ToString::to_string).unwrap_or_default(),
                    by: kept.by.map(|by| self.names.person(by)).unwrap_or_default(),
                });
            }
        }
    }

    fn line(&self, plan: &mut RewindPlan, what: &str, field: String, now: String, then: String) {
        plan.fields += 1;
        if plan.lines.len() < LINES {
            plan.lines.push(RewindLine {
                record: self.one.id.to_string(),
                kind: self.one.record.kind.to_string(),
                title: self.title(),
                what: what.to_owned(),
                field,
                now,
                then,
            });
        }
    }

    fn now(&self, field: &FieldKey) -> Option<Value> {
        let standing = self.one.record.shown(self.schema, field.as_str());
        standing.map(|standing| standing.value.clone())
    }

    fn title(&self) -> String {
        title(self.schema, &self.one.record)
    }

    fn shown(&self, field: &FieldKey, value: Option<&Value>) -> String {
        let kind = self.schema.type_of(self.one.record.kind.as_str(), field.as_str());
        match (field.element_name(), kind, value) {
            (_, _, None) => String::new(),
            (Some(tag), _, Some(value)) => if *value == Value::Flag(true) { tag } else { "" }.to_owned(),
            (None, Some(kind), Some(value)) => shown(kind, value, self.names),
            (None, None, Some(value)) => typed::text_of(value),
        }
    }
}

fn title(schema: &Schema, record: &Record) -> String {
    let kind = schema.kind(record.kind.as_str());
    let title = kind.and_then(|kind| record.value(schema, kind.title));
    title.and_then(Value::as_text).map(first_line).unwrap_or_default()
}

struct Acting<'a> {
    app: &'a App,
    store: &'a Store,
    next: ChangeId,
    by: GestureId,
    changed: u32,
    stays: usize,
}

impl Acting<'_> {
    async fn one(&mut self, tx: &mut Tx<'_>, one: Planned) -> Result<(), Failure> {
        self.stays += one.back.kept.len();
        let mut done = false;
        for step in one.back.steps {
            let (act, writes, of) = match step {
                Step::Delete => (Act::Delete, life(typed::deleted()), None),
                Step::Restore => (Act::Restore, life(typed::alive()), None),
                Step::Undo { of, fields } => {
                    let write = |(field, back)| {
                        (
                            field,
                            Write {
                                back,
                                ..Write::default()
                            },
                        )
                    };
                    (Act::Undo, fields.into_iter().map(write).collect(), Some(of))
                }
            };
            match self.make(tx, one.id, one.record.kind.clone(), act, writes, of).await {
                Ok(()) => done = true,
                // Not this person's to take back: it stays, and is counted among what does.
                Err(failure) if failure.is_about_one() => self.stays += 1,
                Err(failure) => return Err(failure),
            }
        }
        self.changed += u32::from(done);
        Ok(())
    }

    async fn make(
        &mut self,
        tx: &mut Tx<'_>,
        record: RecordId,
        kind: KindKey,
        act: Act,
        writes: BTreeMap<FieldKey, Write>,
        of: Option<ChangeId>,
    ) -> Result<(), Failure> {
        let intent = Intent {
            id: self.next,
            gesture: self.by,
            record,
            kind,
            act,
            base: None,
            writes,
            of,
        };
        self.app.make(self.store, tx, intent).await?;
        self.next = self.next.following();
        Ok(())
    }
}

fn life(value: Value) -> BTreeMap<FieldKey, Write> {
    BTreeMap::from([(LIFE, Write::of(value))])
}
