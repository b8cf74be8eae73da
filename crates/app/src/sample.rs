//! The sample organisation: invented people, companies and deals in a quarter that ends today, to look around in. It comes
//! as one gesture and goes as one; what a person makes meanwhile is theirs and stays.
//!
//! Its history is a story: its acts bear the names of its invented colleagues and days of the past. It is meant for a
//! device on its own. Before such a device joins a server, the sample goes.

mod plan;
mod told;

pub use told::{SampleDeed, SampleLook, SampleNames, SampleStory};

use crate::{
    App, Failure, FailureCode,
    acting::{Author, Intent},
    clock::zone,
    fields::read_form,
    issues,
    naming::record_of,
    reading::count,
    records::Saved,
    several::Several,
    views::token,
};
use jiff::civil::Date;
use model::{Act, Base, ChangeId, GestureId, KindKey, LIFE, PersonId, Record, RecordId, Write, typed::deleted};
use plan::{Entry, SampleAct, acts, typed};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::{Source, Store, Tx};

const FILE: &str = include_str!("../../../assets/sample/organisation.json");
/// Where it is kept that the server's whole organisation is a sample.
pub(crate) const SERVED: &str = "~sample";
/// The words of its gesture, by which it is known again.
pub(crate) const WORDS: &str = "Sample organisation";
/// What its removal is called among the acts.
pub(crate) const REMOVED: &str = "Removed the sample organisation";

/// What of the sample is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct SampleState {
    /// Whether any of it is, by this device's own doing.
    pub loaded: bool,
    /// Whether everything here is one, and belongs to a server: it is not removed by a click.
    pub served: bool,
    /// How many of its records.
    pub records: u32,
    /// How many of these were edited since.
    pub edited: u32,
    /// How many of these are linked from records that people made themselves.
    pub linked: u32,
}

/// What removing the sample did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SampleRemoved {
    /// What to undo.
    pub gesture: String,
    /// How many of its records were deleted.
    pub deleted: u32,
    /// How many of these had been edited.
    pub edited: u32,
    /// How many of these are linked from records that people made themselves; the links still say the name.
    pub linked: u32,
    /// How many were kept, because people's own deals stand in them: pipelines.
    pub kept: u32,
}

impl App {
    /// Brings the sample organisation.
    ///
    /// # Errors
    /// `Refused` where it is here already, or the store's.
    pub async fn load_sample(&self) -> Result<Saved, Failure> {
        let store = self.store().await?;
        if store.server().await?.is_some() {
            let words = "This device belongs to an organisation. Invented people have no place among its records; nothing was changed.";
            return Err(Failure::new(FailureCode::Refused, words));
        }
        if self.found(&store).await?.state().loaded {
            let words = "The sample organisation is already here. Remove it first to begin it anew.";
            return Err(Failure::new(FailureCode::Refused, words));
        }
        load(self, &store).await
    }

    /// What of the sample organisation is here.
    ///
    /// # Errors
    /// The store's.
    pub async fn sample_state(&self) -> Result<SampleState, Failure> {
        let store = self.store().await?;
        let served = store.server().await?.is_some() && store.preferences().await?.contains_key(SERVED);
        Ok(SampleState {
            served,
            ..self.found(&store).await?.state()
        })
    }

    /// Deletes what the sample organisation brought, in one gesture. What people made themselves stays.
    ///
    /// # Errors
    /// `Refused` where it is not here, or the store's.
    pub async fn remove_sample(&self) -> Result<SampleRemoved, Failure> {
        let store = self.store().await?;
        let found = self.found(&store).await?;
        let mut state = found.state();
        if !state.loaded {
            let words = "The sample organisation is not on this device. Nothing was changed.";
            return Err(Failure::new(FailureCode::Refused, words));
        }
        let mut gesture = Several::begin(self, &store, REMOVED).await;
        let mut kept = 0;
        for (id, record) in &found.records {
            if record.kind.as_str() == "pipeline" && found.linked.contains(id) {
                kept += 1;
                continue;
            }
            let life = BTreeMap::from([(LIFE, Write::of(deleted()))]);
            gesture
                .change(*id, record.kind.clone(), Act::Delete, None, life)
                .await?;
        }
        state.linked -= kept.min(state.linked);
        let saved = gesture.commit().await?;
        Ok(SampleRemoved {
            gesture: saved.gesture,
            deleted: state.records - kept,
            edited: state.edited,
            linked: state.linked,
            kept,
        })
    }

    /// The living records of the sample, and what has become of them.
    async fn found(&self, store: &Store) -> Result<Found, Failure> {
        let mut changes: HashSet<ChangeId> = HashSet::new();
        let mut made: HashMap<KindKey, Vec<RecordId>> = HashMap::new();
        for gesture in store.gestures_called(WORDS).await? {
            for change in store.changes_in(gesture).await? {
                changes.insert(change.id);
                if change.act == Act::Create {
                    made.entry(change.kind).or_default().push(change.record);
                }
            }
        }
        let ids: Vec<RecordId> = made.values().flatten().copied().collect();
        let mut found = Found {
            linked: store.linked_from_others(&ids).await?,
            ..Found::default()
        };
        for (kind, ids) in &made {
            for (id, record) in store.living(kind, ids).await? {
                let written = record.registers.values().flatten().filter_map(model::Standing::writer);
                if written.into_iter().any(|change| !changes.contains(&change)) {
                    found.edited.insert(id);
                }
                found.records.push((id, record));
            }
        }
        Ok(found)
    }
}

#[derive(Default)]
struct Found {
    records: Vec<(RecordId, Record)>,
    edited: BTreeSet<RecordId>,
    linked: BTreeSet<RecordId>,
}

impl Found {
    fn state(&self) -> SampleState {
        let linked = self.records.iter().filter(|(id, _)| self.linked.contains(id)).count();
        SampleState {
            loaded: !self.records.is_empty(),
            served: false,
            records: count(self.records.len() as u64),
            edited: count(self.edited.len() as u64),
            linked: count(linked as u64),
        }
    }
}

fn entries() -> Result<Vec<Entry>, Failure> {
    serde_json::from_str(FILE).map_err(|_| {
        Failure::new(
            FailureCode::Internal,
            "The sample of this build is damaged. Nothing was changed.",
        )
    })
}

fn nameless(name: &str) -> Failure {
    Failure::new(
        FailureCode::Internal,
        format!("The sample names “{name}”, which it does not have."),
    )
}

/// Brings the sample: one gesture.
pub(crate) async fn load(app: &App, store: &Store) -> Result<Saved, Failure> {
    let entries = entries()?;
    let now = app.here();
    let acts = acts(&entries, &now);
    let mut loading = Loading::new(app, store, &acts, now.date());
    loading.levels = issues::levels(store).await?;
    let mut tx = store.begin().await;
    tx.bulk(loading.gesture, WORDS.to_owned(), app.now());
    for act in &acts {
        if let Err(failure) = loading.one(&mut tx, act).await {
            tx.roll_back().await;
            return Err(failure);
        }
    }
    let saved = tx.commit(Source::Import).await?;
    Ok(Saved {
        record: String::new(),
        gesture: loading.gesture.to_string(),
        token: token(&saved.base),
        at: app.now(),
    })
}

struct Loading<'a> {
    app: &'a App,
    store: &'a Store,
    gesture: GestureId,
    today: Date,
    /// What the file calls a record → the record.
    ids: HashMap<&'a str, RecordId>,
    /// What everyone was looking at before a record's last act.
    bases: HashMap<&'a str, Base>,
    levels: issues::Levels,
}

impl<'a> Loading<'a> {
    fn new(app: &'a App, store: &'a Store, acts: &[SampleAct<'a>], today: Date) -> Self {
        let made = acts.iter().filter(|act| act.act.is_none());
        let mut ids: HashMap<&str, RecordId> = made
            .map(|act| (act.name, RecordId::from_ulid(fresh(app, act.at).ulid())))
            .collect();
        ids.insert("me", record_of(store.device().person));
        Self {
            app,
            store,
            gesture: GestureId::from_ulid(app.fresh_change().ulid()),
            today,
            ids,
            bases: HashMap::new(),
            levels: issues::Levels::new(),
        }
    }

    async fn one(&mut self, tx: &mut Tx<'_>, act: &SampleAct<'a>) -> Result<(), Failure> {
        let record = self.id(act.name)?;
        let kind = KindKey::owned(act.kind);
        let form = filled(act, self.today, |name| self.id(name))?;
        let before = match act.act {
            None => None,
            Some(_) => tx.record(Some(act.kind), record).await?.cloned(),
        };
        let schema = self.store.schema();
        let mut writes = read_form(
            &schema,
            &kind,
            before.as_ref(),
            &form,
            self.app.0.surroundings.reading(),
        )?
        .writes;
        if act.kind == "issue" {
            let now = crate::clock::at(act.at, &zone(&self.app.0.surroundings.zone));
            self.app
                .with_clock(&mut writes, before.as_ref(), &schema, &self.levels, &now);
        }
        let seen = self.bases.insert(act.name, tx.base());
        let create = act.act.is_none();
        let intent = Intent {
            // A record made here is named by its Create.
            id: if create {
                ChangeId::from_ulid(record.ulid())
            } else {
                fresh(self.app, act.at)
            },
            gesture: self.gesture,
            record,
            kind,
            act: act.act.map_or(Act::Create, |act| Act::from(act.to_owned())),
            base: seen.filter(|_| act.unseen),
            writes,
            of: None,
        };
        let author = Author {
            person: PersonId::from_ulid(self.id(act.by)?.ulid()),
            at: act.at,
        };
        self.app.make_as(self.store, tx, intent, Some(author)).await?;
        Ok(())
    }

    fn id(&self, name: &str) -> Result<RecordId, Failure> {
        self.ids.get(name).copied().ok_or_else(|| nameless(name))
    }
}

/// What an act fills in, as it would be typed.
fn filled(
    act: &SampleAct<'_>,
    today: Date,
    id: impl Fn(&str) -> Result<RecordId, Failure>,
) -> Result<BTreeMap<String, String>, Failure> {
    let typed = |text: &String| match text.strip_prefix('@') {
        Some(names) => {
            let ids: Result<Vec<String>, Failure> = names
                .split(" @")
                .map(|name| id(name).map(|id| id.to_string()))
                .collect();
            ids.map(|ids| ids.join(" "))
        }
        None => Ok(typed(text, today)),
    };
    let fields = act.fields.iter();
    fields.map(|(key, text)| Ok((key.clone(), typed(text)?))).collect()
}

/// An id of a moment.
fn fresh(app: &App, at: i64) -> ChangeId {
    let (_, chance) = app.0.surroundings.fresh();
    ChangeId::from_parts(at.unsigned_abs(), chance)
}
